using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Wormhole;

/// <summary>A VAA against one signer set, as Wormhole's <c>Messages.sol</c> checks it. Cheap refusals come first.</summary>
internal static class VaaVerification
{
    /// <summary>Null when the set stands behind the VAA at <paramref name="now"/> (Unix milliseconds) and did when the VAA was made.</summary>
    public static ProofRefusal? Refuse(Vaa vaa, SignerSet set, long now)
    {
        if (RefuseTime(set, vaa.Time) is { } then) return then;
        if (RefuseTime(set, now) is { } late) return late;
        var count = vaa.Signatures.Count;
        if (count < set.Quorum) return new ProofRefusal.TooFewSignatures(set.Family, set.Index, count, set.Quorum);
        var last = vaa.Signatures[count - 1].Signer;
        if (last >= set.Members.Count) return new ProofRefusal.NoSuchSigner(set.Family, set.Index, last, set.Members.Count);

        // Every signature that is present must be good, also beyond the quorum: that is the rule of the contract.
        foreach (var signature in vaa.Signatures)
        {
            var expected = set.Members[signature.Signer];
            var recovered = Recover(vaa.Digest, signature.Bytes.Span);
            if (recovered != expected) return new ProofRefusal.WrongSigner(set.Family, set.Index, signature.Signer, expected, recovered);
        }

        return null;
    }

    public static ProofRefusal? RefuseTime(SignerSet set, long at) =>
        set.IsExpired(at) ? new ProofRefusal.ExpiredSet(set.Family, set.Index, set.ExpiresAt!.Value, at) : null;

    // High s is accepted because ecrecover in the contract accepts it. All recorded mainnet signatures have low s, but a router that signs in a key
    // service that does not normalise would be believed on chain and must be here too. Nothing hangs on the signature's bytes being unique: a message
    // is named by its body's hash. The recovery id, though, is 0 or 1 as on the wire; 27 and 28 recover to nobody on chain.
    private static EvmAddress? Recover(Hash256 digest, ReadOnlySpan<byte> signature) =>
        signature[^1] <= 1 && Secp256k1.TryRecoverAddress(digest, signature, out var address, allowHighS: true) ? address : null;
}
