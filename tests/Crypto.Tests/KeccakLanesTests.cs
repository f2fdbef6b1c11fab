using CrossChainOracle.Domain;

namespace CrossChainOracle.Crypto.Tests;

/// <summary>Several hashes at a time are the hashes one at a time.</summary>
public class KeccakLanesTests
{
    private const int MostMessages = 2 * KeccakLanes.Width + 3;

    public static TheoryData<int> Lengths => [0, 1, 7, 8, 31, 32, 64, 96, 131, 134, 135, 136, 137, 271, 272, 273, 1_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void HashEach_IsHashOfEach(int length)
    {
        var bytes = new byte[MostMessages * length];
        new Random(length).NextBytes(bytes);
        for (var count = 0; count <= MostMessages; count++)
        {
            var digests = new Hash256[count];
            Keccak256.HashEach(bytes.AsSpan(0, count * length), length, digests);
            Assert.Equal(Enumerable.Range(0, count).Select(i => Keccak256.Hash(bytes.AsSpan(i * length, length))), digests);
        }
    }

    [Theory]
    [InlineData(1, 32, 2)]
    [InlineData(63, 32, 2)]
    [InlineData(65, 32, 2)]
    public void HashEach_OfOtherBytesThanItsMessages_IsAnError(int bytes, int length, int count) =>
        Assert.Throws<ArgumentException>(() => Keccak256.HashEach(new byte[bytes], length, new Hash256[count]));

    [Fact]
    public void HashEachAndLeafHashes_OfMixedLengths_AreThoseOfEach()
    {
        var random = new Random(1);
        var lengths = Enumerable.Range(0, 200).Select(i => i < 60 ? 96 : i < 79 ? 64 : random.Next(2) == 0 ? 131 : random.Next(300)).ToArray();
        var messages = lengths.Select(length => new byte[length]).ToArray();
        foreach (var message in messages) random.NextBytes(message);
        var (digests, leaves) = (new Hash256[lengths.Length], new Hash256[lengths.Length]);
        Keccak256.HashEach(messages.SelectMany(message => message).ToArray(), lengths, digests);
        MerkleTree.LeafHashes(messages.SelectMany(message => message).ToArray(), lengths, leaves);
        Assert.Equal(messages.Select(message => Keccak256.Hash(message)), digests);
        Assert.Equal(messages.Select(message => MerkleTree.LeafHash(message)), leaves);
    }
}
