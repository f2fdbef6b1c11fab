using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Conformance.Tests.Contracts;

/// <summary>A posting (docs/spec/attestation-v1.md, section 15.1) as the attestation that it stands for, so that <see cref="Verifier.AttestationVerifier"/> can judge it. Null: no posting of the deployment.</summary>
public static class PostingReader
{
    private const int TermsSize = 80;
    private const int HeadSize = TermsSize + (2 * Hash256.Size);

    /// <param name="made">The header that the posting was made of: its provenance is looked up there, and any other is nobody's.</param>
    public static Attestation? Batch(byte[] posting, SigningDomain domain, BatchHeader made)
    {
        if (!TryFrame(posting, domain, out var head, out var signatures, out var rest)) return null;
        var leaves = new List<Leaf>();
        for (var at = 0; at < rest.Length;)
        {
            var size = Math.Min(rest[at] switch { 1 => 96, 2 => 64, _ => rest.Length }, rest.Length - at);
            leaves.Add(new(rest.AsMemory(at, size), default));
            at += size;
        }

        return Header(head, made, head[^Hash256.Size..], Keccak256.Hash(rest).ToArray()) is { } header ? new(header, leaves, signatures) : null;
    }

    /// <inheritdoc cref="Batch"/>
    public static StatementAttestation? Statement(byte[] posting, SigningDomain domain, BatchHeader made)
    {
        if (!TryFrame(posting, domain, out var head, out var signatures, out var rest) || rest.Length == 0 || rest.Length <= 1 + (rest[0] * Hash256.Size)) return null;
        var end = 1 + (rest[0] * Hash256.Size);
        Hash256[] proof = [.. rest[1..end].Chunk(Hash256.Size).Select(node => Hash256.From(node))];
        var leaf = new Leaf(rest.AsMemory(end), default);
        var root = MerkleTree.RootFromProof(leaf.Hash, proof);
        return Header(head, made, root.ToArray(), head[^Hash256.Size..]) is { } header ? new(header, leaf, proof, signatures) : null;
    }

    private static BatchHeader? Header(byte[] head, BatchHeader made, byte[] root, byte[] body)
    {
        if (!head.AsSpan(TermsSize, Hash256.Size).SequenceEqual(SigningDomain.Provenance(made).ToArray())) return null;
        return BatchHeaderCodec.Decode([.. head[..TermsSize], .. made.PreviousDigest.ToArray(), .. made.StateDigest.ToArray(), .. made.InputsRoot.ToArray(), .. root, .. body], out var decoded) is null ? decoded : null;
    }

    private static bool TryFrame(byte[] posting, SigningDomain domain, out byte[] head, out List<AttesterSignature> signatures, out byte[] rest)
    {
        (head, signatures, rest) = ([], [], []);
        const int First = 4 + HeadSize + 1;
        if (posting.Length < First || !posting.AsSpan(0, 4).SequenceEqual(domain.Salt.ToArray().AsSpan(0, 4))) return false;
        var end = First + (posting[First - 1] * (1 + AttesterSignature.Size));
        if (posting.Length < end) return false;
        for (var at = First; at < end; at += 1 + AttesterSignature.Size) signatures.Add(new(posting[at], posting.AsMemory(at + 1, AttesterSignature.Size)));
        (head, rest) = (posting[4..(First - 1)], posting[end..]);
        return true;
    }
}
