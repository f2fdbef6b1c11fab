using CrossChainOracle.Domain;
using CrossChainOracle.Feeds;

namespace CrossChainOracle.Bench.Latency;

/// <summary>A threshold provider within its heartbeat: says the same value of the same time whenever it is asked.</summary>
internal sealed class StandingReader(Provider provider, RouteId route, IReadOnlyList<FeedTarget> targets, Price value, long publishedAt) : IFeedReader
{
    private readonly Look _look = new(
        [.. targets.Select(target => new Observation
        {
            Feed = target.Feed,
            Provider = provider,
            Route = route,
            Value = value,
            HalfWidth = Price.Zero,
            PublishedAt = publishedAt,
            ReceivedAt = publishedAt,
            Sequence = 1,
            Authenticity = Authenticity.QuorumRead,
            Stage = Stage.Confirmed,
            Height = 1,
        })],
        [],
        []);

    public Provider Provider => provider;

    public RouteId Route => route;

    public IReadOnlyList<FeedTarget> Targets => targets;

    public Task<Look> ReadAsync(CancellationToken cancellation) => Task.FromResult(_look);
}
