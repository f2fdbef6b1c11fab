using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>What goes to a contract (docs/spec/attestation-v1.md, section 15.1): an attestation without what the contract computes itself, and without contexts.</summary>
/// <remarks>Encodes whatever it is given: verify first. Fewer signatures than an attestation has are enough where the threshold is lower; each costs gas.</remarks>
public static class PostingCodec
{
    /// <summary>Header without the one of its two last fields that the contract computes.</summary>
    private const int HeaderSize = BatchHeaderCodec.Size - Hash256.Size;

    private const int RootOffset = 176;
    private const int TagSize = 4;

    /// <param name="attestation">All statements of the batch.</param>
    /// <param name="signatures">How many of its signatures, the first ones; at least the threshold for it to be taken.</param>
    public static byte[] Encode(Attestation attestation, SigningDomain domain, int signatures)
    {
        var statements = attestation.Leaves.Sum(leaf => leaf.Bytes.Length);
        using var writer = new CanonicalWriter(TagSize + HeaderSize + 1 + (signatures * (1 + AttesterSignature.Size)) + statements);
        WriteTag(writer, domain);
        writer.Bytes(HeaderBytes(attestation.Header).AsSpan(0, HeaderSize));
        WriteSignatures(writer, attestation.Signatures, signatures);
        foreach (var leaf in attestation.Leaves) writer.Bytes(leaf.Bytes.Span);
        return writer.ToArray();
    }

    /// <inheritdoc cref="Encode(Attestation, SigningDomain, int)"/>
    public static byte[] Encode(StatementAttestation attestation, SigningDomain domain, int signatures)
    {
        using var writer = new CanonicalWriter(1_536);
        WriteTag(writer, domain);
        var header = HeaderBytes(attestation.Header);
        writer.Bytes(header.AsSpan(0, RootOffset));
        writer.Bytes(header.AsSpan(HeaderSize));
        WriteSignatures(writer, attestation.Signatures, signatures);
        writer.U8((byte)attestation.Proof.Count);
        foreach (var node in attestation.Proof) writer.Hash(node);
        writer.Bytes(attestation.Leaf.Bytes.Span);
        return writer.ToArray();
    }

    private static byte[] HeaderBytes(BatchHeader header)
    {
        using var writer = new CanonicalWriter(BatchHeaderCodec.Size);
        BatchHeaderCodec.Write(writer, header);
        return writer.ToArray();
    }

    private static void WriteTag(CanonicalWriter writer, SigningDomain domain)
    {
        Span<byte> salt = stackalloc byte[Hash256.Size];
        domain.Salt.CopyTo(salt);
        writer.Bytes(salt[..TagSize]);
    }

    private static void WriteSignatures(CanonicalWriter writer, IReadOnlyList<AttesterSignature> signatures, int count)
    {
        writer.U8((byte)count);
        foreach (var signature in signatures.Take(count))
        {
            writer.U8(signature.Signer);
            writer.Bytes(signature.Bytes.Span);
        }
    }
}
