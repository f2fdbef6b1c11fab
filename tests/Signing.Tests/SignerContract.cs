using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing.Tests;

/// <summary>What every signer does, wherever its key is held.</summary>
internal static class SignerContract
{
    /// <param name="signer">Whose signatures are judged.</param>
    /// <param name="digests">How many; enough that both values of v come up by chance.</param>
    public static async Task HoldsAsync(ISigner signer, int digests)
    {
        var seen = new HashSet<byte>();
        Hash256[] extremes = [Hash256.Zero, Hash256.From(Enumerable.Repeat((byte)0xff, 32).ToArray())];
        foreach (var digest in extremes.Concat(Enumerable.Range(0, digests).Select(i => Keys.Digest($"digest {i}")))) seen.Add(Check(signer, digest, await signer.SignAsync(digest)));
        Assert.Equal(new HashSet<byte> { 27, 28 }, seen);

        var together = Enumerable.Range(0, digests).Select(i => Task.Run(async () => (Digest: Keys.Digest($"{i}"), Signature: await signer.SignAsync(Keys.Digest($"{i}")))));
        foreach (var (digest, signature) in await Task.WhenAll(together)) Check(signer, digest, signature);
    }

    private static byte Check(ISigner signer, Hash256 digest, byte[] signature)
    {
        Assert.Equal(AttesterSignature.Size, signature.Length);
        Assert.True(Secp256k1.IsLowS(signature.AsSpan(32, 32)));
        Assert.True(Secp256k1.TryRecoverAddress(digest, signature, out var recovered));
        Assert.Equal(signer.Address, recovered);
        return signature[64];
    }
}
