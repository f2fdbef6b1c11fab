using System.Security.Cryptography;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing;

/// <summary>Signs with the platform's ECDSA; low s (EIP-2) and the recovery id are ours. Thread-safe.</summary>
/// <remarks>The private key stays inside the platform's key object: no member shows it, <see cref="ToString"/> gives the address.</remarks>
public sealed class PlatformSigner : ISigner, IDisposable
{
    private const int WordSize = 32;

    /// <summary>One try in 2^127 gives a signature that no v of 27 or 28 recovers.</summary>
    private const int Tries = 3;

    private readonly Lock _gate = new();
    private readonly ECDsa _key;

    private PlatformSigner(ECDsa key, EvmAddress address) => (_key, Address) = (key, address);

    public EvmAddress Address { get; }

    /// <summary>A signer with a new random key.</summary>
    public static SignerOutcome Generate() => Generate(PlatformCurve.Create);

    /// <param name="privateKey">32 bytes, big-endian; not kept.</param>
    public static SignerOutcome FromPrivateKey(ReadOnlySpan<byte> privateKey) => FromPrivateKey(privateKey, PlatformCurve.Create);

    public ValueTask<byte[]> SignAsync(Hash256 digest, CancellationToken ct = default) => new(Sign(digest));

    /// <inheritdoc cref="ISigner.SignAsync"/>
    public byte[] Sign(Hash256 digest)
    {
        Span<byte> hash = stackalloc byte[Hash256.Size];
        digest.CopyTo(hash);
        var signature = new byte[AttesterSignature.Size];
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            lock (_gate) _key.SignHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            var s = signature.AsSpan(WordSize, WordSize);
            if (!Secp256k1.IsLowS(s)) Secp256k1.NegateS(s.ToArray(), s);
            foreach (var v in "\u001b\u001c"u8)
            {
                signature[^1] = v;
                if (Secp256k1.TryRecoverAddress(digest, signature, out var signer) && signer == Address) return signature;
            }
        }

        throw new InvalidOperationException($"No signature of {Tries} over {digest} recovers to {Address}.");
    }

    /// <summary>Disposes of the platform's key.</summary>
    public void Dispose()
    {
        lock (_gate) _key.Dispose();
    }

    public override string ToString() => $"signer {Address}";

    internal static SignerOutcome Generate(Func<ECDsa> create) => Make(create, static _ => { });

    internal static SignerOutcome FromPrivateKey(ReadOnlySpan<byte> privateKey, Func<ECDsa> create)
    {
        if (privateKey.Length != WordSize) return new SignerOutcome.InvalidKey($"a private key has {WordSize} bytes, not {privateKey.Length}");
        var number = privateKey.ToArray();
        try
        {
            return Make(create, key => key.ImportParameters(new ECParameters { Curve = PlatformCurve.Secp256k1, D = number }));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(number);
        }
    }

    /// <summary>The private number, for <see cref="KeyFile"/>; the caller wipes it.</summary>
    internal byte[] ExportPrivateKey()
    {
        lock (_gate) return _key.ExportParameters(includePrivateParameters: true).D!;
    }

    /// <summary>A key is created before one is imported: only the first tells a platform without the curve from a number that is no key.</summary>
    private static SignerOutcome Make(Func<ECDsa> create, Action<ECDsa> import)
    {
        ECDsa? key = null;
        try
        {
            key = create();
            import(key);
            var point = key.ExportParameters(includePrivateParameters: false).Q;
            return new SignerOutcome.Created(new(key, Secp256k1.AddressOf([.. point.X!, .. point.Y!])));
        }
        catch (CryptographicException) when (key is not null)
        {
            key.Dispose();
            return new SignerOutcome.InvalidKey("a private key is a number from 1 to the group order less one");
        }
        catch (Exception e) when (key is null && PlatformCurve.IsMissing(e))
        {
            return new SignerOutcome.Unsupported(PlatformCurve.WhatToInstall(e));
        }
    }
}
