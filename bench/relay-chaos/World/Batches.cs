using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.RelayChaos.World;

/// <summary>A batch as it is published.</summary>
internal sealed record SignedBatch(Attestation Attestation, Hash256 Digest, IReadOnlyList<Statement> Statements)
{
    public BatchHeader Header => Attestation.Header;
}

/// <summary>Makes the batches of one shard, each following the one before (docs/spec/attestation-v1.md, section 3).</summary>
/// <param name="algorithm">Of the shard.</param>
/// <param name="begin">Before the first batch, Unix milliseconds.</param>
internal sealed class Batches(SigningDomain domain, ShardId shard, ushort algorithm, long begin, Attesters attesters)
{
    private ulong _next;
    private long _observedAt = begin;
    private Hash256 _digest;

    /// <summary>Sequence of the next batch.</summary>
    public ulong Next => _next;

    /// <param name="statements">In any order.</param>
    public SignedBatch Make(uint epoch, long observedAt, IEnumerable<Statement> statements)
    {
        var ordered = statements.Order(SubjectOrder.Instance).ToList();
        Leaf[] leaves = [.. ordered.Select(static statement => new Leaf(StatementCodec.Encode(statement), default))];
        var at = Math.Max(observedAt, _observedAt + 1);
        var header = new BatchHeader
        {
            Schema = BatchHeader.CurrentSchema,
            Algorithm = algorithm,
            Epoch = epoch,
            Sequence = _next,
            ValidAfter = _observedAt,
            ObservedAt = at,
            LeafCount = (uint)leaves.Length,
            Shard = shard,
            Audience = Hash256.Zero,
            PreviousDigest = _digest,
            StateDigest = Of(1),
            InputsRoot = Of(2),
            Root = BatchContent.Root(leaves),
            Body = BatchContent.Body(leaves),
        };
        (_next, _observedAt, _digest) = (_next + 1, at, domain.Digest(header));
        return new(new(header, leaves, attesters.Sign(epoch, _digest)), _digest, ordered);
    }

    /// <summary>A commitment that nobody opens here.</summary>
    private Hash256 Of(byte what) => Keccak256.Hash([what, .. BitConverter.GetBytes(_next)]);
}
