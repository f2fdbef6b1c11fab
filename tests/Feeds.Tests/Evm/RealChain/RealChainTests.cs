using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Api3;
using CrossChainOracle.Feeds.Chainlink;
using CrossChainOracle.Feeds.Evm;

namespace CrossChainOracle.Feeds.Tests.Evm.RealChain;

/// <summary>The readers against a real node and compiled contracts.</summary>
[Trait("Category", "RealChain")]
public sealed class RealChainTests : IDisposable
{
    private const ulong Seconds = 1_706_558_123;

    private static readonly PhaseRound Round = new(6, 11106);

    private readonly HttpClient _http = JsonRpcClient.CreateHttp();

    [RealChainFact]
    public async Task Feeds_ReadDeployedContractsAtThePinnedBlockAndABadContractCostsOnlyItself()
    {
        using var anvil = await Anvil.StartAsync();
        var (reader, eth, _) = await DeployAsync(anvil);
        var btc = await anvil.DeployAsync("Aggregator", new AbiWriter().String("BTC / USD").UInt(8));
        var burner = await anvil.DeployAsync("GasBurner");
        FeedTarget[] targets = [Target("AAA/USD", burner), Target("ETH/USD", eth), Target("BTC/USD", btc), Target("ETH/EUR", eth), Target("CCC/USD", EvmAddress.Parse(new('9', 40)))];
        var look = await new ChainlinkFeed(reader, new() { Route = RouteId.Parse("chainlink-real"), Targets = targets }, null, TimeProvider.System).ReadAsync(default);

        var seen = Assert.Single(look.Observations);
        Assert.Equal((Price.Parse("2297.50276106"), (long)Seconds * 1000, Round.ToId(), Authenticity.QuorumRead), (seen.Value, seen.PublishedAt, seen.Sequence, seen.Authenticity));
        Assert.Equal(await BlockHashAsync(anvil, seen.Height), seen.Anchor);
        Assert.Equal(
            [("AAA/USD", RejectionCode.CallFailed), ("BTC/USD", RejectionCode.CallFailed), ("CCC/USD", RejectionCode.CallFailed), ("ETH/EUR", RejectionCode.WrongFeed)],
            look.Failures.Select(failure => (failure.Feed.ToString(), failure.Code)).Order());
        Assert.Contains(look.Failures, failure => failure.Detail.EndsWith("No data present", StringComparison.Ordinal));
    }

    [RealChainFact]
    public async Task Api3_ReadsADeployedProxyAndItsName()
    {
        using var anvil = await Anvil.StartAsync();
        var (reader, _, api3) = await DeployAsync(anvil);
        var route = new EvmRoute { Route = RouteId.Parse("api3-real"), Targets = [Target("ETH/USD", api3)] };
        var seen = Assert.Single((await new Api3Feed(reader, route, TimeProvider.System).ReadAsync(default)).Observations);
        Assert.Equal((Price.Parse("2297.502761060000000001"), (long)Seconds * 1000), (seen.Value, seen.PublishedAt));
    }

    [RealChainFact]
    public async Task PinnedRead_AnswersFromItsBlockWhileNewerOnesCome_AndIsATypedFailureOnceTheBlockVanished()
    {
        using var anvil = await Anvil.StartAsync();
        var (reader, eth, _) = await DeployAsync(anvil);
        await anvil.SendAsync(eth, "set(uint80,int256,uint256,uint256)", Answer(Round with { Round = 11107 }, 1_000_00000000));
        var doomed = Assert.IsType<PinOutcome.Pinned>(await reader.PinAsync(BlockTag.Latest, default)).Block;
        Assert.Equal(1_000_00000000, await LatestAsync(reader, doomed, eth));

        await anvil.SendAsync(eth, "set(uint80,int256,uint256,uint256)", Answer(Round with { Round = 11108 }, 900_00000000));
        Assert.Equal(1_000_00000000, await LatestAsync(reader, doomed, eth));

        // The last two blocks are replaced by empty ones: the answers in them never were.
        await anvil.RpcAsync("anvil_reorg", 2, new System.Text.Json.Nodes.JsonArray());
        Assert.NotEqual(doomed.Hash, await BlockHashAsync(anvil, doomed.Number));
        var vanished = Assert.IsType<CallOutcome.Failed>(Assert.Single(await reader.CallAsync(doomed, [ChainlinkRequest.ForLatestRound(eth)], default)));
        Assert.Equal(RejectionCode.CallFailed, vanished.Failure.Code);
        Assert.Contains("rpc error", vanished.Failure.Detail, StringComparison.Ordinal);

        var now = Assert.IsType<PinOutcome.Pinned>(await reader.PinAsync(BlockTag.Latest, default)).Block;
        Assert.Equal(229_750_276_106, await LatestAsync(reader, now, eth));
    }

    [RealChainFact]
    public async Task History_WalksBackOverDeployedRoundsToTheFirstOneThatIsMissing()
    {
        using var anvil = await Anvil.StartAsync();
        var (reader, eth, _) = await DeployAsync(anvil);
        var newest = Round with { Round = Round.Round + 1 };
        await anvil.SendAsync(eth, "set(uint80,int256,uint256,uint256)", Answer(newest, 1_000_00000000));
        var block = Assert.IsType<PinOutcome.Pinned>(await reader.PinAsync(BlockTag.Latest, default)).Block;
        var history = await ChainlinkHistory.ReadAsync(reader, eth, block, newest, 3, default);
        Assert.Equal([newest, Round], history.Rounds.Select(round => round.Id));
        Assert.Equal((HistoryEnd.Failed, RejectionCode.CallFailed), (history.End, history.Failure!.Code));
    }

    public void Dispose() => _http.Dispose();

    // One node under two names stands for two endpoints that agree.
    private async Task<(EvmReader Reader, EvmAddress Chainlink, EvmAddress Api3)> DeployAsync(Anvil anvil)
    {
        var multicall = await anvil.DeployAsync("Multicall");
        var chainlink = await anvil.DeployAsync("Aggregator", new AbiWriter().String("ETH / USD").UInt(8));
        var api3 = await anvil.DeployAsync("ReaderProxy", new AbiWriter().Bytes32(Hash256.From("ETH/USD".PadRight(32, '\0').Select(c => (byte)c).ToArray())));
        await anvil.SendAsync(chainlink, "set(uint80,int256,uint256,uint256)", Answer(Round, 229_750_276_106));
        await anvil.SendAsync(api3, "set(int224,uint32)", new AbiWriter().Int(Price.Parse("2297.502761060000000001").Scaled).UInt(Seconds));
        var options = new EvmReaderOptions
        {
            Chain = ChainId.Eip155(31337),
            Endpoints = [new($"http://127.0.0.1:{anvil.Port}"), new($"http://127.0.0.1:{anvil.Port}/?second")],
            Agreement = 2,
            Multicall = multicall,
            Limits = new() { Timeout = TimeSpan.FromSeconds(30) },
        };
        return (new(options, _http, TimeProvider.System), chainlink, api3);
    }

    private static async Task<Int128> LatestAsync(EvmReader reader, PinnedBlock block, EvmAddress proxy)
    {
        var returned = Assert.IsType<CallOutcome.Returned>(Assert.Single(await reader.CallAsync(block, [ChainlinkRequest.ForLatestRound(proxy)], default)));
        Assert.True(ChainlinkParser.TryParseRound(returned.Data.Span, out var round, out _));
        return round.Answer;
    }

    private static async Task<Hash256> BlockHashAsync(Anvil anvil, ulong number) => Hash256.Parse((string)(await anvil.RpcAsync("eth_getBlockByNumber", $"0x{number:x}", false))!["hash"]!);

    private static AbiWriter Answer(PhaseRound id, Int128 answer) => new AbiWriter().UInt(id.ToId()).Int(answer).UInt(Seconds).UInt(Seconds);

    private static FeedTarget Target(string feed, EvmAddress contract) => new(FeedId.Parse(feed), EvmRoute.SourceOf(contract));
}
