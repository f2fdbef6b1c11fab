using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Conformance.Tests.Contracts;

/// <summary>A posting (docs/spec/attestation-v1.md, section 15.1) as the attestation that it stands for, so that <see cref="Verifier.AttestationVerifier"/> can judge it. Null: no posting of the deployment.</summary>
public static class PostingReader
{
    private const int HeaderSize = 208;
    private const int RootOffset = 176;

    public static Attestation? Batch(byte[] posting, SigningDomain domain)
    {
        if (!TryFrame(posting, domain, out var header, out var signatures, out var rest)) return null;
        var leaves = new List<Leaf>();
        for (var at = 0; at < rest.Length;)
        {
            var size = Math.Min(rest[at] switch { 1 => 96, 2 => 64, _ => rest.Length }, rest.Length - at);
            leaves.Add(new(rest.AsMemory(at, size), default));
            at += size;
        }

        return BatchHeaderCodec.Decode([.. header, .. Keccak256.Hash(rest).ToArray()], out var decoded) is null ? new(decoded!, leaves, signatures) : null;
    }

    public static StatementAttestation? Statement(byte[] posting, SigningDomain domain)
    {
        if (!TryFrame(posting, domain, out var header, out var signatures, out var rest) || rest.Length == 0 || rest.Length <= 1 + (rest[0] * Hash256.Size)) return null;
        var end = 1 + (rest[0] * Hash256.Size);
        Hash256[] proof = [.. rest[1..end].Chunk(Hash256.Size).Select(node => Hash256.From(node))];
        var leaf = new Leaf(rest.AsMemory(end), default);
        var root = MerkleTree.RootFromProof(leaf.Hash, proof);
        return BatchHeaderCodec.Decode([.. header[..RootOffset], .. root.ToArray(), .. header[RootOffset..]], out var decoded) is null ? new(decoded!, leaf, proof, signatures) : null;
    }

    private static bool TryFrame(byte[] posting, SigningDomain domain, out byte[] header, out List<AttesterSignature> signatures, out byte[] rest)
    {
        (header, signatures, rest) = ([], [], []);
        const int First = 4 + HeaderSize + 1;
        if (posting.Length < First || !posting.AsSpan(0, 4).SequenceEqual(domain.Salt.ToArray().AsSpan(0, 4))) return false;
        var end = First + (posting[First - 1] * (1 + AttesterSignature.Size));
        if (posting.Length < end) return false;
        for (var at = First; at < end; at += 1 + AttesterSignature.Size) signatures.Add(new(posting[at], posting.AsMemory(at + 1, AttesterSignature.Size)));
        (header, rest) = (posting[4..(First - 1)], posting[end..]);
        return true;
    }
}
