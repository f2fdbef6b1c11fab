using System.Security.Cryptography;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Tests;

/// <summary>A signer of tests, with a key of the platform's: signs a digest with low s and recovery id, as Ethereum and Wormhole do.</summary>
public sealed class DevSigner : IDisposable
{
    private readonly ECDsa _key;

    private DevSigner(ECDsa key)
    {
        _key = key;
        var point = key.ExportParameters(false).Q;
        Address = Secp256k1.AddressOf([.. point.X!, .. point.Y!]);
    }

    public EvmAddress Address { get; }

    public static DevSigner New() => new(ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1")));

    /// <summary>65 bytes: r, s, recovery id 0 or 1.</summary>
    public byte[] Sign(Hash256 digest)
    {
        var signature = new byte[65];
        _key.SignHash(digest.ToArray()).CopyTo(signature, 0);
        var s = signature.AsSpan(32, 32);
        if (!Secp256k1.IsLowS(s)) Secp256k1.NegateS(s.ToArray(), s);
        if (!Secp256k1.TryRecoverAddress(digest, signature, out var address) || address != Address) signature[64] = 1;
        return signature;
    }

    /// <summary>The other signature that the same one is good for: (r, n − s) with the other recovery id.</summary>
    public static byte[] WithHighS(byte[] signature)
    {
        var high = (byte[])signature.Clone();
        Secp256k1.NegateS(signature.AsSpan(32, 32), high.AsSpan(32, 32));
        high[64] ^= 1;
        return high;
    }

    public void Dispose() => _key.Dispose();
}
