using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CrossChainOracle.Domain;
using Xunit.Abstractions;

namespace CrossChainOracle.Crypto.Tests;

/// <summary>Published vectors; every one is run, and the number of them is printed.</summary>
public class Secp256k1VectorTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("ecdsa_secp256k1_sha256_test.json", true, true)]
    [InlineData("ecdsa_secp256k1_sha256_bitcoin_test.json", true, false)]
    [InlineData("ecdsa_secp256k1_sha256_p1363_test.json", false, true)]
    public void Verify_OfEveryWycheproofVector_GivesItsResult(string file, bool der, bool allowHighS)
    {
        var vectors = Vectors.Load("wycheproof", file);
        var count = 0;
        foreach (var group in vectors.GetProperty("testGroups").EnumerateArray())
        {
            var key = group.GetProperty("publicKey").Bytes("uncompressed");
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var digest = Hash256.From(SHA256.HashData(test.Bytes("msg")));
                var signature = der ? StrictDer.ToRaw(test.Bytes("sig")) : test.Bytes("sig");
                var valid = signature is not null && Secp256k1.Verify(digest, signature, key, allowHighS);
                Assert.True(test.Text("result") == "valid" == valid, $"{file} {test.GetProperty("tcId")}: {test.Text("comment")}");
                if (valid) CheckRecovery(digest, signature!, key);
                count++;
            }
        }

        output.WriteLine($"{file}: {count} vectors");
        Assert.Equal(vectors.GetProperty("numberOfTests").GetInt32(), count);
        Assert.True(count > 0);
    }

    [Fact]
    public void Recover_OfEveryRootbergVector_GivesItsKeyOrRefuses()
    {
        var vectors = Vectors.Load("rootberg", "ecdsa_secp256k1_keccak256_raw.json");
        var count = 0;
        foreach (var test in vectors.GetProperty("tests").EnumerateArray())
        {
            var digest = Keccak256.Hash(test.Bytes("msg"));
            var key = test.Bytes("publicKeyUncompressed");
            var compressed = test.Bytes("publicKeyCompressed");
            var valid = test.GetProperty("valid").GetBoolean();
            var what = $"{test.GetProperty("tcId")}: {test.Text("comment")}";
            count++;

            // An invalid signature may lead to some key, but not to this one, under which it does not verify either.
            var signature = RawSignature(test.GetProperty("sig"));
            var recovered = new byte[64];
            var found = signature is not null
                && Secp256k1.TryRecoverPublicKey(digest, signature, recovered, allowHighS: true)
                && recovered.AsSpan().SequenceEqual(key.AsSpan(1));
            Assert.True(valid == found, what);
            if (signature is null) continue;
            foreach (var encoding in new[] { key, key[1..], compressed })
            {
                Assert.True(valid == Secp256k1.Verify(digest, signature.AsSpan(0, 64), encoding, allowHighS: true), what);
            }
        }

        output.WriteLine($"{count} vectors");
        Assert.Equal(vectors.GetProperty("numTests").GetInt32(), count);
        Assert.True(count > 0);
    }

    /// <summary>The private key is the hash of a word, the address is that of its public key.</summary>
    /// <remarks>What their <c>sig_of_emptystring</c> signs is not documented and no candidate digest leads to the address: not used.</remarks>
    [Fact]
    public void AddressOf_TheEthereumKeyAddressVectors_IsTheirAddress()
    {
        var vectors = Vectors.Load("ethereum-tests", "keyaddrtest.json");
        Assert.All(vectors.EnumerateArray(), vector =>
        {
            var privateKey = Keccak256.Hash(Encoding.ASCII.GetBytes(vector.Text("seed")));
            Assert.Equal(Hash256.Parse(vector.Text("key")), privateKey);
            var key = ReferenceCurve.Multiply(Numbers.FromBytes(privateKey.ToArray()), ReferenceCurve.Generator)!;
            Assert.Equal(EvmAddress.Parse(vector.Text("addr")), Secp256k1.AddressOf(key.ToBytes()));
        });
        Assert.True(vectors.GetArrayLength() > 0);
    }

    /// <summary>One of the two parities gives the key back, unless the x of the point was n or more: then neither does.</summary>
    private static void CheckRecovery(Hash256 digest, byte[] signature, byte[] key)
    {
        var keys = new[] { new byte[64], new byte[64] };
        for (byte v = 0; v < 2; v++) Secp256k1.TryRecoverPublicKey(digest, [.. signature, v], keys[v], allowHighS: true);
        var wrapped = Numbers.FromBytes(signature.AsSpan(0, 32)) < Numbers.P - Numbers.N;
        Assert.True(wrapped || keys.Any(recovered => recovered.AsSpan().SequenceEqual(key.AsSpan(1))));
    }

    private static byte[]? RawSignature(JsonElement signature) =>
        Vectors.To32(signature.Bytes("r")) is { } r && Vectors.To32(signature.Bytes("s")) is { } s
            ? [.. r, .. s, signature.GetProperty("id").GetByte()]
            : null;
}
