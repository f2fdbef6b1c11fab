using CrossChainOracle.Domain;
using CrossChainOracle.Feeds;

namespace CrossChainOracle.Pipeline;

/// <summary>What was last heard on every route: the newest observation per feed and route, and what failed since. Thread-safe.</summary>
/// <remarks>
/// Updates arrive late, twice and out of order. An older one never replaces a newer one, so replaying a source's past changes nothing. A value stays until a newer
/// one comes; whether it is still good enough is the screen's matter, by its age. A value from the future holds its place only until the next answer: one wrong date must
/// not silence a route until that date has come.
/// </remarks>
/// <param name="feeds">The shard's feeds; it hears of no others. What concerns a whole provider, every shard hears.</param>
public sealed class ObservationBook(IReadOnlySet<FeedId> feeds)
{
    /// <summary>A value dated further ahead of its arrival, in milliseconds, has a wrong date: no clock is that far off.</summary>
    public const long MaximumLeadMs = 60_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(FeedId Feed, RouteId Route), Observation> _observations = [];
    private readonly Dictionary<(FeedId Feed, Provider Provider, RouteId Route), SourceFailure> _failures = [];
    private readonly Dictionary<Hash256, Evidence> _evidence = [];

    /// <summary>Takes over what a look gave. True when it brought news: a value that is newer than the one known, or a failure where there was none.</summary>
    public bool Add(Look look)
    {
        lock (_gate)
        {
            var news = false;
            foreach (var observation in look.Observations.Where(observation => feeds.Contains(observation.Feed))) news |= Add(observation);
            foreach (var failure in look.Failures.Where(failure => failure.Feed.IsEmpty || feeds.Contains(failure.Feed))) news |= Add(failure);
            if (look.Evidence.Count == 0) return news;
            foreach (var evidence in look.Evidence) _evidence[evidence.Digest] = evidence;
            DropUnusedEvidence();
            return news;
        }
    }

    /// <summary>Everything that is known now, as the inputs of a round.</summary>
    public Look Snapshot()
    {
        lock (_gate) return new([.. _observations.Values], [.. _failures.Values], [.. _evidence.Values]);
    }

    private bool Add(Observation observation)
    {
        if (!UnixTime.IsValid(observation.PublishedAt) || !UnixTime.IsValid(observation.ReceivedAt) || observation.Sequence > Observation.MaxSequence)
        {
            return Add(new SourceFailure(
                observation.Feed,
                observation.Provider,
                observation.Route,
                RejectionCode.OutOfRange,
                $"published {observation.PublishedAt}, received {observation.ReceivedAt}, sequence {observation.Sequence}: not 48-bit times and an 80-bit sequence"));
        }

        var key = (observation.Feed, observation.Route);
        var order = _observations.TryGetValue(key, out var known) ? Compare(observation, known) : 1;
        if (order < 0) return false;
        _observations[key] = observation;
        _failures.Remove((observation.Feed, observation.Provider, observation.Route));
        _failures.Remove((default, observation.Provider, observation.Route));
        _failures.Remove((default, observation.Provider, default));
        return order > 0;
    }

    private bool Add(SourceFailure failure)
    {
        var key = (failure.Feed, failure.Provider, failure.Route);
        var known = _failures.TryGetValue(key, out var before) && before.Code == failure.Code;
        _failures[key] = failure;
        return !known;
    }

    /// <summary>By publish time, then by the source's own order. The same value read again at a later block replaces the earlier reading and is no news.</summary>
    private static int Compare(Observation candidate, Observation known)
    {
        if (known.PublishedAt - known.ReceivedAt > MaximumLeadMs && candidate.ReceivedAt > known.ReceivedAt) return 1;
        if (candidate.PublishedAt != known.PublishedAt) return candidate.PublishedAt.CompareTo(known.PublishedAt);
        if (candidate.Sequence != known.Sequence) return candidate.Sequence.CompareTo(known.Sequence);
        if (candidate.Value != known.Value) return candidate.Height.CompareTo(known.Height);
        return candidate.Height < known.Height ? -1 : 0;
    }

    private void DropUnusedEvidence()
    {
        if (_evidence.Count <= 1) return;
        var used = _observations.Values.Select(observation => observation.Anchor).ToHashSet();
        foreach (var unused in _evidence.Keys.Where(digest => !used.Contains(digest)).ToList()) _evidence.Remove(unused);
    }
}
