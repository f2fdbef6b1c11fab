using System.Runtime.CompilerServices;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Verifier;

/// <summary>Fills holes before the batch is handed on that shows them, oldest first, so that the consumer has each shard in order. What cannot be had holds nothing up for long. Not thread-safe.</summary>
internal sealed class HoleFiller(BatchSource source, AttestationTracker tracker, AttesterSets sets, TimeProvider time)
{
    /// <summary>Batches that are asked for while one waits.</summary>
    public const int AtOnce = 64;

    /// <summary>After this none is asked for any more while one waits; the answer that is under way is waited for.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    /// <summary>Before what stayed missing is asked for again; doubles while nothing comes of it.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private readonly GapRepair _repair = new(source, tracker);
    private readonly Dictionary<ShardId, (long TriedAt, TimeSpan Pause)> _tried = [];

    public BatchSource Source => source;

    /// <param name="arrived">Of a verified batch that is tracked next.</param>
    /// <param name="cursor">The place before it.</param>
    public async IAsyncEnumerable<SubscriptionEvent> FillAsync(BatchHeader arrived, string? cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var shard = arrived.Shard;
        var hole = HoleBefore(arrived);
        IReadOnlyList<ulong> missing = hole.Count > 0 ? hole : IsDue(shard) ? tracker.Missing(shard) : [];
        if (missing.Count == 0) yield break;
        var (left, reason, begun) = (new SortedSet<ulong>(missing), (string?)null, time.GetTimestamp());
        await foreach (var one in _repair.RepairAsync(shard, missing.Take(AtOnce), cancellation).ConfigureAwait(false))
        {
            if (Problem(one) is { } problem)
            {
                reason ??= problem;

                // What comes after it in a hole would be out of order, and would not be seen to fit: it is late then, with the newer batch known.
                if (hole.Count > 0) break;
            }
            else
            {
                left.Remove(one.Sequence);
                yield return new SubscriptionEvent.Received(cursor, ((BatchFetch.Fetched)one.Outcome).Batch, one.Tracking!, new(null, null));
            }

            if (time.GetElapsedTime(begun) > TimeLimit) break;
        }

        Note(shard, left.Count < missing.Count);
        if (hole.Count > 0 && left.Count > 0) yield return new SubscriptionEvent.Unrepaired(shard, left.Min, left.Max, reason ?? $"no more than {AtOnce} batches and {TimeLimit.TotalSeconds} s at once");
    }

    /// <summary>What is missing between the newest batch and this one, as far back as holes are remembered.</summary>
    private List<ulong> HoleBefore(BatchHeader arrived)
    {
        var hole = new List<ulong>();
        if (tracker.Latest(arrived.Shard) is not { } latest || latest >= arrived.Sequence) return hole;
        var oldest = arrived.Sequence > AttestationTracker.Window ? arrived.Sequence - AttestationTracker.Window : 0;
        for (var sequence = Math.Max(latest + 1, oldest); sequence < arrived.Sequence; sequence++) hole.Add(sequence);
        return hole;
    }

    private bool IsDue(ShardId shard) => _tried.TryGetValue(shard, out var last) && time.GetElapsedTime(last.TriedAt) >= last.Pause;

    private void Note(ShardId shard, bool cameOfIt)
    {
        var pause = !cameOfIt && _tried.TryGetValue(shard, out var last) ? last.Pause * 2 : FirstPause;
        _tried[shard] = (time.GetTimestamp(), pause > LongestPause ? LongestPause : pause);
    }

    /// <summary>Null where the batch was had and fits.</summary>
    private string? Problem(RepairedBatch one) => one switch
    {
        { Tracking: TrackOutcome.Refused refused } => refused.Refusal.ToString(),
        { Outcome: BatchFetch.Fetched fetched } => sets.Follow(fetched.Batch)?.ToString(),
        { Outcome: BatchFetch.Refused refused } => refused.Refusal.ToString(),
        { Outcome: BatchFetch.Failed failed } => failed.Reason,
        _ => $"batch {one.Sequence} is not there",
    };
}
