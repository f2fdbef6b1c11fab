using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Following;

/// <summary>How far a relayer may forget a stream: the last cursor before anything that is still needed. Bounded however much that is.</summary>
public sealed class StreamProgress
{
    /// <summary>Stretches of the stream that are told apart; of more, neighbours become one.</summary>
    public const int MaximumStretches = 4_096;

    private readonly List<Stretch> _stretches = [];

    /// <summary>The last event of each stretch, the highest sequence of each shard in it, and the highest epoch that it states.</summary>
    private sealed record Stretch(string Cursor, IReadOnlyDictionary<ShardId, ulong> Highest, uint Epoch);

    /// <summary>Up to here nothing is needed any more; null before the first such event.</summary>
    public string? Safe { get; private set; }

    /// <summary>The highest epoch that an event up to there states; 0: none.</summary>
    public uint SafeEpoch { get; private set; }

    /// <summary>An event arrived, in the order of the stream. It is needed until its shard needs nothing at or below its sequence.</summary>
    /// <param name="cursor">Of the event.</param>
    /// <param name="shard">Of its batch.</param>
    /// <param name="sequence">Of its batch.</param>
    /// <param name="epoch">Of the attester set that it states; 0: none.</param>
    public void Note(string cursor, ShardId shard, ulong sequence, uint epoch = 0)
    {
        _stretches.Add(new(cursor, new Dictionary<ShardId, ulong> { [shard] = sequence }, epoch));
        if (_stretches.Count > MaximumStretches) Thin();
    }

    /// <summary>Moves <see cref="Safe"/> on as far as the shards allow.</summary>
    /// <param name="oldestNeeded">The lowest sequence of a shard that is needed; null: none of those that arrived.</param>
    /// <returns>Whether it moved.</returns>
    public bool Advance(Func<ShardId, ulong?> oldestNeeded)
    {
        var done = _stretches.TakeWhile(stretch => stretch.Highest.All(shard => oldestNeeded(shard.Key) is not { } oldest || shard.Value < oldest)).Count();
        if (done == 0) return false;
        Safe = _stretches[done - 1].Cursor;
        SafeEpoch = Math.Max(SafeEpoch, _stretches.Take(done).Max(static stretch => stretch.Epoch));
        _stretches.RemoveRange(0, done);
        return true;
    }

    /// <summary>The place in the stream was lost: what arrives from now on begins anew.</summary>
    public void Clear()
    {
        _stretches.Clear();
        Safe = null;
    }

    /// <summary>Of every two stretches one: coarser, never wrong.</summary>
    private void Thin()
    {
        var thinned = _stretches.Chunk(2).Select(static pair => pair.Length == 1 ? pair[0] : new Stretch(pair[1].Cursor, Join(pair[0].Highest, pair[1].Highest), Math.Max(pair[0].Epoch, pair[1].Epoch))).ToList();
        _stretches.Clear();
        _stretches.AddRange(thinned);
    }

    private static Dictionary<ShardId, ulong> Join(IReadOnlyDictionary<ShardId, ulong> one, IReadOnlyDictionary<ShardId, ulong> other)
    {
        var joined = new Dictionary<ShardId, ulong>(one);
        foreach (var (shard, sequence) in other) joined[shard] = Math.Max(sequence, joined.GetValueOrDefault(shard));
        return joined;
    }
}
