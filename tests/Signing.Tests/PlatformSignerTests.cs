using System.Security.Cryptography;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing.Tests;

public sealed class PlatformSignerTests
{
    private const string Order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

    [Fact]
    public void Sign_AnyDigest_HasLowSAndAVThatRecoversTheAddress()
    {
        using var signer = PlatformSigner.Generate().OrThrow();
        var seen = new HashSet<byte>();
        for (var i = 0; i < 400; i++)
        {
            var digest = Keys.Digest($"digest {i}");
            var signature = signer.Sign(digest);
            Assert.Equal(AttesterSignature.Size, signature.Length);
            Assert.True(Secp256k1.IsLowS(signature.AsSpan(32, 32)));
            Assert.True(Secp256k1.TryRecoverAddress(digest, signature, out var recovered));
            Assert.Equal(signer.Address, recovered);
            seen.Add(signature[64]);
        }

        Assert.Equal(new HashSet<byte> { 27, 28 }, seen);
    }

    [Fact]
    public async Task ThePlatformsSigner_KeepsTheContract()
    {
        using var signer = PlatformSigner.Generate().OrThrow();
        await SignerContract.HoldsAsync(signer, 100);
    }

    [Fact]
    public void Sign_OfTheZeroDigestAndOfOnes_Recovers()
    {
        foreach (var digest in new[] { Hash256.Zero, Hash256.From(Enumerable.Repeat((byte)0xff, 32).ToArray()) })
        {
            Assert.True(Secp256k1.TryRecoverAddress(digest, Keys.Five[0].Sign(digest), out var recovered));
            Assert.Equal(Keys.Five[0].Address, recovered);
        }
    }

    /// <summary>Addresses of the keys 1, 2 and n − 1, as every Ethereum tool derives them.</summary>
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000001", "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000002", "0x2b5ad5c4795c026514f8317c7a215e218dccd6cf")]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", "0x80c0dbf239224071c59dd8970ab9d542e3414ab2")]
    public void FromPrivateKey_KnownKey_HasTheKnownAddress(string key, string address) =>
        Assert.Equal(address, PlatformSigner.FromPrivateKey(Convert.FromHexString(key)).OrThrow().Address.ToString());

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(Order)]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364142")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("11223344556677889900112233445566778899001122334455667788990011")]
    [InlineData("112233445566778899001122334455667788990011223344556677889900112233")]
    [InlineData("")]
    public void FromPrivateKey_NotInTheGroup_IsRefusedWithoutShowingIt(string key)
    {
        var outcome = PlatformSigner.FromPrivateKey(Convert.FromHexString(key));
        Assert.IsType<SignerOutcome.InvalidKey>(outcome);
        if (key.Length > 0) Assert.DoesNotContain(key, outcome.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Outcomes_OfAKey_ShowItsAddressOnly()
    {
        var key = Keys.Digest("a secret");
        var outcome = PlatformSigner.FromPrivateKey(key.ToArray());
        Assert.DoesNotContain(Convert.ToHexString(key.ToArray()), outcome.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(outcome.OrThrow().Address.ToString(), outcome.ToString(), StringComparison.Ordinal);
        Assert.Equal($"signer {outcome.OrThrow().Address}", outcome.OrThrow().ToString());
    }

    [Fact]
    public async Task Sign_FromManyThreads_NeverMixesDigests()
    {
        var signer = Keys.Five[1];
        var tasks = Enumerable.Range(0, 200).Select(i => Task.Run(() => (Digest: Keys.Digest($"{i}"), Signature: signer.Sign(Keys.Digest($"{i}")))));
        foreach (var (digest, signature) in await Task.WhenAll(tasks))
        {
            Assert.True(Secp256k1.TryRecoverAddress(digest, signature, out var recovered) && recovered == signer.Address);
        }
    }

    public static TheoryData<Exception> MissingCurve => new(
        new PlatformNotSupportedException(), new CryptographicException("unknown curve"), new DllNotFoundException(), new TypeInitializationException("Native", null));

    [Theory]
    [MemberData(nameof(MissingCurve))]
    public void Generate_OnAPlatformWithoutTheCurve_SaysWhatToInstall(Exception platform)
    {
        foreach (var outcome in new[] { PlatformSigner.Generate(() => throw platform), PlatformSigner.FromPrivateKey(Keys.Digest("key").ToArray(), () => throw platform) })
        {
            var text = Assert.IsType<SignerOutcome.Unsupported>(outcome).WhatToInstall;
            Assert.Contains("secp256k1", text, StringComparison.Ordinal);
            Assert.Contains(OperatingSystem.IsWindows() ? "is needed" : "install OpenSSL", text, StringComparison.Ordinal);
            Assert.Contains(platform.GetType().Name, text, StringComparison.Ordinal);
        }
    }
}
