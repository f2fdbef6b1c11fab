using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.CrashNode;

/// <summary>A source that knows every route of the sample policy and says something else whenever it is asked.</summary>
public sealed class Market(TimeProvider time) : IFeedReader
{
    private int _looks;

    public Provider Provider => Provider.Chainlink;

    public RouteId Route { get; } = RouteId.Parse("market");

    public IReadOnlyList<FeedTarget> Targets => [];

    public Task<Look> ReadAsync(CancellationToken cancellation)
    {
        var (policy, now) = (Samples.Policy(), time.GetUtcNow().ToUnixTimeMilliseconds());
        var price = (2_500 + (0.01m * (Interlocked.Increment(ref _looks) % 90))).ToString(CultureInfo.InvariantCulture);
        var round = Samples.Round(policy, ShardState.Initial(policy.Shard, now - 1), Hash256.Zero, now, price);
        return Task.FromResult(new Look(round.Observations, [], []));
    }
}
