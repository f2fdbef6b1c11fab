using System.Numerics;
using CrossChainOracle.Domain;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Crypto.Tests;

/// <summary>Damaged signatures, digests and keys: never an exception, and never taken for the original.</summary>
public class Secp256k1MutationTests(ITestOutputHelper output)
{
    private const int Cases = 100_000;

    private static readonly BigInteger s_private = Numbers.FromBytes(Keccak256.Hash([9]).ToArray());
    private static readonly byte[] s_key = ReferenceCurve.Multiply(s_private, ReferenceCurve.Generator)!.ToBytes();
    private static readonly EvmAddress s_address = Secp256k1.AddressOf(s_key);
    private static readonly Hash256 s_digest = Keccak256.Hash([1, 2, 3]);
    private static readonly byte[] s_signature = ReferenceCurve.Sign(Numbers.FromBytes(s_digest.ToArray()), s_private, 987654321)!;

    private readonly Mutator _mutator = new(seed: 16);

    [Fact]
    public void Recover_OfADamagedSignature_NeverThrowsAndNeverGivesTheSigner()
    {
        output.WriteLine($"{Cases} cases from seed {_mutator.Seed}");
        Assert.True(Secp256k1.TryRecoverAddress(s_digest, s_signature, out var original) && original == s_address);
        for (var i = 0; i < Cases; i++)
        {
            var damaged = _mutator.Next(s_signature);
            if (!Secp256k1.TryRecoverAddress(s_digest, damaged, out var address)) continue;
            Assert.True(address != s_address || IsSameSignature(damaged), $"{_mutator.Describe(i)}: {Convert.ToHexString(damaged)}");
        }
    }

    [Fact]
    public void Recover_OfAnotherDigest_NeverGivesTheSigner()
    {
        for (var i = 0; i < 4000; i++)
        {
            var damaged = _mutator.Next(s_digest.ToArray());
            if (damaged.Length != Hash256.Size || Hash256.From(damaged) == s_digest) continue;
            Assert.True(Secp256k1.TryRecoverAddress(Hash256.From(damaged), s_signature, out var address));
            Assert.True(address != s_address, $"{_mutator.Describe(i)}: {Convert.ToHexString(damaged)}");
            Assert.False(Secp256k1.Verify(Hash256.From(damaged), s_signature.AsSpan(0, 64), s_key));
        }
    }

    [Fact]
    public void Verify_WithADamagedSignature_NeverThrowsAndIsFalse()
    {
        for (var i = 0; i < Cases; i++)
        {
            var damaged = _mutator.Next(s_signature.AsSpan(0, 64));
            if (!Secp256k1.Verify(s_digest, damaged, s_key)) continue;
            Assert.True(damaged.AsSpan().SequenceEqual(s_signature.AsSpan(0, 64)), $"{_mutator.Describe(i)}: {Convert.ToHexString(damaged)}");
        }
    }

    [Fact]
    public void Verify_WithADamagedKey_NeverThrowsAndIsFalse()
    {
        byte[] uncompressed = [4, .. s_key];
        byte[] compressed = [(byte)(2 + (s_key[63] & 1)), .. s_key[..32]];
        byte[][] encodings = [s_key, uncompressed, compressed];
        for (var i = 0; i < Cases; i++)
        {
            var damaged = _mutator.Next(encodings[i % 3]);
            if (!Secp256k1.Verify(s_digest, s_signature.AsSpan(0, 64), damaged)) continue;

            // A cut can leave another encoding of the same key; nothing else may pass.
            Assert.True(encodings.Any(same => same.AsSpan().SequenceEqual(damaged)), $"{_mutator.Describe(i)}: {Convert.ToHexString(damaged)}");
        }
    }

    [Fact]
    public void Everything_OfRandomBytes_NeverThrows()
    {
        var random = new Random(17);
        for (var i = 0; i < Cases; i++)
        {
            var signature = new byte[random.Next(70)];
            var key = new byte[random.Next(70)];
            random.NextBytes(signature);
            random.NextBytes(key);
            Assert.False(Secp256k1.Verify(s_digest, signature, key));
            if (Secp256k1.TryRecoverAddress(s_digest, signature, out var address)) Assert.NotEqual(s_address, address);
        }
    }

    /// <summary>The same r and s, and v the same parity in either spelling.</summary>
    private static bool IsSameSignature(byte[] damaged) =>
        damaged.AsSpan(0, 64).SequenceEqual(s_signature.AsSpan(0, 64)) && damaged[64] % 27 == s_signature[64] % 27;
}
