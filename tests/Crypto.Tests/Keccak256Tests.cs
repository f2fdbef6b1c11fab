using System.Text;
using CrossChainOracle.Domain;
using Xunit.Abstractions;

namespace CrossChainOracle.Crypto.Tests;

public class Keccak256Tests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData("The quick brown fox jumps over the lazy dog", "4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15")]
    [InlineData("Transfer(address,address,uint256)", "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")]
    public void Hash_OfKnownText_IsTheKnownDigest(string text, string digest) =>
        Assert.Equal(Hash256.Parse(digest), Keccak256.Hash(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Hash_OfEveryEthersVector_IsItsDigest()
    {
        var vectors = Vectors.Load("ethers", "hashes_keccak256_sha256_sha512.json");
        Assert.All(
            vectors.EnumerateArray(),
            vector => Assert.Equal(Hash256.Parse(vector.Text("keccak256")), Keccak256.Hash(vector.Bytes("data"))));
        output.WriteLine($"{vectors.GetArrayLength()} vectors");
        Assert.True(vectors.GetArrayLength() > 500);
    }

    [Fact]
    public void Hash_OfTwoParts_IsTheHashOfTheirConcatenation()
    {
        var data = new byte[3 * Keccak256.BlockSize + 5];
        new Random(11).NextBytes(data);
        int[] lengths = [0, 1, 64, 135, 136, 137, 271, 272, 273, data.Length];
        foreach (var length in lengths)
        {
            var whole = Keccak256.Hash(data.AsSpan(0, length));
            for (var cut = 0; cut <= length; cut++)
            {
                Assert.Equal(whole, Keccak256.Hash(data.AsSpan(0, cut), data.AsSpan(cut, length - cut)));
            }
        }
    }

    [Fact]
    public void Hash_OfAnyLengthAcrossBlocks_DependsOnEveryByte()
    {
        for (var length = 1; length <= 2 * Keccak256.BlockSize + 1; length++)
        {
            var data = new byte[length];
            var seen = new HashSet<Hash256> { Keccak256.Hash(data), Keccak256.Hash(new byte[length - 1]) };
            for (var i = 0; i < length; i += 7)
            {
                data[i] = 1;
                Assert.True(seen.Add(Keccak256.Hash(data)));
                data[i] = 0;
            }
        }
    }

    [Fact]
    public void HashPair_IsTheHashOf64BytesInTheOrderGiven()
    {
        var left = Keccak256.Hash([1]);
        var right = Keccak256.Hash([2]);
        Assert.Equal(Keccak256.Hash([.. left.ToArray(), .. right.ToArray()]), Keccak256.HashPair(left, right));
        Assert.NotEqual(Keccak256.HashPair(left, right), Keccak256.HashPair(right, left));
    }
}
