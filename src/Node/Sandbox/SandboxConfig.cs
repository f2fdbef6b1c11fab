using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Hosting.Configuration;

namespace CrossChainOracle.Node.Sandbox;

/// <summary>The configuration of a node that reads a sandbox: as for live sources, with limits that fit a market that runs faster than it did.</summary>
public static class SandboxConfig
{
    public const string Deployment = "crosschainoracle:sandbox";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    public static NodeConfig For(SandboxWorld world, string dataFolder, Uri listen)
    {
        var routes = new Dictionary<RouteId, string>();
        var chain = world.Chain.ToString();
        foreach (var provider in (Provider[])[Provider.Chainlink, Provider.Api3]) routes[RouteOf(provider)] = chain;
        return new()
        {
            Deployment = Deployment,
            DataFolder = dataFolder,
            Listen = listen,
            Attesters = new([], 3, 0, 0, world.StartedAt + PolicyRules.MaximumDurationMs),
            Pyth = new([world.Hermes], null, string.Empty),
            Chains = [new(new EvmReaderOptions { Chain = world.Chain, Endpoints = [world.Rpc], Multicall = world.Multicall }, BlockTag.Latest, Poll, null, TimeSpan.Zero)],
            Shards = [new() { Shard = ShardId.Parse("sandbox"), Audience = Hash256.Zero, Feeds = [.. world.Feeds.Select(feed => PolicyOf(feed, world.Speed))] }],
            RouteChains = routes,
        };
    }

    private static RouteId RouteOf(Provider provider) => RouteId.Parse(provider switch
    {
        Provider.Pyth => "pyth-sandbox",
        Provider.Chainlink => "chainlink-31337",
        _ => "api3-31337",
    });

    /// <summary>
    /// Played at n times its speed a market moves √n times as far in a second, so the limits on moves grow with √n; a source's longest silence bounds how long
    /// its last value may stand.
    /// </summary>
    private static FeedPolicy PolicyOf(SandboxFeed feed, int speed)
    {
        var basis = PolicyDefaults.Feed;
        var tick = Math.Max(basis.TickMs, feed.Sources.Max(source => (source.BarSeconds ?? 0) * 1_000L / speed));
        var oldest = feed.Sources.Max(source => source.HeartbeatMs) * 3;
        return basis with
        {
            Feed = feed.Feed,
            Quorum = feed.Quorum,
            LowerBound = Price.FromScaled(FixedPoint.PowerOfTen(6)),
            UpperBound = Price.FromScaled(FixedPoint.PowerOfTen(Price.Decimals + 7)),
            DeviationPpm = 20_000,
            SigmaInitial = Faster(basis.SigmaInitial, speed),
            SigmaFloor = Faster(basis.SigmaFloor, speed),
            MaximumMovePpm = (uint)UInt128.Min(FixedPoint.PpmInOne, Faster(basis.MaximumMovePpm, speed)),
            TickMs = tick,
            ValidForMs = Math.Max(5_000, tick * 2),
            Verdict = Verdict(basis.Verdict, feed, oldest),
            Routes = [.. feed.Sources.Select(RouteOf).OrderBy(route => route.Route)],
        };
    }

    private static RoutePolicy RouteOf(SandboxSource source)
    {
        var continuous = source.Provider == Provider.Pyth;
        return (continuous ? PolicyDefaults.PythRoute : PolicyDefaults.ThresholdRoute) with
        {
            Provider = source.Provider,
            Route = RouteOf(source.Provider),
            Source = source.Source,
            ThresholdPpm = source.ThresholdPpm,
            HeartbeatMs = continuous ? 0 : source.HeartbeatMs,
            GraceMs = continuous ? 0 : source.HeartbeatMs,
            MaximumAgeMs = source.HeartbeatMs * 3,
        };
    }

    private static VerdictPolicy Verdict(VerdictPolicy basis, SandboxFeed feed, long oldest)
    {
        var providers = Math.Min(2, feed.Sources.Count);
        return new(Adapt(basis.Open), Adapt(basis.Borrow), Adapt(basis.Withdraw), Adapt(basis.Liquidate), Adapt(basis.Relay));

        ActionRule Adapt(ActionRule rule) => rule with { MinimumProviders = Math.Min(rule.MinimumProviders, providers), MaximumAgeMs = oldest };
    }

    private static UInt128 Faster(UInt128 value, int speed) => UInt128.Min(FixedPoint.SqrtUp(value * value * (uint)speed), FixedPoint.One);
}
