using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>The canonical bytes of the state of a shard of rotations (docs/spec/attestation-v1.md, section 8).</summary>
public static class RotationStateCodec
{
    private const byte Tag = 0x94;

    public static byte[] Encode(RotationState state)
    {
        using var writer = new CanonicalWriter(256);
        writer.U8(Tag);
        writer.Shard(state.Shard);
        writer.U64(state.NextSequence);
        writer.Time(state.ObservedAt);
        StatementCodec.Write(writer, new AttesterSetStatement(state.Current));
        return writer.ToArray();
    }

    public static Refusal? Decode(ReadOnlySpan<byte> bytes, out RotationState? state)
    {
        var reader = new CanonicalReader(bytes, "state of rotations");
        var tag = reader.U8();
        reader.Require(tag == Tag, "tag", "is not a state of rotations", tag);
        var (shard, next, observedAt) = (reader.Shard(), reader.U64(), reader.Time());
        reader.Require(next < ulong.MaxValue, "next sequence", "must leave room for one more", next);
        var current = RotationSets.ReadLast(ref reader, "current set");
        var refusal = reader.Finish();
        state = refusal is null ? new(shard, next, observedAt, current!) : null;
        return refusal;
    }
}
