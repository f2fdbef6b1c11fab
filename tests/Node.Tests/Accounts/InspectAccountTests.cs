using System.Net;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Http;
using CrossChainOracle.Node.Commands;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;
using static CrossChainOracle.Rounds.Tests.Accounts.Book;

namespace CrossChainOracle.Node.Tests.Accounts;

[Collection(CalmNode.Collection)]
public sealed class InspectAccountTests : IDisposable
{
    private const int Mutations = 100_000;
    private const int Seed = 20_261_120;

    private readonly RunningNode _node;
    private readonly TemporaryFolder _folder = new();

    public InspectAccountTests(CalmNode calm)
    {
        _node = calm.Running;
        if (_node.Node.Accounts.Find(Bob) is null) AccountStory.Whole().ApplyTo(_node.Node.Accounts);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Accounts_ListsEveryAccountWithItsSnapshot_AndTheChains()
    {
        var (status, type, body) = await _node.AskAsync("/v1/accounts");
        Assert.Equal((HttpStatusCode.OK, "application/json"), (status, type));
        var bob = Assert.Single(body.GetProperty("accounts").EnumerateArray());
        Assert.Equal(("bob", 1, 1), (bob.Text("account"), bob.GetProperty("positions").GetInt32(), bob.GetProperty("gaps").GetInt32()));
        Assert.Equal(("6", "17000", "0"), (bob.GetProperty("snapshot").Text("sequence"), bob.GetProperty("snapshot").Text("equity"), bob.GetProperty("snapshot").Text("credited")));
        var chain = Assert.Single(body.GetProperty("chains").EnumerateArray());
        Assert.Equal(("eip155:1", 121UL, 111UL, "followed"), (chain.Text("chain"), chain.GetProperty("head").GetUInt64(), chain.GetProperty("finalized").GetUInt64(), chain.Text("state")));
    }

    [Fact]
    public async Task Account_HasPositionsGapsAndHistory_AllAmountsAsText()
    {
        var (status, _, body) = await _node.AskAsync("/v1/accounts/bob");
        Assert.Equal(HttpStatusCode.OK, status);
        var position = Assert.Single(body.GetProperty("positions").EnumerateArray());
        Assert.Equal(("8500000000000000000", "8500000000000000000", "8500000000000000000", "finalized"), (position.Text("seen"), position.Text("finalized"), position.Text("credited"), position.Text("stage")));
        Assert.Equal("aave-v3  Unreachable: no answer", Assert.Single(body.GetProperty("gaps").EnumerateArray()).GetProperty("problems")[0].GetString());
        Assert.Equal(["stated", "changed", "retracted", "stated", "changed", "upgraded", "upgraded", "gap"], body.GetProperty("history").EnumerateArray().Select(what => what.Text("event")));
        var retracted = body.GetProperty("history")[2];
        Assert.Equal(("1", AccountStory.Lost.Lost.ToString()), (retracted.Text("floor"), retracted.Text("lost")));
    }

    [Theory]
    [InlineData("/v1/accounts/nobody", "'nobody'")]
    [InlineData("/v1/accounts/a-name-of-17-chars", "'a-name-of-17-chars'")]
    [InlineData("/v1/accounts/%1b[31m", "has not been attested since the node started; /v1/accounts lists those that have")]
    public async Task AnAccountThatIsNotThere_Is404_AndSaysWhereTheOthersAre(string path, string expected) =>
        Assert.Contains(expected, await _node.RefusalAsync(path, HttpStatusCode.NotFound), StringComparison.Ordinal);

    [Fact]
    public async Task FromANode_ItIsTheNodesDocument_AndForPeopleATable()
    {
        var json = await Captured.RunAsync("inspect", "account", "bob", "--node", _node.Server.Address.ToString(), "--json");
        Assert.Equal((0, await _node.GetAsync("/v1/accounts/bob")), (json.Code, json.Output.TrimEnd()));
        AssertShown(await Captured.RunAsync("inspect", "account", "bob", "--node", _node.Server.Address.ToString()));
    }

    [Fact]
    public async Task FromAFolder_ItIsTheSame_FromTheLedger_WithoutWhatIsNotSignedYet()
    {
        await AccountStory.Whole().WriteAsync(_folder.In("run"));
        var json = await Captured.RunAsync("inspect", "account", "bob", "--data", _folder.In("run"), "--json");
        Assert.Equal((0, await _node.GetAsync("/v1/accounts/bob")), (json.Code, json.Output.TrimEnd()));
        AssertShown(await Captured.RunAsync("inspect", "account", "bob", "--data", _folder.In("run")));

        await AccountStory.Whole().WriteAsync(_folder.In("open"), unsigned: 1);
        var open = Json.Parse((await Captured.RunAsync("inspect", "account", "bob", "--data", _folder.In("open"), "--json")).Output);
        Assert.Equal("5", open.GetProperty("snapshot").Text("sequence"));
    }

    [Fact]
    public async Task WhatCannotBeShown_IsSaid_WithWhatToDo()
    {
        await new AccountStory().WriteAsync(_folder.In("empty"));
        await AccountStory.Whole().WriteAsync(_folder.In("run"));
        await AssertRefusedAsync(2, "--node and --data: one of them", "bob", "--node", "http://127.0.0.1:1", "--data", _folder.In("run"));
        await AssertRefusedAsync(2, "--node: 'here' is not an address", "bob", "--node", "here");
        await AssertRefusedAsync(2, "is not an account: 1 to 16 printable characters", "a name");
        await AssertRefusedAsync(3, "account alice is in no batch of", "alice", "--data", _folder.In("run"));
        await AssertRefusedAsync(3, "there are: bob", "alice", "--data", _folder.In("run"));
        await AssertRefusedAsync(3, "there are: none", "alice", "--data", _folder.In("empty"));
        await AssertRefusedAsync(3, "nowhere", "alice", "--data", _folder.In("nowhere"));
        await AssertRefusedAsync(3, "Is a node running there?", "bob", "--node", "http://127.0.0.1:1");
        await AssertRefusedAsync(3, "404: account 'alice' has not been attested", "alice", "--node", _node.Server.Address.ToString());
    }

    /// <summary>What answers may be no node.</summary>
    [Fact]
    public void Show_OfAMutatedDocument_NeverThrows()
    {
        var board = new AccountBoard();
        AccountStory.Whole().ApplyTo(board);
        var document = AccountDocument.One(board, board.Find(Bob)!);
        var mutator = new Mutator(Seed);
        using var nowhere = new StringWriter();
        for (var i = 0; i < Mutations; i++)
        {
            AccountView.Show(new Terminal(nowhere, nowhere, colours: false), mutator.Next(document));
            nowhere.GetStringBuilder().Clear();
        }
    }

    private static void AssertShown(Captured shown)
    {
        Assert.Equal((0, ""), (shown.Code, shown.Errors));
        foreach (var text in (string[])["account bob", "8.5", "slip44:60", "missing: eip155:1", "retracted", "lost to", "nothing up to #1 is read", "Not verified."]) Assert.Contains(text, shown.Output, StringComparison.Ordinal);
    }

    private static async Task AssertRefusedAsync(int code, string expected, params string[] arguments)
    {
        var ran = await Captured.RunAsync(["inspect", "account", .. arguments]);
        Assert.True(ran.Code == code, ran.ToString());
        Assert.Contains(expected, ran.Errors, StringComparison.Ordinal);
        Assert.Empty(ran.Output);
    }
}
