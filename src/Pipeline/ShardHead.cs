using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Pipeline;

/// <summary>Where a shard stands: what the next round continues.</summary>
/// <param name="Cursor">After the last reserved batch, or at the start.</param>
/// <param name="StateBytes">Canonical bytes of the state there.</param>
/// <param name="Last">The last reserved batch; null before the first.</param>
/// <param name="Signatures">Over <paramref name="Last"/>; empty while it waits for them.</param>
public sealed record ShardHead(ShardCursor Cursor, ReadOnlyMemory<byte> StateBytes, ReservedBatch? Last, IReadOnlyList<AttesterSignature> Signatures)
{
    /// <summary>A batch is reserved that has no signatures yet: it is finished before anything else is reserved.</summary>
    public bool IsPending => Last is not null && Signatures.Count == 0;

    public Hash256 Digest => Last?.Digest ?? Hash256.Zero;

    public static ShardHead Initial(IShardRules rules, long startedAt) => new(new(rules.Shard, 0, startedAt), rules.InitialState(startedAt), null, []);
}

/// <summary>A batch that has its sequence number for good, with all that an attester needs to recompute it.</summary>
/// <param name="Header">Decoded from <paramref name="Batch"/>.</param>
/// <param name="Digest">What is signed; never another for this sequence.</param>
/// <param name="Batch">Unsigned wire form.</param>
/// <param name="Round">Round file.</param>
/// <param name="PreviousState">Canonical bytes of the state before the round.</param>
/// <param name="Previous">Header and signatures of the batch before; null for sequence 0.</param>
public sealed record ReservedBatch(
    BatchHeader Header,
    Hash256 Digest,
    ReadOnlyMemory<byte> Batch,
    ReadOnlyMemory<byte> Round,
    ReadOnlyMemory<byte> PreviousState,
    SignedHeader? Previous)
{
    public CosignRequest ToRequest() => new()
    {
        Batch = Batch,
        Round = Round,
        PreviousState = Previous is null ? default : PreviousState,
        PreviousHeader = Previous?.Bytes ?? default,
        PreviousSignatures = Previous is null ? default : AttestationCodec.EncodeSignatures(Previous.Signatures),
    };
}

/// <summary>A header with the signatures over its digest.</summary>
public sealed record SignedHeader(BatchHeader Header, IReadOnlyList<AttesterSignature> Signatures)
{
    /// <summary>The header's canonical bytes.</summary>
    public byte[] Bytes
    {
        get
        {
            var writer = new CanonicalWriter(BatchHeaderCodec.Size);
            BatchHeaderCodec.Write(writer, Header);
            return writer.ToArray();
        }
    }
}
