using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing;

/// <summary>What one attester has bound itself to sign: one digest for a (shard, sequence), durable before the signature is made. Thread-safe.</summary>
public interface IAttesterLog
{
    /// <summary>Whose log it is.</summary>
    EvmAddress Signer { get; }

    /// <summary>What is durably recorded for a sequence; null where nothing is, or it is no longer remembered.</summary>
    /// <exception cref="IOException">It could not be read; may be retried.</exception>
    ValueTask<AttesterLogEntry?> FindAsync(ShardId shard, ulong sequence, CancellationToken ct = default);

    /// <summary>Binds the attester to the digest. Durable when it returns <see cref="RecordOutcome.Recorded"/> or <see cref="RecordOutcome.AlreadySame"/>.</summary>
    /// <exception cref="ArgumentException">An empty shard or a zero digest: no batch has them.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before its turn: nothing was or will be written.</exception>
    ValueTask<RecordOutcome> RecordAsync(ShardId shard, ulong sequence, Hash256 digest, Hash256 stateDigest, CancellationToken ct = default);
}
