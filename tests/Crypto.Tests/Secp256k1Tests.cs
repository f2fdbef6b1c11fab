using System.Numerics;
using CrossChainOracle.Domain;
using static CrossChainOracle.Crypto.Tests.Numbers;

namespace CrossChainOracle.Crypto.Tests;

public class Secp256k1Tests
{
    private static readonly BigInteger s_key = FromBytes(Vectors.FromHex("c85ef7d79691fe79573b1a7064c19c1a9819ebdbd1faaab1a8ec92344438aaf4"));
    private static readonly ReferenceCurve.Point s_public = ReferenceCurve.Multiply(s_key, ReferenceCurve.Generator)!;
    private static readonly EvmAddress s_address = EvmAddress.Parse("cd2a3d9f938e13cd947ec05abc7fe734df8dd826");
    private static readonly Hash256 s_digest = Keccak256.Hash([1, 2, 3]);
    private static readonly byte[] s_signature = ReferenceCurve.Sign(FromBytes(s_digest.ToArray()), s_key, 12345)!;

    [Fact]
    public void Recover_TakesBothSpellingsOfVAndNoOther()
    {
        for (var v = 0; v < 256; v++)
        {
            byte[] signature = [.. s_signature[..64], (byte)v];
            Assert.Equal(v is 0 or 1 or 27 or 28, Secp256k1.TryRecoverAddress(s_digest, signature, out var address));
            Assert.Equal(v == s_signature[64] || v == s_signature[64] - 27, address == s_address);
        }
    }

    [Fact]
    public void HighS_IsRefusedUnlessAllowed_AndThenRecoversByTheOtherParity()
    {
        var other = s_signature.ToArray();
        Secp256k1.NegateS(s_signature.AsSpan(32, 32), other.AsSpan(32, 32));
        other[64] = (byte)(55 - other[64]);
        Assert.True(Secp256k1.IsLowS(s_signature.AsSpan(32, 32)));
        Assert.False(Secp256k1.IsLowS(other.AsSpan(32, 32)));

        Assert.False(Secp256k1.TryRecoverAddress(s_digest, other, out _));
        Assert.True(Secp256k1.TryRecoverAddress(s_digest, other, out var address, allowHighS: true));
        Assert.Equal(s_address, address);
        Assert.False(Secp256k1.Verify(s_digest, other.AsSpan(0, 64), s_public.ToBytes()));
        Assert.True(Secp256k1.Verify(s_digest, other.AsSpan(0, 64), s_public.ToBytes(), allowHighS: true));
    }

    [Fact]
    public void RAndS_OutsideOneToNMinusOne_AreRefused()
    {
        foreach (var bad in new[] { 0, N, N + 1, P, P + 1, Max })
        {
            byte[] badR = [.. ToBytes(bad), .. s_signature[32..]];
            byte[] badS = [.. s_signature[..32], .. ToBytes(bad), s_signature[64]];
            foreach (var signature in new[] { badR, badS })
            {
                Assert.False(Secp256k1.TryRecoverAddress(s_digest, signature, out _, allowHighS: true));
                Assert.False(Secp256k1.Verify(s_digest, signature.AsSpan(0, 64), s_public.ToBytes(), allowHighS: true));
            }
        }
    }

    [Fact]
    public void Recover_WhenROnNoPoint_IsRefused()
    {
        // x = 5 has no y: 132 is not a square modulo p.
        byte[] signature = [.. ToBytes(5), .. s_signature[32..]];
        Assert.False(Secp256k1.TryRecoverAddress(s_digest, signature, out _));
    }

    [Fact]
    public void Recover_WhenTheKeyWouldBeInfinity_IsRefused()
    {
        // s·R = z·G when R = k·G and s = z/k.
        var digest = FromBytes(s_digest.ToArray());
        foreach (var nonce in new BigInteger[] { 1, 2, 77, N - 1 })
        {
            var point = ReferenceCurve.Multiply(nonce, ReferenceCurve.Generator)!;
            var s = Mod(digest * Inverse(nonce, N), N);
            byte[] signature = [.. ToBytes(point.X), .. ToBytes(s), (byte)(point.Y.IsEven ? 0 : 1)];
            Assert.False(Secp256k1.TryRecoverPublicKey(s_digest, signature, new byte[64], allowHighS: true));
            signature[64] ^= 1;
            Assert.True(Secp256k1.TryRecoverPublicKey(s_digest, signature, new byte[64], allowHighS: true));
        }
    }

    [Fact]
    public void Lengths_OtherThanTheDefinedOnes_AreRefused()
    {
        byte[] bytes = [.. s_signature, .. new byte[70]];
        byte[] key = [.. s_public.ToBytes(), .. new byte[70]];
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(length == 65, Secp256k1.TryRecoverAddress(s_digest, bytes.AsSpan(0, length), out _));
            Assert.Equal(length == 64, Secp256k1.Verify(s_digest, bytes.AsSpan(0, length), s_public.ToBytes()));
            Assert.Equal(length == 64, Secp256k1.Verify(s_digest, s_signature.AsSpan(0, 64), key.AsSpan(0, Math.Min(length, key.Length))));
            Assert.Equal(length == 64, Secp256k1.TryRecoverPublicKey(s_digest, s_signature, new byte[length]));
        }
    }

    [Fact]
    public void Verify_TakesEachEncodingOfTheKeyAndNoOtherPrefix()
    {
        var key = s_public.ToBytes();
        var rs = s_signature.AsSpan(0, 64).ToArray();
        var parity = s_public.Y.IsEven ? 2 : 3;
        for (var prefix = 0; prefix < 256; prefix++)
        {
            Assert.Equal(prefix == 4, Secp256k1.Verify(s_digest, rs, [(byte)prefix, .. key]));
            Assert.Equal(prefix == parity, Secp256k1.Verify(s_digest, rs, [(byte)prefix, .. key[..32]]));
        }
    }

    [Fact]
    public void Verify_WithAKeyOffTheCurveOrNotReduced_IsRefused()
    {
        var rs = s_signature.AsSpan(0, 64).ToArray();
        Assert.False(Secp256k1.Verify(s_digest, rs, new byte[64]));
        Assert.False(Secp256k1.Verify(s_digest, rs, [.. ToBytes(s_public.X), .. ToBytes(Mod(s_public.Y + 1, P))]));
        Assert.False(Secp256k1.Verify(s_digest, rs, [2, .. ToBytes(5)]));
        Assert.False(Secp256k1.Verify(s_digest, rs, [2, .. ToBytes(P)]));

        // x = 1 is on the curve, and p + 1 is the same number spelled otherwise.
        var y = BigInteger.ModPow(8, (P + 1) / 4, P);
        var (digest, signature) = ForgeFor(new(1, y));
        Assert.True(Secp256k1.Verify(digest, signature, [.. ToBytes(1), .. ToBytes(y)], allowHighS: true));
        Assert.False(Secp256k1.Verify(digest, signature, [.. ToBytes(P + 1), .. ToBytes(y)], allowHighS: true));
    }

    [Fact]
    public void IsLowS_TurnsAtHalfOfN()
    {
        Assert.False(Secp256k1.IsLowS(ToBytes(0)));
        Assert.True(Secp256k1.IsLowS(ToBytes(1)));
        Assert.True(Secp256k1.IsLowS(ToBytes(N / 2)));
        Assert.False(Secp256k1.IsLowS(ToBytes(N / 2 + 1)));
        Assert.False(Secp256k1.IsLowS(ToBytes(N - 1)));
        Assert.False(Secp256k1.IsLowS(ToBytes(N)));
        Assert.False(Secp256k1.IsLowS(new byte[31]));
        Assert.False(Secp256k1.IsLowS([.. ToBytes(1), 0]));
    }

    [Fact]
    public void NegateS_IsNMinusS_AndThrowsForWhatNoSignerMakes()
    {
        var negated = new byte[32];
        foreach (var s in new[] { 1, N / 2, N / 2 + 1, N - 1 })
        {
            Secp256k1.NegateS(ToBytes(s), negated);
            Assert.Equal(N - s, FromBytes(negated));
        }

        foreach (var bad in new[] { 0, N, Max }) Assert.Throws<ArgumentException>(() => Secp256k1.NegateS(ToBytes(bad), negated));
        Assert.Throws<ArgumentException>(() => Secp256k1.NegateS(new byte[31], negated));
        Assert.Throws<ArgumentException>(() => Secp256k1.NegateS(ToBytes(1), new byte[31]));
        Assert.Throws<ArgumentException>(() => Secp256k1.AddressOf(new byte[65]));
    }

    [Fact]
    public void RecoverAndVerify_DoNotAllocate()
    {
        var key = s_public.ToBytes();
        for (var i = 0; i < 3; i++) RunOnce(key);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) RunOnce(key);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void RunOnce(byte[] key)
    {
        Secp256k1.TryRecoverAddress(s_digest, s_signature, out _);
        Secp256k1.Verify(s_digest, s_signature.AsSpan(0, 64), key);
        Keccak256.Hash(key);
    }

    /// <summary>A digest and r | s valid under a key whose private part nobody knows: R = a·G + b·Q, s = r/b, digest = a·s.</summary>
    private static (Hash256 Digest, byte[] Signature) ForgeFor(ReferenceCurve.Point key)
    {
        BigInteger a = 1234567, b = 7654321;
        var point = ReferenceCurve.Add(ReferenceCurve.Multiply(a, ReferenceCurve.Generator), ReferenceCurve.Multiply(b, key))!;
        var s = Mod(point.X * Inverse(b, N), N);
        return (Hash256.From(ToBytes(Mod(a * s, N))), [.. ToBytes(point.X), .. ToBytes(s)]);
    }
}
