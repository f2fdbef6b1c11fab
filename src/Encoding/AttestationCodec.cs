using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>A statement as it travels: its canonical bytes, and the pre-image of its context where there is one.</summary>
/// <param name="Bytes">What is hashed into the batch.</param>
/// <param name="Context">Canonical context bytes; empty where the statement has none or it was left out.</param>
public readonly record struct Leaf(ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Context)
{
    public Hash256 Hash => MerkleTree.LeafHash(Bytes.Span);
}

/// <summary>A batch with all its statements and the signatures over its digest.</summary>
public sealed record Attestation(BatchHeader Header, IReadOnlyList<Leaf> Leaves, IReadOnlyList<AttesterSignature> Signatures);

/// <summary>One statement of a batch with its Merkle proof and the signatures over the batch's digest.</summary>
public sealed record StatementAttestation(BatchHeader Header, Leaf Leaf, IReadOnlyList<Hash256> Proof, IReadOnlyList<AttesterSignature> Signatures);

/// <summary>The wire form of attestations (docs/spec/attestation-v1.md, section 6). Framing only: what it means is the verifier's matter.</summary>
public static class AttestationCodec
{
    public const byte Version = 1;
    public const int MaximumLeaves = 65_535;

    /// <summary>Room for the largest, that of a snapshot with 256 positions and as many prices.</summary>
    public const int MaximumContext = 40_960;

    /// <summary>A proof node per level of a tree of <see cref="MaximumLeaves"/>.</summary>
    public const int MaximumProof = 16;

    private static ReadOnlySpan<byte> BatchMagic => "CCOA"u8;

    private static ReadOnlySpan<byte> StatementMagic => "CCOP"u8;

    public static byte[] Encode(Attestation attestation)
    {
        using var writer = new CanonicalWriter(512 + (attestation.Leaves.Count * 340));
        WriteHead(writer, BatchMagic, attestation.Header);
        foreach (var leaf in attestation.Leaves) WriteLeaf(writer, leaf);
        WriteSignatures(writer, attestation.Signatures);
        return writer.ToArray();
    }

    public static byte[] Encode(StatementAttestation attestation)
    {
        using var writer = new CanonicalWriter(1_536);
        WriteHead(writer, StatementMagic, attestation.Header);
        WriteLeaf(writer, attestation.Leaf);
        writer.U8((byte)attestation.Proof.Count);
        foreach (var node in attestation.Proof) writer.Hash(node);
        WriteSignatures(writer, attestation.Signatures);
        return writer.ToArray();
    }

    public static Refusal? Decode(ReadOnlyMemory<byte> bytes, out Attestation? attestation)
    {
        attestation = null;
        var reader = new CanonicalReader(bytes.Span, "attestation");
        if (ReadHead(ref reader, BatchMagic, out var header) is { } refusal) return refusal;

        // A leaf takes at least four bytes: the count is not trusted with memory before they are there.
        var leaves = new List<Leaf>(Math.Min((int)header!.LeafCount, reader.Remaining / 4));
        for (var i = 0; i < header.LeafCount && reader.Ok; i++) leaves.Add(ReadLeaf(ref reader));
        var signatures = ReadSignatures(ref reader);
        if (reader.Finish() is { } broken) return broken;
        attestation = new(header, leaves, signatures);
        return null;
    }

    public static Refusal? Decode(ReadOnlyMemory<byte> bytes, out StatementAttestation? attestation)
    {
        attestation = null;
        var reader = new CanonicalReader(bytes.Span, "statement attestation");
        if (ReadHead(ref reader, StatementMagic, out var header) is { } refusal) return refusal;
        var leaf = ReadLeaf(ref reader);
        var nodes = reader.U8();
        reader.RequireAtMost(MaximumProof, "proof", nodes);
        var proof = new List<Hash256>();
        for (var i = 0; i < nodes && reader.Ok; i++) proof.Add(reader.Hash());
        var signatures = ReadSignatures(ref reader);
        if (reader.Finish() is { } broken) return broken;
        attestation = new(header!, leaf, proof, signatures);
        return null;
    }

    /// <summary>The signatures alone, as the ledger keeps them beside the reserved batch.</summary>
    public static byte[] EncodeSignatures(IReadOnlyList<AttesterSignature> signatures)
    {
        var writer = new CanonicalWriter(1 + (signatures.Count * (1 + AttesterSignature.Size)));
        WriteSignatures(writer, signatures);
        return writer.ToArray();
    }

    public static Refusal? DecodeSignatures(ReadOnlySpan<byte> bytes, out IReadOnlyList<AttesterSignature>? signatures)
    {
        var reader = new CanonicalReader(bytes, "signatures");
        var read = ReadSignatures(ref reader);
        var refusal = reader.Finish();
        signatures = refusal is null ? read : null;
        return refusal;
    }

    private static void WriteHead(CanonicalWriter writer, ReadOnlySpan<byte> magic, BatchHeader header)
    {
        writer.Bytes(magic);
        writer.U8(Version);
        BatchHeaderCodec.Write(writer, header);
    }

    private static Refusal? ReadHead(ref CanonicalReader reader, ReadOnlySpan<byte> magic, out BatchHeader? header)
    {
        header = null;
        var found = reader.Bytes(magic.Length);
        if (!reader.Ok) return reader.Refusal;
        if (!found.SequenceEqual(magic)) return new Refusal.BadMagic(System.Text.Encoding.ASCII.GetString(magic), Hex.Encode(found));
        var version = reader.U8();
        if (reader.Ok && version != Version) return new Refusal.UnsupportedVersion("attestation", version);
        var bytes = reader.Bytes(BatchHeaderCodec.Size);
        return reader.Refusal ?? BatchHeaderCodec.Decode(bytes, out header);
    }

    private static void WriteLeaf(CanonicalWriter writer, Leaf leaf)
    {
        writer.U16(leaf.Bytes.Length);
        writer.Bytes(leaf.Bytes.Span);
        writer.U16(leaf.Context.Length);
        writer.Bytes(leaf.Context.Span);
    }

    private static Leaf ReadLeaf(ref CanonicalReader reader)
    {
        var size = reader.U16();
        if (reader.Ok && size == 0) reader.Adopt(new Refusal.Truncated("statement", 1, 0));
        reader.RequireAtMost(StatementCodec.MaximumSize, "statement", size);
        var bytes = reader.Bytes(size).ToArray();
        var contextSize = reader.U16();
        reader.RequireAtMost(MaximumContext, "context", contextSize);
        return new(bytes, reader.Bytes(contextSize).ToArray());
    }

    private static void WriteSignatures(CanonicalWriter writer, IReadOnlyList<AttesterSignature> signatures)
    {
        writer.U8((byte)signatures.Count);
        foreach (var (signer, bytes) in signatures)
        {
            if (bytes.Length != AttesterSignature.Size) throw new ArgumentException($"A signature has {AttesterSignature.Size} bytes, not {bytes.Length}.", nameof(signatures));
            writer.U8(signer);
            writer.Bytes(bytes.Span);
        }
    }

    private static List<AttesterSignature> ReadSignatures(ref CanonicalReader reader)
    {
        var count = reader.U8();
        reader.RequireAtMost(AttesterSet.MaximumMembers, "signatures", count);
        var signatures = new List<AttesterSignature>();
        for (var i = 0; i < count && reader.Ok; i++) signatures.Add(new(reader.U8(), reader.Bytes(AttesterSignature.Size).ToArray()));
        return signatures;
    }
}
