using System.Numerics;
using CrossChainOracle.Domain;
using Xunit.Abstractions;

namespace CrossChainOracle.Crypto.Tests;

/// <summary>The same answers as libsecp256k1, also for input that no signer makes.</summary>
public class NativeDifferentialTests(ITestOutputHelper output)
{
    private const int Cases = 6000;
    private const int Seed = 15;

    private readonly Random _random = new(Seed);

    [NativeFact]
    public void Recover_GivesWhatLibsecp256k1Gives()
    {
        var accepted = 0;
        for (var i = 0; i < Cases; i++)
        {
            var digest = AnyNumber();
            byte[] signature = i % 3 == 0
                ? NativeSecp256k1.Sign(digest, RandomNumber())!
                : [.. AnyNumber(), .. AnyNumber(), (byte)_random.Next(2)];
            if (signature[64] > 1) continue;
            if (i % 6 == 0) digest = AnyNumber();

            var expected = NativeSecp256k1.Recover(digest, signature);
            var actual = new byte[64];
            var recovered = Secp256k1.TryRecoverPublicKey(Hash256.From(digest), signature, actual, allowHighS: true);
            Assert.True(expected is not null == recovered, Describe(i, digest, signature));
            if (!recovered) continue;
            Assert.Equal(expected, actual);
            Assert.True(Secp256k1.Verify(Hash256.From(digest), signature.AsSpan(0, 64), actual, allowHighS: true), Describe(i, digest, signature));
            accepted++;
        }

        output.WriteLine($"{Cases} cases from seed {Seed}, {accepted} recovered a key");
        Assert.InRange(accepted, Cases / 4, Cases - Cases / 4);
    }

    [NativeFact]
    public void Verify_GivesWhatLibsecp256k1Gives()
    {
        var accepted = 0;
        for (var i = 0; i < Cases; i++)
        {
            var digest = AnyNumber();
            var signature = NativeSecp256k1.Sign(digest, RandomNumber())!;
            byte[] key = [4, .. NativeSecp256k1.Recover(digest, signature)!];
            if (i % 2 == 0) key = [(byte)(2 + (key[64] & 1)), .. key[1..33]];
            var rs = signature[..64];
            switch (i % 8)
            {
                case 1: rs = [.. AnyNumber(), .. rs[32..]]; break;
                case 2: rs = [.. rs[..32], .. AnyNumber()]; break;
                case 3: Secp256k1.NegateS(rs.AsSpan(32), rs.AsSpan(32)); break;
                case 4: key[0] = (byte)_random.Next(6); break;
                case 5: AnyNumber().CopyTo(key, 1); break;
                case 6: digest[_random.Next(32)] ^= 1; break;
                default: break;
            }

            foreach (var allowHighS in new[] { false, true })
            {
                var expected = NativeSecp256k1.Verify(digest, rs, key, allowHighS);
                var actual = Secp256k1.Verify(Hash256.From(digest), rs, key, allowHighS);
                Assert.True(expected == actual, Describe(i, digest, rs) + Convert.ToHexString(key));
                if (actual) accepted++;
            }
        }

        output.WriteLine($"{Cases} cases from seed {Seed}, {accepted} of {2 * Cases} verdicts valid");
        Assert.InRange(accepted, Cases / 4, Cases);
    }

    /// <summary>Uniform, or a boundary of the field or the group, or near one.</summary>
    private byte[] AnyNumber()
    {
        if (_random.Next(3) != 0) return RandomNumber();
        var boundary = Numbers.Boundaries[_random.Next(Numbers.Boundaries.Count)];
        return Numbers.ToBytes(BigInteger.Clamp(boundary + _random.Next(-50, 51), 0, Numbers.Max));
    }

    private byte[] RandomNumber()
    {
        var bytes = new byte[32];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static string Describe(int i, byte[] digest, byte[] signature) =>
        $"seed {Seed}, case {i}: digest {Convert.ToHexString(digest)}, signature {Convert.ToHexString(signature)} ";
}
