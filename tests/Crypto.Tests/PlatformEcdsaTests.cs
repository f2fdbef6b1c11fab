using System.Security.Cryptography;
using CrossChainOracle.Domain;
using Xunit.Abstractions;

namespace CrossChainOracle.Crypto.Tests;

/// <summary>Signatures of the platform's ECDSA lead back to its key. The platform lacks the curve on macOS without OpenSSL.</summary>
public class PlatformEcdsaTests(ITestOutputHelper output)
{
    private const string Secp256k1Oid = "1.3.132.0.10";

    [Fact]
    public void Recover_OfAPlatformSignature_GivesTheAddressOfItsKey()
    {
        var random = new Random(14);
        var bytes = new byte[32];
        for (var keys = 0; keys < 8; keys++)
        {
            using var platform = TryCreateKey();
            if (platform is null) return;
            var point = platform.ExportParameters(includePrivateParameters: false).Q;
            byte[] key = [.. point.X!, .. point.Y!];
            for (var i = 0; i < 40; i++)
            {
                random.NextBytes(bytes);
                var digest = Hash256.From(bytes);
                var signature = SignNormalised(platform, bytes);
                Assert.True(Secp256k1.Verify(digest, signature.AsSpan(0, 64), key));
                Assert.Equal(1, CountOfParitiesThatRecover(digest, signature, Secp256k1.AddressOf(key)));

                bytes[random.Next(32)] ^= 0x10;
                Assert.False(Secp256k1.Verify(Hash256.From(bytes), signature.AsSpan(0, 64), key));
                Assert.Equal(0, CountOfParitiesThatRecover(Hash256.From(bytes), signature, Secp256k1.AddressOf(key)));
            }
        }
    }

    private ECDsa? TryCreateKey()
    {
        try
        {
            return ECDsa.Create(ECCurve.CreateFromValue(Secp256k1Oid));
        }
        catch (Exception error) when (error is CryptographicException or PlatformNotSupportedException)
        {
            output.WriteLine($"Not run: this platform has no secp256k1 ({error.Message}).");
            return null;
        }
    }

    private static byte[] SignNormalised(ECDsa platform, byte[] digest)
    {
        var signature = new byte[Secp256k1.SignatureSize];
        platform.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation).CopyTo(signature, 0);
        var s = signature.AsSpan(32, 32);
        if (!Secp256k1.IsLowS(s)) Secp256k1.NegateS(s, s);
        return signature;
    }

    private static int CountOfParitiesThatRecover(Hash256 digest, byte[] signature, EvmAddress expected)
    {
        var count = 0;
        for (byte v = 0; v < 2; v++)
        {
            signature[64] = v;
            if (Secp256k1.TryRecoverAddress(digest, signature, out var address) && address == expected) count++;
        }

        return count;
    }
}
