using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>What goes to a contract (docs/spec/attestation-v1.md, section 15.1): an attestation without what the contract computes itself, and without contexts.</summary>
/// <remarks>Encodes whatever it is given: verify first. Fewer signatures than an attestation has are enough where the threshold is lower; each costs gas.</remarks>
public static class PostingCodec
{
    /// <summary>Of the header: everything before the previous digest.</summary>
    private const int TermsSize = 80;

    private const int TagSize = 4;

    /// <summary>Tag, terms, provenance, and the one of root and body that the contract does not compute.</summary>
    private const int HeadSize = TagSize + TermsSize + (2 * Hash256.Size);

    /// <param name="attestation">All statements of the batch.</param>
    /// <param name="signatures">How many of its signatures, the first ones; at least the threshold for it to be taken.</param>
    public static byte[] Encode(Attestation attestation, SigningDomain domain, int signatures)
    {
        var statements = attestation.Leaves.Sum(leaf => leaf.Bytes.Length);
        using var writer = new CanonicalWriter(HeadSize + 1 + (signatures * (1 + AttesterSignature.Size)) + statements);
        WriteHead(writer, domain, attestation.Header, attestation.Header.Root);
        WriteSignatures(writer, attestation.Signatures, signatures);
        foreach (var leaf in attestation.Leaves) writer.Bytes(leaf.Bytes.Span);
        return writer.ToArray();
    }

    /// <inheritdoc cref="Encode(Attestation, SigningDomain, int)"/>
    public static byte[] Encode(StatementAttestation attestation, SigningDomain domain, int signatures)
    {
        using var writer = new CanonicalWriter(1_536);
        WriteHead(writer, domain, attestation.Header, attestation.Header.Body);
        WriteSignatures(writer, attestation.Signatures, signatures);
        writer.U8((byte)attestation.Proof.Count);
        foreach (var node in attestation.Proof) writer.Hash(node);
        writer.Bytes(attestation.Leaf.Bytes.Span);
        return writer.ToArray();
    }

    private static void WriteHead(CanonicalWriter writer, SigningDomain domain, BatchHeader header, Hash256 rootOrBody)
    {
        Span<byte> salt = stackalloc byte[Hash256.Size];
        domain.Salt.CopyTo(salt);
        writer.Bytes(salt[..TagSize]);
        using var whole = new CanonicalWriter(BatchHeaderCodec.Size);
        BatchHeaderCodec.Write(whole, header);
        writer.Bytes(whole.Written[..TermsSize]);
        writer.Hash(SigningDomain.Provenance(header));
        writer.Hash(rootOrBody);
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
