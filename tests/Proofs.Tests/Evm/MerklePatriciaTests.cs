using System.Text.Json;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Evm;

namespace CrossChainOracle.Proofs.Tests.Evm;

public class MerklePatriciaTests
{
    public static TheoryData<string> Files => [.. Recorded.Files("evm-proofs", "trie").Select(file => file["evm-proofs/".Length..])];

    [Theory]
    [MemberData(nameof(Files))]
    public void OfficialTries_HaveTheirRoots_AndProveWhatTheyHoldAndWhatNot(string file)
    {
        foreach (var vector in EvmData.Read(file).EnumerateObject())
        {
            var entries = Entries(vector.Value.GetProperty("in"), hashed: file.Contains("secure", StringComparison.OrdinalIgnoreCase));
            var trie = new PatriciaTrie(entries.Select(entry => (Bytes(entry.Key), entry.Value)));
            Assert.Equal(vector.Value.GetProperty("root").GetString(), trie.Root.ToString());
            AssertProves(trie, entries, entries.Keys.SelectMany(Neighbours));
        }
    }

    /// <summary>Short keys and values: nodes below 32 bytes within their parents, values in branches, keys that others begin with.</summary>
    [Fact]
    public void ARandomTrie_ProvesWhatItHoldsAndWhatNot()
    {
        var random = new Random(20_261_120);
        for (var round = 0; round < 1_000; round++)
        {
            var entries = new Dictionary<string, byte[]>();
            for (var i = random.Next(0, 12); i >= 0; i--)
            {
                var value = new byte[random.Next(1, 40)];
                random.NextBytes(value);
                entries[Convert.ToHexStringLower(Key())] = value;
            }

            AssertProves(new(entries.Select(entry => (Bytes(entry.Key), entry.Value))), entries, Enumerable.Range(0, 12).Select(_ => Convert.ToHexStringLower(Key())));
        }

        byte[] Key() => [.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => (byte)(random.Next(3) * 0x0f))];
    }

    [Fact]
    public void TheEmptyTrie_HoldsNothing_AndNothingElseProvesThat()
    {
        Assert.Equal("0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421", MerklePatricia.EmptyRoot.ToString());
        Assert.Equal(MerklePatricia.EmptyRoot, new PatriciaTrie([]).Root);
        Assert.IsType<TrieOutcome.Absent>(MerklePatricia.Verify(MerklePatricia.EmptyRoot, [1], []));
        Assert.IsType<TrieOutcome.Absent>(MerklePatricia.Verify(MerklePatricia.EmptyRoot, [1], [new byte[] { 0x80 }]));
        Assert.IsType<ProofRefusal.WrongRoot>(Refusal(MerklePatricia.Verify(MerklePatricia.EmptyRoot, [1], [new byte[] { 0xc0 }])));
        Assert.IsType<ProofRefusal.BrokenLink>(Refusal(MerklePatricia.Verify(Trie().Root, [0x11, 1], [Trie().Prove([0x11, 1])[0], new byte[] { 0x80 }])));
        Assert.Equal(new ProofRefusal.MissingNode("trie proof", 0, Trie().Root), Refusal(MerklePatricia.Verify(Trie().Root, [1], [])));
    }

    [Fact]
    public void AProof_OfAnotherRoot_OrWithANodeTooManyTooFewOrChanged_IsRefusedWithOperands()
    {
        var trie = Trie();
        var proof = trie.Prove([0x11, 1]);
        Assert.Equal(2, proof.Count);
        var other = Keccak256.Hash([7]);
        Assert.Equal(new ProofRefusal.WrongRoot("trie proof", trie.Root, other), Refusal(MerklePatricia.Verify(other, [0x11, 1], proof)));
        Assert.Equal(new ProofRefusal.UnusedNodes("trie proof", 2, 3), Refusal(MerklePatricia.Verify(trie.Root, [0x11, 1], [.. proof, proof[1]])));
        Assert.Equal(new ProofRefusal.UnusedNodes("trie proof", 1, 2), Refusal(MerklePatricia.Verify(trie.Root, [0xff, 1], proof)));
        Assert.Equal(new ProofRefusal.UnusedNodes("trie proof", 65, 66), Refusal(MerklePatricia.Verify(trie.Root, [0x11, 1], [.. Enumerable.Repeat(proof[0], 66)])));
        Assert.Equal(new ProofRefusal.MissingNode("trie proof", 1, Keccak256.Hash(proof[1].Span)), Refusal(MerklePatricia.Verify(trie.Root, [0x11, 1], [proof[0]])));
        Assert.Equal(new ProofRefusal.BrokenLink("trie proof", 1, trie.Root, Keccak256.Hash(proof[1].Span)), Refusal(MerklePatricia.Verify(trie.Root, [0x11, 1], [proof[0], proof[0]])));
    }

    [Theory]
    [InlineData("c0", "a node of 0 items, neither 2 nor 17")]
    [InlineData("05", "a node of 0 items, neither 2 nor 17")]
    [InlineData("c3200102", "a node of 3 items, neither 2 nor 17")]
    [InlineData("c24005", "a path that is no hex-prefix encoding")]
    [InlineData("c28005", "a path that is no hex-prefix encoding")]
    [InlineData("c22105", "a path that is no hex-prefix encoding")]
    [InlineData("c2c005", "a path that is no hex-prefix encoding")]
    [InlineData("c22080", "a leaf without a value")]
    [InlineData("c220c0", "a leaf without a value")]
    [InlineData("c20005", "an extension without a path")]
    [InlineData("c21005", "a child of 1 bytes, neither a hash nor a node")]
    [InlineData("c21080", "a child of 0 bytes, neither a hash nor a node")]
    [InlineData("c3108105", "the byte 05 is its own encoding")]
    [InlineData("d1c080808080808080808080808080808080", "a node of 0 items, neither 2 nor 17")]
    [InlineData("c2200500", "1 bytes behind the last item")]
    [InlineData("e310e1a09999999999999999999999999999999999999999999999999999999999999999", "a node of 34 bytes that stands in its parent, not below it")]
    public void ANodeThatHashesRight_ButIsNone_IsRefused(string hex, string problem)
    {
        var node = EvmData.Bytes(hex);
        var refusal = Refusal(MerklePatricia.Verify(Keccak256.Hash(node), [], [node]));
        if (refusal is ProofRefusal.UnusedNodes or null) refusal = Refusal(MerklePatricia.Verify(Keccak256.Hash(node), [0x00], [node]));
        Assert.Equal(problem, Assert.IsType<ProofRefusal.Malformed>(refusal).Problem);
    }

    private static PatriciaTrie Trie() => new([([0x11, 1], new byte[40]), ([0x22, 1], new byte[40]), ([0x22, 2], [1])]);

    private static ProofRefusal? Refusal(TrieOutcome outcome) => (outcome as TrieOutcome.Refused)?.Refusal;

    private static void AssertProves(PatriciaTrie trie, Dictionary<string, byte[]> entries, IEnumerable<string> others)
    {
        foreach (var (key, value) in entries)
        {
            var present = Assert.IsType<TrieOutcome.Present>(MerklePatricia.Verify(trie.Root, Bytes(key), trie.Prove(Bytes(key))));
            Assert.Equal(value, present.Value.ToArray());
        }

        foreach (var key in others.Where(key => !entries.ContainsKey(key)))
        {
            Assert.IsType<TrieOutcome.Absent>(MerklePatricia.Verify(trie.Root, Bytes(key), trie.Prove(Bytes(key))));
        }
    }

    /// <summary>Keys beside a key: another last nibble, another first one, longer, shorter.</summary>
    private static IEnumerable<string> Neighbours(string key) => [key[..^1] + (key[^1] == '0' ? '1' : '0'), (key[0] == '0' ? '1' : '0') + key[1..], key + "00", key[..^2], "ff" + key];

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex);

    /// <summary>What is left after all changes in order; null takes a key away.</summary>
    private static Dictionary<string, byte[]> Entries(JsonElement input, bool hashed)
    {
        var changes = input.ValueKind == JsonValueKind.Array
            ? input.EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetString()))
            : input.EnumerateObject().Select(member => (member.Name, member.Value.GetString()));
        var entries = new Dictionary<string, byte[]>();
        foreach (var (name, value) in changes)
        {
            var key = hashed ? Keccak256.Hash(Text(name)).ToArray() : Text(name);
            if (value is null) entries.Remove(Convert.ToHexStringLower(key));
            else entries[Convert.ToHexStringLower(key)] = Text(value);
        }

        return entries;
    }

    private static byte[] Text(string text) => text.StartsWith("0x", StringComparison.Ordinal) ? EvmData.Bytes(text) : System.Text.Encoding.ASCII.GetBytes(text);
}
