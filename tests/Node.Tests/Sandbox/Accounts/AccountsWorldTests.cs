using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Erc4626;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Node.Sandbox.Accounts;
using CrossChainOracle.Node.Sandbox.Recordings;

namespace CrossChainOracle.Node.Tests.Sandbox.Accounts;

public sealed class AccountsWorldTests
{
    private static readonly EvmAddress Alice = AccountsCast.EvmOf("alice");

    [Fact]
    public async Task Reorg_AsTheScriptGoes_LeavesTheWithdrawalWithoutItsDeposit()
    {
        await using var playing = await Accounting.StartAsync(AccountsScript.Reorg);
        var reader = playing.Evm();
        Assert.Equal((100, 100), await DollarsAsync(reader));
        Assert.Equal(50, await SharesAsync(reader));
        playing.MoveTo(4_000);
        Assert.Equal((160, 100), await DollarsAsync(reader));
        playing.MoveTo(6_900);
        Assert.Equal((100, 100), await DollarsAsync(reader));
        playing.MoveTo(7_000);
        Assert.Equal((40, 100), await DollarsAsync(reader));
        playing.MoveTo(12_800);
        Assert.Equal((20, 40), await DollarsAsync(reader));
        Assert.Equal(69, await SharesAsync(reader));
        playing.MoveTo(12_900);
        Assert.Equal(40, (await DollarsAsync(reader)).Seen);
        Assert.Equal(50, await SharesAsync(reader));
        playing.MoveTo(15_200);
        Assert.Equal((55, 40), await DollarsAsync(reader));
        Assert.False(playing.World.Finished.IsCompleted);
        playing.MoveTo(26_000);
        Assert.Equal((55, 55), await DollarsAsync(reader));
        await playing.World.Finished;

        var log = playing.World.Log;
        Assert.Equal(6, log.Count);
        Assert.Equal(["(depth 8)", "(depth 3)"], log.Where(entry => entry.What.Contains("depth", StringComparison.Ordinal)).Select(entry => entry.What[^9..]));
        Assert.Equal(log[0].Transaction, log[2].Transaction);
        Assert.All(log, entry => Assert.Equal(AccountsCast.Evm, entry.Chain));
    }

    /// <summary>Chains take seconds to start, or a minute; what is to be reorganised must not be gone by then.</summary>
    [Fact]
    public async Task AScriptThatIsHeld_BeginsWithTheBlockAfterItIsLetGo()
    {
        await using var playing = await Accounting.StartAsync(AccountsScript.Reorg, isHeld: true);
        var reader = playing.Evm();
        playing.MoveTo(30_000);
        Assert.Equal((100, 100), await DollarsAsync(reader));
        Assert.Empty(playing.World.Log);
        Assert.False(playing.World.Finished.IsCompleted);
        playing.World.LetGo();
        const long Begin = 30_400;
        playing.MoveTo(Begin + 4_000);
        Assert.Equal((160, 100), await DollarsAsync(reader));
        playing.MoveTo(Begin + 7_000);
        Assert.Equal((40, 100), await DollarsAsync(reader));
        playing.MoveTo(Begin + 26_000);
        Assert.Equal((55, 55), await DollarsAsync(reader));
        await playing.World.Finished;
        Assert.Equal(6, playing.World.Log.Count);
    }

    [Fact]
    public async Task Steady_AfterManyRounds_IsAsItBegan()
    {
        await using var playing = await Accounting.StartAsync(AccountsScript.Steady);
        var reader = playing.Evm();
        playing.MoveTo((20 * AccountsScript.Steady.LengthMs) + 1_500);
        Assert.Equal((100, 100), await DollarsAsync(reader));
        Assert.Equal(49, await SharesAsync(reader));
        Assert.Equal(20 * AccountsScript.Steady.Steps.Count, playing.World.Log.Count);
        Assert.False(playing.World.Finished.IsCompleted);
        Assert.Equal(3, playing.World.Log.Select(entry => entry.Chain).Distinct().Count());
    }

    [Theory]
    [InlineData("steady")]
    [InlineData("reorg")]
    public async Task World_OfOneScriptAndStart_IsTheSameWhateverTheSteps(string name)
    {
        var script = AccountsScript.Find(name)!;
        await using var one = await Accounting.StartAsync(script);
        await using var other = await Accounting.StartAsync(script);
        one.MoveTo(20_000);
        for (var at = 137; at < 20_000; at += 137) other.MoveTo(at);
        other.MoveTo(20_000);
        Assert.Equal(one.World.Log, other.World.Log);
        Assert.Equal(await HeadAsync(one), await HeadAsync(other));
    }

    [Fact]
    public async Task EvmHeads_ThroughTheReorgScript_NeverFault()
    {
        await using var playing = await Accounting.StartAsync(AccountsScript.Reorg);
        var heads = new EvmHeads(playing.Evm(), Profile(), playing.Time);
        var depths = new List<uint>();
        for (var at = 0; at <= 26_000; at += 100)
        {
            playing.MoveTo(at);
            var followed = Assert.IsType<HeadsOutcome.Followed>(await heads.PollAsync(CancellationToken.None));
            Assert.False(followed.IsStalled);
            depths.AddRange(followed.Updates.Select(update => update.Head).OfType<Domain.Heads.HeadOutcome.Reorganised>().Select(reorg => (uint)reorg.Lost.Count));
        }

        Assert.Equal([8U, 3U], depths);
    }

    [Fact]
    public void Cast_OfEveryAsset_IsPricedByFeedsOfTheDefaultScenarioOnly()
    {
        Assert.True(Scenario.TryLoad(Scenario.Default, out var scenario, out _));
        var feeds = scenario.Feeds.Select(feed => feed.Feed).ToHashSet();
        Assert.All(AccountsCast.Assets.Where(asset => asset.Feed is not null), asset => Assert.Contains(asset.Feed!.Value, feeds));
        Assert.Equal(7, AccountsCast.Assets.Select(asset => asset.Asset).Distinct().Count());
        Assert.Empty(AccountsCast.Bank.Problems());
        Assert.Empty(AccountsCast.Vaults.Problems());
        Assert.Empty(AccountsCast.Tokens.Problems());
        var links = AccountsCast.Links.SelectMany(link => link.Value).ToArray();
        Assert.Equal(links.Length, links.Distinct().Count());
        Assert.Equal(3, AccountsCast.Links[AccountId.Parse("alice")].Select(address => address.Chain).Distinct().Count());
    }

    [Fact]
    public async Task DisposeAsync_InTheMiddle_CancelsTheEndAndClosesThePorts()
    {
        var playing = await Accounting.StartAsync(AccountsScript.Reorg);
        var (finished, address) = (playing.World.Finished, playing.World.EvmRpc);
        await playing.DisposeAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => finished);
        using var http = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(address));
    }

    private static async Task<(int Seen, int Finalized)> DollarsAsync(EvmReader reader)
    {
        var protocol = new Erc20Reader(AccountsCast.Tokens);
        var amounts = new List<int>();
        foreach (var tag in (BlockTag[])[BlockTag.Latest, BlockTag.Finalized])
        {
            var answer = await LedgerNode.ReadAsync(reader, await LedgerNode.PinAsync(reader, tag), protocol, Alice);
            amounts.Add((int)(answer.Positions[0].Shares / 1_000_000));
        }

        return (amounts[0], amounts[1]);
    }

    // In whole shares.
    private static async Task<int> SharesAsync(EvmReader reader) =>
        (int)(Assert.Single((await LedgerNode.ReadAsync(reader, await LedgerNode.PinAsync(reader, BlockTag.Latest), new Erc4626Reader(AccountsCast.Vaults), Alice)).Positions).Shares / 1_000_000);

    private static async Task<string> HeadAsync(Accounting playing)
    {
        var evm = await Accounting.RequestAsync(playing.Http, playing.World.EvmRpc, "eth_getBlockByNumber", """["latest",false]""");
        var cosmos = await Accounting.RequestAsync(playing.Http, playing.World.CosmosRpc, "status", "{}");
        return evm.GetRawText() + cosmos.GetRawText();
    }

    private static ChainProfile Profile() => new()
    {
        Chain = AccountsCast.Evm,
        Pin = PinKind.Hash,
        Finality = FinalityKind.EthereumPos,
        ConfirmedDepth = 2,
        UnfinalizedTtlMs = 5_000,
        FinalizedValidForMs = 10_000,
        HeartbeatMs = 1_000,
        MaximumWindow = 64,
        MaximumHeadAgeMs = 5_000,
    };
}
