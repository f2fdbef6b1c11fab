using System.Text.Json;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Commands;

/// <summary>The scripted deposit, withdrawal and reorganisation, played once to its end and kept.</summary>
public sealed class PlayedReorganisation : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public string Folder => _temporary.In("out");

    internal Captured Ran { get; private set; } = null!;

    public async Task InitializeAsync() => Ran = await NodeProcess.RunAsync("sandbox", "--scenario", "reorg", "--out", Folder, "--port", "0", "--json");

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _temporary.Dispose();
}

public sealed class SandboxAccountsTests(PlayedReorganisation played) : IClassFixture<PlayedReorganisation>
{
    [Fact]
    public async Task Sandbox_WithAccounts_AttestsPositionsOnThreeChains()
    {
        var ran = await Captured.RunAsync("sandbox", "--accounts", "--rounds", "60", "--port", "0", "--json");
        Assert.True(ran.Code == 0, ran.ToString());
        var report = Json.Parse(ran.Output);
        Assert.Equal(0, report.GetProperty("refused").GetInt64());
        var accounts = report.GetProperty("accounts").EnumerateArray().ToDictionary(account => account.Text("account"));
        Assert.Equal(["alice", "bob", "carol"], accounts.Keys.Order());
        Assert.Equal(["cosmos", "eip155", "solana"], accounts["alice"].GetProperty("chains").EnumerateArray().Select(chain => chain.GetString()!.Split(':')[0]));
        Assert.All(accounts.Values, account => Assert.True(account.GetProperty("stated").GetInt32() > 0));
    }

    [Fact]
    public void Reorg_Played_SaysInItsReportWhatWasRetracted()
    {
        Assert.True(played.Ran.Code == 0, played.Ran.ToString());
        var report = Json.Parse(played.Ran.Output);
        Assert.Equal(0, report.GetProperty("refused").GetInt64());
        var alice = report.GetProperty("accounts").EnumerateArray().Single(account => account.Text("account") == "alice");
        foreach (var kind in (string[])["stated", "changed", "upgraded", "retracted"]) Assert.True(alice.GetProperty(kind).GetInt32() > 0, $"{kind}: {alice}");
    }

    [Fact]
    public async Task Reorg_Kept_CreditsTheWithdrawalButNeverTheDepositThatWasDropped()
    {
        var history = await HistoryAsync();
        var retracted = history.FindIndex(static what => what.Text("event") == "retracted");
        var withdrawn = history.FindLastIndex(retracted, static what => Is(what, "changed", seen: 100, credited: 40));
        Assert.True(withdrawn > 0, "of 100, 60 come and 60 go: 100 seen, 40 credited");
        Assert.Contains(history[..withdrawn], static what => what.Text("event") == "stated" && what.Text("credited") == "100000000");
        Assert.Equal(history[retracted - 1].Text("block"), history[retracted].Text("lost"));
        Assert.Equal(history[withdrawn].GetProperty("height").GetInt64(), history[retracted].GetProperty("height").GetInt64());
        Assert.NotEqual(history[retracted].Text("lost"), history[retracted].Text("won"));
        Assert.True(ulong.Parse(history[retracted].Text("floor")) < ulong.Parse(history[retracted].Text("sequence")), "the statement that stands instead is above the floor");
        Assert.True(Is(history[retracted + 1], "stated", seen: 40, credited: 40), history[retracted + 1].ToString());

        var final = history.FindLast(static what => what.Text("event") == "upgraded");
        Assert.True(Is(final, "upgraded", seen: 55, credited: 55), final.ToString());
        Assert.Equal("finalized", final.Text("stage"));
    }

    [Fact]
    public async Task Reorg_Kept_IsRecomputedAndVerifiedToTheLastByte()
    {
        var verified = await Captured.RunAsync("verify", played.Folder, "--json");
        Assert.True(verified.Code == 0, verified.ToString());
        Assert.True(Json.Parse(verified.Output).GetProperty("holds").GetBoolean());
    }

    /// <summary>What was said of the USDC at alice's address that the script moves.</summary>
    private async Task<List<JsonElement>> HistoryAsync()
    {
        var inspected = await Captured.RunAsync("inspect", "account", "alice", "--data", played.Folder, "--json");
        Assert.True(inspected.Code == 0, inspected.ToString());
        var all = Json.Parse(inspected.Output).GetProperty("history").EnumerateArray().Where(static what => what.TryGetProperty("source", out var source) && source.GetString() == "erc20").ToList();
        var dropped = all.First(static what => what.Text("event") == "retracted");
        return [.. all.Where(what => what.Text("owner") == dropped.Text("owner") && what.Text("asset") == dropped.Text("asset"))];
    }

    /// <summary>An event with these amounts of USDC.</summary>
    private static bool Is(JsonElement what, string kind, int seen, int credited) =>
        what.Text("event") == kind && what.GetProperty("decimals").GetInt32() == 6 && what.Text("seen") == $"{seen}000000" && what.Text("credited") == $"{credited}000000";
}
