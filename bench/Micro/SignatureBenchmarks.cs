using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Bench.Micro;

/// <summary>ECDSA on secp256k1: ours, the platform's, and libsecp256k1 where it is installed (NA elsewhere).</summary>
/// <remarks>The platform cannot recover; its verification is measured with the key already imported, which is its best case.</remarks>
public class SignatureBenchmarks
{
    private static readonly ECCurve Curve = ECCurve.CreateFromFriendlyName("secP256k1");

    private readonly byte[] _digest = new byte[32];
    private readonly byte[] _publicKey = new byte[64];
    private readonly byte[] _native65 = new byte[65];
    private Hash256 _hash;
    private byte[] _signature = null!;
    private ECDsa _platform = null!;
    private ECDsa _signing = null!;

    [GlobalSetup]
    public void Setup()
    {
        _hash = Keccak256.Hash("a digest"u8);
        _hash.CopyTo(_digest);
        _signature = World.Signer(0).Sign(_hash);
        if (!Secp256k1.TryRecoverPublicKey(_hash, _signature, _publicKey)) throw new InvalidOperationException("The signer's own signature does not recover.");
        _platform = ECDsa.Create(new ECParameters { Curve = Curve, Q = new ECPoint { X = _publicKey[..32], Y = _publicKey[32..] } });
        _signing = ECDsa.Create(Curve);
        _signature.CopyTo(_native65, 0);
        _native65[64] -= 27;
    }

    [Benchmark(Baseline = true)]
    public bool Recover() => Secp256k1.TryRecoverAddress(_hash, _signature, out _);

    [Benchmark]
    public bool RecoverLibsecp256k1() => NativeSecp256k1.Recover(_digest, _native65).Length == 64;

    [Benchmark]
    public bool Verify() => Secp256k1.Verify(_hash, _signature.AsSpan(0, 64), _publicKey);

    [Benchmark]
    public bool VerifyPlatform() => _platform.VerifyHash(_digest, _signature.AsSpan(0, 64), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    [Benchmark]
    public bool VerifyLibsecp256k1() => NativeSecp256k1.Verify(_digest, _signature, _publicKey);

    /// <summary>What is under <see cref="PlatformSigner"/>, which adds low s and the recovery id.</summary>
    [Benchmark]
    public byte[] SignPlatform() => _signing.SignHash(_digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
}
