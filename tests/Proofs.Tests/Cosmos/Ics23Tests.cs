using CrossChainOracle.Chains.Tests.Fakes.Cosmos;
using CrossChainOracle.Encoding.Protobuf;
using CrossChainOracle.Proofs.Cosmos;
using CrossChainOracle.Proofs.Cosmos.Ics23;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Proofs.Tests.Cosmos;

public partial class Ics23Tests(ITestOutputHelper output)
{
    private const int Cases = 100_000;
    private const int Seed = 20_261_120;

    [Fact]
    public void Verify_OfAProofUnderAnotherTreesSpec_IsRefused()
    {
        foreach (var file in TreeFiles)
        {
            var (spec, proof, root, key, value) = Load(file);
            Assert.All(new[] { ProofSpec.Iavl, ProofSpec.Simple, ProofSpec.Smt }.Where(other => other != spec), other => Assert.NotNull(Verify(proof, other, root, key, value)));
        }
    }

    [Fact]
    public void Absence_OfAKeyThatIsThere_CannotBeShownByItsNeighbours()
    {
        // left, the key itself, right: around a middle leaf its neighbours are not side by side, and with itself it leaves no gap.
        var (spec, gap, root, _, _) = Load("cosmos/ics23/iavl/nonexist_middle.json");
        var (left, right) = (((CommitmentProof.Absent)gap).Proof.Left!, ((CommitmentProof.Absent)gap).Proof.Right!);
        var byItself = new NonExistenceProof(left.Key, left, right);
        Assert.IsType<CosmosRefusal.NotAbsent>(byItself.Verify(spec, root, left.Key.Span));
        byte[] before = [.. left.Key.ToArray()[..^1], (byte)(left.Key.Span[^1] - 1)];
        Assert.IsType<CosmosRefusal.NotAbsent>(new NonExistenceProof(before, null, left).Verify(spec, root, before));
        byte[] after = [.. right.Key.ToArray(), 0];
        Assert.IsType<CosmosRefusal.NotAbsent>(new NonExistenceProof(after, right, null).Verify(spec, root, after));
        Assert.IsType<CosmosRefusal.NotAbsent>(new NonExistenceProof(after, right, right).Verify(spec, root, after));
        Assert.IsType<CosmosRefusal.NotAbsent>(new NonExistenceProof(after, null, null).Verify(spec, root, after));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Absence_IsShownByLeavesThatStandSideBySide_AndByNoOthers(bool iavl)
    {
        var spec = iavl ? ProofSpec.Iavl : ProofSpec.Simple;
        for (var leaves = 1; leaves <= 12; leaves++)
        {
            // Keys 10, 20, 30 ...; looked for is what lies in each gap.
            var tree = new FakeTree(iavl, Enumerable.Range(1, leaves).Select(i => KeyValuePair.Create($"{i * 16:X2}", new byte[] { (byte)i })));
            for (var gap = 0; gap <= leaves; gap++)
            {
                byte[] key = [(byte)((gap * 16) + 8)];
                for (var left = -1; left < leaves; left++)
                {
                    for (var right = -1; right < leaves; right++)
                    {
                        Assert.True(CommitmentProof.TryParse(new ProtoWriter().Message(2, tree.Absence(key, left, right)).ToArray(), out var proof, out var malformed), malformed?.ToString());
                        var expected = left == gap - 1 && right == (gap == leaves ? -1 : gap);
                        Assert.True(expected == (Verify(proof, spec, tree.Root, key, []) is null), $"{leaves} leaves, gap {gap}, {left}, {right}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Node_ThatBeginsLikeALeaf_IsRefused()
    {
        var (spec, proof, root, key, value) = Load("cosmos/ics23/tendermint/exist_middle.json");
        var present = ((CommitmentProof.Present)proof).Proof;
        byte[] prefix = [0, .. present.Path[0].Prefix.ToArray()[1..]];
        var forged = present with { Path = [present.Path[0] with { Prefix = prefix }, .. present.Path.Skip(1)] };
        Assert.Contains("begins like a leaf's", Assert.IsType<CosmosRefusal.NotOfSpec>(forged.Verify(spec, root, key, value)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Batch_IsRefused_AsNotSupported()
    {
        Assert.False(CommitmentProof.TryParse(new byte[] { 0x1a, 0x00 }, out _, out var batch));
        Assert.IsType<CosmosRefusal.Unsupported>(batch);
        Assert.False(CommitmentProof.TryParse(new byte[CommitmentProof.MaximumSize + 1], out _, out var large));
        Assert.IsType<ProofRefusal.Oversized>(large);
    }

    [Fact]
    public void DamagedProofs_NeverThrow_AndProveNothingElse()
    {
        var mutator = new Mutator(Seed);
        output.WriteLine($"seed {Seed}, {Cases} cases");
        var originals = TreeFiles.Select(file => (Loaded: Load(file), Wire: Bytes(Recorded.Read(file), "proof"))).ToArray();
        var (parsed, verified) = (0, 0);
        for (var i = 0; i < Cases; i++)
        {
            var ((spec, original, root, key, value), wire) = originals[i % originals.Length];
            var damaged = mutator.Next(wire);
            if (!CommitmentProof.TryParse(damaged, out var proof, out var refusal))
            {
                AssertDetail(refusal, mutator, i);
                continue;
            }

            parsed++;
            if (Verify(proof, spec, root, key, value) is { } reason)
            {
                AssertDetail(reason, mutator, i);
                continue;
            }

            // What still verifies says the same, about the same key and value; absence may also be shown by fewer bytes of the same neighbours.
            verified++;
            Assert.True(proof.GetType() == original.GetType(), mutator.Describe(i));
            if (damaged.Length == wire.Length) Assert.True(damaged.AsSpan().SequenceEqual(wire), mutator.Describe(i));
        }

        output.WriteLine($"{parsed} read, {verified} verified");
        Assert.True(parsed > Cases / 20, "the mutations never reach the verifier");
    }

    private static void AssertDetail(ProofRefusal refusal, Mutator mutator, int i) =>
        Assert.True(refusal.Detail.Length is > 0 and <= 200 && refusal.Detail.All(letter => letter is >= ' ' and <= '~'), $"{mutator.Describe(i)}: {refusal.Detail}");
}
