using CrossChainOracle.Domain;

namespace CrossChainOracle.Ledger;

/// <summary>An unsigned batch that takes one sequence number of its shard.</summary>
/// <param name="Shard">1 to <see cref="LedgerLimits.MaxShardBytes"/> bytes of UTF-8.</param>
/// <param name="Sequence">From 0, +1 per batch of the shard.</param>
/// <param name="PreviousDigest">The digest of <paramref name="Sequence"/> − 1; zero for sequence 0.</param>
/// <param name="Digest">The batch's EIP-712 digest; never zero. The ledger compares it and does not recompute it.</param>
/// <param name="Batch">Canonical bytes of the batch: header and statements.</param>
/// <param name="Round">The round that the batch was computed from.</param>
/// <param name="State">The shard's state after the batch.</param>
public sealed record Reservation(
    string Shard,
    ulong Sequence,
    Hash256 PreviousDigest,
    Hash256 Digest,
    ReadOnlyMemory<byte> Batch,
    ReadOnlyMemory<byte> Round,
    ReadOnlyMemory<byte> State);

/// <param name="Signatures">Empty until attached.</param>
/// <param name="RecordNumber">The reservation's place in the order of the whole ledger; the sequence, where shards have no common order.</param>
public sealed record LedgerEntry(Reservation Reservation, ReadOnlyMemory<byte> Signatures, long RecordNumber)
{
    public bool Signed => !Signatures.IsEmpty;
}

/// <summary>A shard's last reserved batch.</summary>
public sealed record LedgerHead(ulong Sequence, Hash256 Digest, bool Signed);

public static class LedgerLimits
{
    public const int MaxShardBytes = 255;
}
