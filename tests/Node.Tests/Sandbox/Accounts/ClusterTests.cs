using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Collateral.SplToken;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Node.Sandbox.Accounts;
using CrossChainOracle.Node.Sandbox.Accounts.Evm;
using CrossChainOracle.Node.Sandbox.Accounts.Solana;

namespace CrossChainOracle.Node.Tests.Sandbox.Accounts;

public sealed class ClusterTests
{
    private const int Cases = 100_000;
    private const ulong Dollars = 1_000_000;

    private static readonly SolanaKey Alice = AccountsCast.SolanaOf("alice");
    private static readonly SolanaKey Bob = AccountsCast.SolanaOf("bob");
    private static readonly SolanaKey Stranger = AccountsCast.SolanaOf("stranger");

    [Fact]
    public async Task SolanaSurvey_OfATransferThatIsNotFinal_SeesBothStatesAndTheTransaction()
    {
        await using var playing = await Accounting.StartAsync(Script(
            new AccountsMove.OnSolana(new ClusterAction.Send(Alice, AccountsCast.UsdcMint, Bob, 40 * Dollars)),
            new AccountsMove.OnSolana(new ClusterAction.Pay(Bob, Alice, 7))));
        playing.MoveTo(2_800);
        var reading = await SurveyAsync(playing, Alice);
        Assert.Equal([20_000_000_000, 500 * Dollars], Shares(reading.Finalized));
        Assert.Equal([20_000_000_000 - 5_000 + 7, 460 * Dollars], Shares(reading.Newest));
        Assert.Empty(reading.Unsettled);
        Assert.Equal([-40_000_000L, -5_000L, 7L], reading.Changes.SelectMany(change => change.Effects).Select(effect => (long)effect.Delta).Order());

        playing.MoveTo(6_000);
        var later = await SurveyAsync(playing, Alice);
        Assert.Equal(Shares(reading.Newest), Shares(later.Finalized));
        Assert.Empty(later.Changes);
    }

    [Fact]
    public async Task SolanaSurvey_OfAFailedTransfer_SeesOnlyItsFee()
    {
        await using var playing = await Accounting.StartAsync(Script(new AccountsMove.OnSolana(new ClusterAction.Send(Alice, AccountsCast.UsdcMint, Stranger, Dollars))));
        playing.MoveTo(2_800);
        var reading = await SurveyAsync(playing, Alice);
        Assert.Equal([20_000_000_000 - 5_000, 500 * Dollars], Shares(reading.Newest));
        Assert.Equal(-5_000, Assert.Single(Assert.Single(reading.Changes).Effects).Delta);
    }

    [Fact]
    public async Task SplTokenReader_ListingEveryAccount_FindsTheSame()
    {
        await using var playing = await Accounting.StartAsync(Script());
        var survey = new SolanaSurvey(playing.Solana());
        var listed = Assert.IsType<SolanaRead<SolanaState>.Ok>(await survey.StateAsync(new SplTokenReader(AccountsCast.Solana, AccountsCast.Mints, everyAccount: true), Bob, Commitment.Finalized, 0, CancellationToken.None)).Value;
        Assert.Empty(listed.Answer.Problems);
        Assert.Equal([10_000_000_000, 1_000 * Dollars], Shares(listed));
        var query = new SolanaQuery.ProgramAccounts(SplAccounts.Token, SplAccounts.AccountSize, 32, Bob);
        var accounts = Assert.IsType<SolanaRead<IReadOnlyList<SolanaKey>>.Ok>(await playing.Solana().ListAsync(query, Commitment.Finalized, 0, CancellationToken.None)).Value;
        Assert.Equal([ProgramAddress.Associated(Bob, SplAccounts.Token, AccountsCast.UsdcMint)], accounts);
    }

    [Fact]
    public async Task Commitments_AtOneTime_AreSlotsFurtherBack()
    {
        await using var playing = await Accounting.StartAsync(Script());
        var reader = playing.Solana();
        var slots = new List<ulong>();
        foreach (var commitment in Enum.GetValues<Commitment>()) slots.Add(Assert.IsType<SolanaRead<ulong>.Ok>(await reader.SlotAsync(commitment, CancellationToken.None)).Value);
        Assert.Equal([9UL, 7UL, 1UL], slots);
        Assert.Equal(1_800_000_000_000, Assert.IsType<SolanaRead<long>.Ok>(await reader.TimeAsync(9, CancellationToken.None)).Value);
    }

    [Fact]
    public async Task AccountsAsync_AboveTheHead_IsStale()
    {
        await using var playing = await Accounting.StartAsync(Script());
        var reader = new SolanaReader(new() { Chain = AccountsCast.Solana, Endpoints = [playing.World.SolanaRpc], Rounds = 1 }, playing.Http, playing.Time);
        var failed = Assert.IsType<SolanaRead<SolanaSnapshot>.Failed>(await reader.AccountsAsync([Alice], Commitment.Finalized, 2, CancellationToken.None));
        Assert.Equal(RejectionCode.Stale, failed.Failure.Code);
        Assert.IsType<SolanaRead<SolanaSnapshot>.Ok>(await reader.AccountsAsync([Alice], Commitment.Processed, 9, CancellationToken.None));
    }

    [Theory]
    [InlineData("getSlot", "[{\"minContextSlot\":99}]", -32016)]
    [InlineData("getSlot", "[{\"commitment\":\"rooted\"}]", -32602)]
    [InlineData("getSlot", "[7]", -32602)]
    [InlineData("getBlockTime", "[99]", -32004)]
    [InlineData("getBlockTime", "[-1]", -32602)]
    [InlineData("getMultipleAccounts", "[]", -32602)]
    [InlineData("getMultipleAccounts", "[[\"0x12\"]]", -32602)]
    [InlineData("getMultipleAccounts", "[[],{\"encoding\":\"jsonParsed\"}]", -32602)]
    [InlineData("getTokenAccountsByOwner", "[\"11111111111111111111111111111111\",{}]", -32602)]
    [InlineData("getProgramAccounts", "[\"11111111111111111111111111111111\"]", -32602)]
    [InlineData("getProgramAccounts", "[\"11111111111111111111111111111111\",{\"withContext\":true,\"filters\":[{}]}]", -32602)]
    [InlineData("getSignaturesForAddress", "[\"11111111111111111111111111111111\",{\"commitment\":\"processed\"}]", -32602)]
    [InlineData("getSignaturesForAddress", "[\"11111111111111111111111111111111\",{\"limit\":0}]", -32602)]
    [InlineData("getTransaction", "[\"11111111111111111111111111111111\"]", -32602)]
    [InlineData("requestAirdrop", "[]", -32601)]
    public async Task Request_WhenWrong_GivesItsErrorCode(string method, string parameters, int code)
    {
        await using var playing = await Accounting.StartAsync(Script());
        var answer = await Accounting.RequestAsync(playing.Http, playing.World.SolanaRpc, method, parameters);
        Assert.Equal(code, answer.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public void Answer_ToMutatedRequests_IsAlwaysSound()
    {
        var cluster = new SolanaCluster(AccountsCast.ClusterName, AccountsGenesis.OnSolana(), Accounting.Start);
        var signature = cluster.Submit(new ClusterAction.Send(Alice, AccountsCast.UsdcMint, Bob, Dollars));
        for (var i = 1; i <= 3; i++) cluster.Advance(Accounting.Start + (i * SolanaCluster.SlotMs));
        RpcMutation.Check(
            new(new ClusterMethods(cluster)),
            20_261_123,
            Cases,
            $$"""{"jsonrpc":"2.0","id":1,"method":"getMultipleAccounts","params":[["{{Alice}}","{{AccountsCast.UsdcMint}}"],{"encoding":"base64","commitment":"processed","minContextSlot":3}]}""",
            $$$"""{"jsonrpc":"2.0","id":1,"method":"getProgramAccounts","params":["{{{SplAccounts.Token}}}",{"withContext":true,"dataSlice":{"offset":0,"length":0},"filters":[{"dataSize":165},{"memcmp":{"offset":32,"bytes":"{{{Bob}}}"}}]}]}""",
            $$"""{"jsonrpc":"2.0","id":1,"method":"getTransaction","params":["{{signature}}",{"encoding":"json","commitment":"confirmed","maxSupportedTransactionVersion":0}]}""",
            $$"""{"jsonrpc":"2.0","id":1,"method":"getSignaturesForAddress","params":["{{Alice}}",{"limit":10,"commitment":"confirmed"}]}""");
    }

    private static AccountsScript Script(params AccountsMove[] moves) => new("test", new LedgerFinality(), 10_000, false, [.. moves.Select(move => new AccountsStep(1_000, "a test", move))]);

    private static async Task<SolanaReading> SurveyAsync(Accounting playing, SolanaKey owner) => Assert.IsType<SolanaRead<SolanaReading>.Ok>(
        await new SolanaSurvey(playing.Solana()).ReadAsync(new SplTokenReader(AccountsCast.Solana, AccountsCast.Mints), owner, 0, CancellationToken.None)).Value;

    private static ulong[] Shares(SolanaState state) => [.. state.Answer.Positions.Where(position => position.Key.Side == PositionSide.Collateral).Select(position => (ulong)position.Shares)];
}
