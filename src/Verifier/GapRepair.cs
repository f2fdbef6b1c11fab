using System.Runtime.CompilerServices;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Verifier;

/// <summary>What came of one missing sequence.</summary>
/// <param name="Outcome">Fetched batches are tracked already: <see cref="Tracking"/> says how.</param>
/// <param name="Tracking">Null where nothing was fetched.</param>
public sealed record RepairedBatch(ulong Sequence, BatchFetch Outcome, TrackOutcome? Tracking);

/// <summary>Fills the holes of a shard that its consumer noticed, whatever stream that reads: a node's, or a hub whose event expired or was dropped.</summary>
/// <remarks>
/// Batches that are fetched pass the same verifier and the same tracker as those that arrive, so a source that lies can only withhold. The prices in them are older than what is known; retractions, snapshots and
/// continuity are why they are wanted.
/// </remarks>
public sealed class GapRepair(BatchSource source, AttestationTracker tracker)
{
    /// <summary>Asks once for every sequence that is missing now, the oldest first. Ends at the first that fails, because the next would too; what is refused or not there is passed over and stays missing.</summary>
    public IAsyncEnumerable<RepairedBatch> RepairAsync(ShardId shard, CancellationToken cancellation = default) => RepairAsync(shard, tracker.Missing(shard), cancellation);

    /// <summary>As above, of sequences that a batch which was not tracked yet says are missing.</summary>
    internal async IAsyncEnumerable<RepairedBatch> RepairAsync(ShardId shard, IEnumerable<ulong> missing, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var sequence in missing)
        {
            var outcome = await source.FetchAsync(shard, sequence, cancellation).ConfigureAwait(false);
            yield return new(sequence, outcome, outcome is BatchFetch.Fetched fetched ? tracker.Track(fetched.Batch) : null);
            if (outcome is BatchFetch.Failed) yield break;
        }
    }
}
