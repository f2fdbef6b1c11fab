using CrossChainOracle.Encoding;
using CrossChainOracle.Ledger;
using CrossChainOracle.Pipeline;

namespace CrossChainOracle.Hosting.Distributed;

/// <summary>Reads signed batches of a ledger that somebody else writes.</summary>
internal static class PublishedBatches
{
    /// <summary>The last batch that has its signatures; null before the first. The very last may still wait for them.</summary>
    /// <exception cref="IOException">The ledger could not be read.</exception>
    /// <exception cref="InvalidDataException">It holds what this deployment did not write.</exception>
    public static async Task<StoredBatch?> LastAsync(ILedgerReader ledger, SigningDomain domain, string shard, CancellationToken cancellation)
    {
        if (await ledger.HeadAsync(shard, cancellation).ConfigureAwait(false) is not { } head) return null;
        var last = await ReadAsync(ledger, domain, shard, head.Sequence, cancellation).ConfigureAwait(false);
        if (last is { Signatures.Count: > 0 } || head.Sequence == 0) return last is { Signatures.Count: > 0 } ? last : null;
        var before = await ReadAsync(ledger, domain, shard, head.Sequence - 1, cancellation).ConfigureAwait(false);
        return before is { Signatures.Count: > 0 } ? before : null;
    }

    /// <summary>Null where nothing is reserved.</summary>
    public static async Task<StoredBatch?> ReadAsync(ILedgerReader ledger, SigningDomain domain, string shard, ulong sequence, CancellationToken cancellation)
    {
        if (await ledger.ReadAsync(shard, sequence, cancellation).ConfigureAwait(false) is not { } entry) return null;
        return StoredBatch.Open(entry, domain, out var batch) is { } refusal ? throw new InvalidDataException($"Shard {shard}, sequence {sequence}: {refusal}") : batch;
    }
}
