using CrossChainOracle.Domain;
using CrossChainOracle.RelayChaos.Chains;

namespace CrossChainOracle.RelayChaos.Judging;

/// <summary>A stretch of batches in which a feed's price had to be posted on a chain.</summary>
internal sealed class DuePoint(FeedId feed, ulong sequence, long at)
{
    public FeedId Feed { get; } = feed;

    /// <summary>The first batch that was due.</summary>
    public ulong Sequence { get; } = sequence;

    /// <summary>The newest batch that was.</summary>
    public ulong Last { get; set; } = sequence;

    /// <summary>Since when, Unix milliseconds.</summary>
    public long At { get; } = at;

    /// <summary>When that price or a newer one was seen on the chain; null while it is not, also again after a reorganisation.</summary>
    public long? PostedAt { get; set; }

    /// <summary>Nothing was due any more before it was posted: the price had come back.</summary>
    public bool Receded { get; set; }
}

/// <summary>Which prices are due on one chain, by what a reader of the chain sees: nothing of the planner is used.</summary>
internal sealed class DueBook
{
    private readonly List<DuePoint> _points = [];
    private readonly Dictionary<FeedId, DuePoint> _open = [];

    public IReadOnlyList<DuePoint> Points => _points;

    /// <summary>Batches and feeds that were due.</summary>
    public int Batches { get; private set; }

    /// <summary>A batch was published: what of it is due, as the chain stands?</summary>
    public void Published(BatchHeader header, IReadOnlyList<Statement> statements, IReadOnlyDictionary<FeedId, FeedReading> standing, long now)
    {
        foreach (var statement in statements)
        {
            if (FeedOf(statement) is not { } feed) continue;
            var stored = standing.TryGetValue(feed, out var reading) ? reading : (FeedReading?)null;
            if (IsDue(statement, header.ObservedAt, stored)) Due(feed, header.Sequence, now);
            else if (_open.Remove(feed, out var open)) open.Receded = true;
        }
    }

    /// <summary>The chain was looked at: after a block, or after a reorganisation, which can take back what was posted.</summary>
    public void Seen(IReadOnlyDictionary<FeedId, FeedReading> standing, long now)
    {
        foreach (var point in _points)
        {
            var sequence = standing.TryGetValue(point.Feed, out var reading) ? reading.Sequence : (ulong?)null;
            if (sequence is null || sequence < point.Sequence) Reopen(point);
            else point.PostedAt ??= now;
            if (point.PostedAt is not null && _open.GetValueOrDefault(point.Feed) == point) _open.Remove(point.Feed);
        }
    }

    /// <summary>It was posted, and the block is gone: the next batch says whether it is still due.</summary>
    private void Reopen(DuePoint point)
    {
        if (point.PostedAt is not null) _open.TryAdd(point.Feed, point);
        point.PostedAt = null;
    }

    /// <summary>Those of which the chain has neither the price nor a newer one.</summary>
    public IEnumerable<DuePoint> Missing(IReadOnlyDictionary<FeedId, FeedReading> standing) =>
        _points.Where(point => !standing.TryGetValue(point.Feed, out var reading) || reading.Sequence < point.Last);

    private void Due(FeedId feed, ulong sequence, long now)
    {
        Batches++;
        if (_open.TryGetValue(feed, out var open))
        {
            open.Last = sequence;
            return;
        }

        _points.Add(_open[feed] = new(feed, sequence, now));
    }

    /// <summary>By the feed's rule: deviation, heartbeat, nothing there; a gap where a price could still be read.</summary>
    private static bool IsDue(Statement statement, long at, FeedReading? stored)
    {
        var readable = stored?.Value > 0;
        if (statement is GapStatement) return readable && stored!.Value.ValidUntil >= at;
        var price = (PriceStatement)statement;
        if (!price.Verdict.HasFlag(Verdict.Relay) || price.Breaker == BreakerState.Open) return false;
        if (!readable || at - stored!.Value.ObservedAt >= ChainPlan.HeartbeatMs) return true;
        var (value, before) = ((UInt128)price.Value.Scaled, stored.Value.Value);
        var difference = value > before ? value - before : before - value;
        return difference * 1_000_000 >= before * ChainPlan.DeviationPpm;
    }

    private static FeedId? FeedOf(Statement statement) => statement switch { PriceStatement price => price.Feed, GapStatement gap => gap.Feed, _ => null };
}
