using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>The 240 canonical bytes of a batch header (docs/spec/attestation-v1.md, section 3).</summary>
public static class BatchHeaderCodec
{
    public const int Size = 240;

    public static void Write(CanonicalWriter writer, BatchHeader header)
    {
        writer.U16(header.Schema);
        writer.U16(header.Algorithm);
        writer.U32(header.Epoch);
        writer.U64(header.Sequence);
        writer.Time(header.ValidAfter);
        writer.Time(header.ObservedAt);
        writer.U32(header.LeafCount);
        writer.Shard(header.Shard);
        writer.Hash(header.Audience);
        writer.Hash(header.PreviousDigest);
        writer.Hash(header.StateDigest);
        writer.Hash(header.InputsRoot);
        writer.Hash(header.Root);
        writer.Hash(header.Body);
    }

    public static Refusal? Decode(ReadOnlySpan<byte> bytes, out BatchHeader? header)
    {
        header = null;
        var reader = new CanonicalReader(bytes, "batch header");
        var schema = reader.U16();
        if (reader.Ok && schema != BatchHeader.CurrentSchema) return new Refusal.UnsupportedVersion("batch header", schema);
        var read = new BatchHeader
        {
            Schema = schema,
            Algorithm = reader.U16(),
            Epoch = reader.U32(),
            Sequence = reader.U64(),
            ValidAfter = reader.Time(),
            ObservedAt = reader.Time(),
            LeafCount = reader.U32(),
            Shard = reader.Shard(),
            Audience = reader.Hash(),
            PreviousDigest = reader.Hash(),
            StateDigest = reader.Hash(),
            InputsRoot = reader.Hash(),
            Root = reader.Hash(),
            Body = reader.Hash(),
        };
        reader.Require(read.ObservedAt > read.ValidAfter, "observedAt", $"must be after {read.ValidAfter}", read.ObservedAt);
        reader.Require(read.LeafCount is > 0 and <= AttestationCodec.MaximumLeaves, "leafCount", $"1 to {AttestationCodec.MaximumLeaves}", read.LeafCount);
        reader.Require(read.PreviousDigest.IsZero == (read.Sequence == 0), "previousDigest", "is zero for sequence 0 and only there", read.PreviousDigest);
        var refusal = reader.Finish();
        if (refusal is null) header = read;
        return refusal;
    }
}
