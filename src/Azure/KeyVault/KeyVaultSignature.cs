using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Azure.KeyVault;

/// <summary>From what a vault signs (R | S, RFC 7518 section 3.4 and RFC 8812) to what Ethereum reads.</summary>
internal static class KeyVaultSignature
{
    private const int WordSize = 32;

    /// <summary>27 and 28: the other s goes with the other v.</summary>
    private const int BothV = 27 + 28;

    /// <summary>65 bytes: r, s made low (EIP-2), and the v under which it recovers to the key; null where it does under neither.</summary>
    /// <param name="rs64">As the vault gave it; half of them have a high s.</param>
    /// <param name="digest">What was to be signed.</param>
    /// <param name="publicKey64">The key that was to sign.</param>
    public static byte[]? Recoverable(ReadOnlySpan<byte> rs64, Hash256 digest, ReadOnlySpan<byte> publicKey64)
    {
        if (rs64.Length != 2 * WordSize) return null;
        var signature = new byte[Secp256k1.SignatureSize];
        rs64.CopyTo(signature);
        Span<byte> recovered = stackalloc byte[2 * WordSize];
        foreach (var v in "\u001b\u001c"u8)
        {
            signature[^1] = v;
            if (!Secp256k1.TryRecoverPublicKey(digest, signature, recovered, allowHighS: true) || !recovered.SequenceEqual(publicKey64)) continue;
            var s = rs64[WordSize..];
            if (Secp256k1.IsLowS(s)) return signature;
            Secp256k1.NegateS(s, signature.AsSpan(WordSize, WordSize));
            signature[^1] = (byte)(BothV - v);
            return signature;
        }

        return null;
    }
}
