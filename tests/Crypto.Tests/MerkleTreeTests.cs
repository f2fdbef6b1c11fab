using CrossChainOracle.Domain;

namespace CrossChainOracle.Crypto.Tests;

public class MerkleTreeTests
{
    public static TheoryData<int> Sizes => [.. Enumerable.Range(1, 70), 127, 128, 129, 130, 1000];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Root_OfAnySize_IsThatOfTheDefinition(int count)
    {
        var leaves = Leaves(count);
        var expected = ArrayByDefinition(leaves)[0];
        var tree = MerkleTree.Build(leaves);
        Assert.Equal(count, tree.LeafCount);
        Assert.Equal(expected, tree.Root);
        Assert.Equal(expected, MerkleTree.RootOf(leaves));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Proof_OfEveryLeaf_IsThatOfTheDefinitionAndLeadsToTheRoot(int count)
    {
        var leaves = Leaves(count);
        var nodes = ArrayByDefinition(leaves);
        var tree = MerkleTree.Build(leaves);
        for (var leaf = 0; leaf < count; leaf++)
        {
            var proof = tree.Proof(leaf);
            Assert.Equal(ProofByDefinition(nodes, leaf), proof);
            Assert.Equal(tree.Root, MerkleTree.RootFromProof(leaves[leaf], proof));
        }
    }

    [Fact]
    public void RootFromProof_OfAChangedLeafOrProofNode_IsAnotherRoot()
    {
        foreach (var count in new[] { 2, 3, 7, 64, 70 })
        {
            var leaves = Leaves(count);
            var tree = MerkleTree.Build(leaves);
            for (var leaf = 0; leaf < count; leaf++)
            {
                var proof = tree.Proof(leaf);
                Assert.NotEqual(tree.Root, MerkleTree.RootFromProof(Changed(leaves[leaf]), proof));
                Assert.NotEqual(tree.Root, MerkleTree.RootFromProof(leaves[leaf], proof.AsSpan(1)));
                for (var i = 0; i < proof.Length; i++)
                {
                    Hash256[] damaged = [.. proof];
                    damaged[i] = Changed(damaged[i]);
                    Assert.NotEqual(tree.Root, MerkleTree.RootFromProof(leaves[leaf], damaged));
                }
            }
        }
    }

    [Fact]
    public void Root_WhenOneLeafOfMany_Changes()
    {
        var leaves = Leaves(70);
        var root = MerkleTree.RootOf(leaves);
        for (var leaf = 0; leaf < leaves.Length; leaf++)
        {
            Hash256[] other = [.. leaves];
            other[leaf] = Changed(other[leaf]);
            Assert.NotEqual(root, MerkleTree.RootOf(other));
        }
    }

    [Fact]
    public void Root_OfOneLeaf_IsTheLeafWithAnEmptyProof()
    {
        var leaf = MerkleTree.LeafHash([1, 2, 3]);
        var tree = MerkleTree.Build([leaf]);
        Assert.Equal(leaf, tree.Root);
        Assert.Empty(tree.Proof(0));
        Assert.Equal(leaf, MerkleTree.RootFromProof(leaf, []));
    }

    [Fact]
    public void LeafHash_IsKeccakTwice() =>
        Assert.Equal(Keccak256.Hash(Keccak256.Hash([1, 2, 3]).ToArray()), MerkleTree.LeafHash([1, 2, 3]));

    [Fact]
    public void Build_OfNoLeaves_Throws()
    {
        Assert.Throws<ArgumentException>(() => MerkleTree.Build([]));
        Assert.Throws<ArgumentException>(() => MerkleTree.RootOf([]));
    }

    [Fact]
    public void Proof_OfNoSuchLeaf_Throws()
    {
        var tree = MerkleTree.Build(Leaves(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Proof(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Proof(5));
    }

    private static Hash256[] Leaves(int count) =>
        [.. Enumerable.Range(0, count).Select(i => MerkleTree.LeafHash(BitConverter.GetBytes(i)))];

    private static Hash256 Changed(Hash256 hash)
    {
        var bytes = hash.ToArray();
        bytes[31] ^= 1;
        return Hash256.From(bytes);
    }

    /// <summary>OpenZeppelin's array, literally: 2n - 1 nodes, leaf i at 2n - 2 - i, children of i at 2i + 1 and 2i + 2, root at 0.</summary>
    private static Hash256[] ArrayByDefinition(Hash256[] leaves)
    {
        var nodes = new Hash256[2 * leaves.Length - 1];
        for (var i = 0; i < leaves.Length; i++) nodes[2 * leaves.Length - 2 - i] = leaves[i];
        for (var i = leaves.Length - 2; i >= 0; i--)
        {
            var pair = new[] { nodes[2 * i + 1], nodes[2 * i + 2] }.Order().ToArray();
            nodes[i] = Keccak256.Hash([.. pair[0].ToArray(), .. pair[1].ToArray()]);
        }

        return nodes;
    }

    private static List<Hash256> ProofByDefinition(Hash256[] nodes, int leaf)
    {
        var proof = new List<Hash256>();
        for (var i = nodes.Length - 1 - leaf; i > 0; i = (i - 1) / 2) proof.Add(nodes[i % 2 == 0 ? i - 1 : i + 1]);
        return proof;
    }
}
