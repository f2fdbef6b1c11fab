using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Crypto.Tests;

/// <summary>Verification by OpenSSL: the published vectors, and what OpenSSL alone would let pass.</summary>
public class Ed25519Tests(ITestOutputHelper output)
{
    private const int Cases = 100_000;
    private const int Seed = 20_261_125;

    [Fact]
    public void Verify_OfEveryWycheproofVector_GivesItsResult()
    {
        var vectors = Vectors.Load("wycheproof", "ed25519_test.json");
        var count = 0;
        foreach (var group in vectors.GetProperty("testGroups").EnumerateArray())
        {
            var key = group.GetProperty("publicKey").Bytes("pk");
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                Assert.True(test.Text("result") == "valid" == Ed25519.Verify(key, test.Bytes("msg"), test.Bytes("sig")), $"{test.GetProperty("tcId")}: {test.Text("comment")}");
                count++;
            }
        }

        output.WriteLine($"{count} vectors");
        Assert.Equal(vectors.GetProperty("numberOfTests").GetInt32(), count);
        Assert.Equal(151, count);
    }

    [Fact]
    public void Verify_OfDamagedKeySignatureOrMessage_NeverThrowsAndIsFalse()
    {
        var mutator = new Mutator(Seed);
        output.WriteLine($"{Cases} cases from seed {Seed}");
        using var signer = new Ed25519Signer(new byte[32]);
        var message = "a vote"u8.ToArray();
        byte[][] original = [signer.PublicKey, message, signer.Sign(message)];
        Assert.True(Ed25519.Verify(original[0], original[1], original[2]));
        var whole = 0;
        for (var i = 0; i < Cases; i++)
        {
            var parts = original.ToArray();
            parts[i % 3] = mutator.Next(original[i % 3]);
            if (parts[i % 3].Length == original[i % 3].Length) whole++;
            var same = parts[i % 3].AsSpan().SequenceEqual(original[i % 3]);
            Assert.True(Ed25519.Verify(parts[0], parts[1], parts[2]) == same, mutator.Describe(i));
        }

        Assert.True(whole > Cases / 10, "the mutations never reach the curve");
    }

    [Fact]
    public void Verify_WithAKeyThatIsNotReduced_IsFalse()
    {
        // The neutral element: R = 0·B and S = 0 satisfy the equation for every message. Its y is 1, which can also be written as p + 1.
        byte[] neutral = [1, .. new byte[31]];
        byte[] unreduced = [0xee, .. Enumerable.Repeat((byte)0xff, 30), 0x7f];
        byte[] signature = [.. neutral, .. new byte[32]];
        Assert.True(Ed25519.Verify(neutral, "any"u8, signature));
        Assert.False(Ed25519.Verify(unreduced, "any"u8, signature));
        Assert.False(Ed25519.Verify(neutral, "any"u8, [.. unreduced, .. new byte[32]]));
    }

    [Fact]
    public void Load_WhereTheLibraryIsMissing_SaysWhichPackageHasIt()
    {
        var cause = Assert.Throws<DllNotFoundException>(() => OpenSsl.Load(["libnosuchcrypto.so.3"]));
        Assert.Contains("libssl3", cause.Message, StringComparison.Ordinal);
        Assert.Contains("libnosuchcrypto.so.3", cause.Message, StringComparison.Ordinal);
    }
}
