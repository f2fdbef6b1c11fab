using CrossChainOracle.Domain;

namespace CrossChainOracle.Ledger;

/// <summary>The last batch of a shard that was published: a copy for readers, who need not look for the head of the ledger.</summary>
/// <param name="Shard">Whose.</param>
/// <param name="Sequence">Of the batch.</param>
/// <param name="Digest">Of the batch.</param>
/// <param name="Attestation">Wire form with signatures, as it went into the stream.</param>
public sealed record LatestBatch(string Shard, ulong Sequence, Hash256 Digest, ReadOnlyMemory<byte> Attestation);

/// <summary>Reads copies. Thread-safe.</summary>
public interface ILatestReader
{
    /// <summary>Null where there is none. It may be older than what the ledger has: whoever wrote last may have been late.</summary>
    /// <exception cref="IOException">It could not be read; may be retried.</exception>
    ValueTask<LatestBatch?> LatestAsync(string shard, CancellationToken ct = default);
}

/// <summary>Writes copies, one for each shard. Thread-safe.</summary>
public interface ILatestWriter
{
    /// <summary>Null when it is written; otherwise why not. Nothing depends on it: the next batch writes it anew, and readers fall back to the ledger.</summary>
    ValueTask<string?> WriteAsync(LatestBatch latest, CancellationToken ct = default);
}
