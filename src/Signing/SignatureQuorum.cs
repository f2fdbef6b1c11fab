using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing;

/// <summary>Signatures over a digest against the members of an attester set.</summary>
internal static class SignatureQuorum
{
    /// <summary>Whether at least the threshold of members signed: signers ascending, each signature valid. The first thing wrong, or null.</summary>
    public static Refusal? Check(Hash256 digest, AttesterSet set, IReadOnlyList<AttesterSignature> signatures)
    {
        for (var i = 0; i < signatures.Count; i++)
        {
            var (signer, bytes) = signatures[i];
            if (signer >= set.Members.Count || (i > 0 && signer <= signatures[i - 1].Signer)) return new Refusal.SignerOrder(i, signer);
            if (!IsBy(set.Members[signer], digest, bytes.Span, out var recovered)) return new Refusal.BadSignature(signer, set.Members[signer], recovered);
        }

        return signatures.Count >= set.Threshold ? null : new Refusal.TooFewSignatures(signatures.Count, set.Threshold);
    }

    /// <summary>Whether the 65 bytes are the member's signature over the digest in the one form that is published: low s, v 27 or 28. Recovered is whose it is, zero where it is no signature.</summary>
    public static bool IsBy(EvmAddress member, Hash256 digest, ReadOnlySpan<byte> signature, out EvmAddress recovered) =>
        Secp256k1.TryRecoverAddress(digest, signature, out recovered) && recovered == member && signature[^1] is 27 or 28;
}
