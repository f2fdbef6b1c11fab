using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>The canonical bytes of the policy of a shard of rotations (docs/spec/attestation-v1.md, section 8).</summary>
public static class RotationPolicyCodec
{
    public const byte Tag = 0x95;

    public static Hash256 Digest(RotationPolicy policy) => Keccak256.Hash(Encode(policy));

    public static byte[] Encode(RotationPolicy policy)
    {
        using var writer = new CanonicalWriter(256);
        writer.U8(Tag);
        writer.Shard(policy.Shard);
        writer.Time(policy.MaximumLateMs);
        writer.Time(policy.MinimumTermMs);
        StatementCodec.Write(writer, new AttesterSetStatement(policy.First));
        return writer.ToArray();
    }

    public static Refusal? Decode(ReadOnlySpan<byte> bytes, out RotationPolicy? policy)
    {
        policy = null;
        var reader = new CanonicalReader(bytes, "policy for rotations");
        var tag = reader.U8();
        reader.Require(tag == Tag, "tag", "is not a policy for rotations", tag);
        var (shard, late, term) = (reader.Shard(), reader.Time(), reader.Time());
        var first = RotationSets.ReadLast(ref reader, "first set");
        if (reader.Finish() is { } refusal) return refusal;
        var read = new RotationPolicy(shard, late, term, first!);
        if (read.Problem() is { } problem) return new Refusal.OutOfRange("policy for rotations", $"{shard}", problem);
        policy = read;
        return null;
    }
}
