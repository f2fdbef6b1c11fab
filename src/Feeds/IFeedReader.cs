using CrossChainOracle.Domain;

namespace CrossChainOracle.Feeds;

/// <summary>What one look at a route gave: values, and what it failed to give. Nothing is lost: every target asked for is in one of the two.</summary>
/// <param name="Observations">Parsed and, where the route allows it, authenticated; not yet screened.</param>
/// <param name="Failures">One for each target without a value, and provider-wide faults.</param>
/// <param name="Evidence">The signed answers that the observations hang from.</param>
public sealed record Look(IReadOnlyList<Observation> Observations, IReadOnlyList<SourceFailure> Failures, IReadOnlyList<Evidence> Evidence);

/// <summary>One feed that a route is asked for.</summary>
/// <param name="Feed">Our name of it.</param>
/// <param name="Source">Pyth's price id, or the contract's address padded with zeros on the left (the policy's <see cref="RoutePolicy.Source"/>).</param>
public sealed record FeedTarget(FeedId Feed, Hash256 Source);

/// <summary>Reads one route of one provider for a set of feeds.</summary>
/// <remarks>
/// Implementations survive anything the other side sends: they return a <see cref="SourceFailure"/> with a typed cause and never throw for it. They throw
/// <see cref="OperationCanceledException"/> when cancelled, and for broken invariants of our own. Calls may overlap.
/// </remarks>
public interface IFeedReader
{
    Provider Provider { get; }

    RouteId Route { get; }

    IReadOnlyList<FeedTarget> Targets { get; }

    /// <summary>Asks once, for all targets, within the reader's own time limit.</summary>
    Task<Look> ReadAsync(CancellationToken cancellation);
}

/// <summary>A route that also pushes: each element is one arrived update. Reconnects by itself; ends only when cancelled.</summary>
public interface IStreamingFeedReader : IFeedReader
{
    IAsyncEnumerable<Look> StreamAsync(CancellationToken cancellation);
}
