using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Cosmos.Ics23;

namespace CrossChainOracle.Proofs.Tests.Cosmos;

/// <summary>Every official vector of ICS-23.</summary>
public partial class Ics23Tests
{
    private static readonly string[] TreeFiles = [.. new[] { "iavl", "tendermint", "smt" }.SelectMany(tree => Recorded.Files("cosmos", "ics23", tree))];

    public static TheoryData<string> Trees() => [.. TreeFiles];

    [Theory]
    [MemberData(nameof(Trees))]
    public void Verify_OfEveryOfficialProof_HoldsForItsRootAndKeyAndNoOther(string file)
    {
        var (spec, proof, root, key, value) = Load(file);
        Assert.Null(Verify(proof, spec, root, key, value));
        Assert.NotNull(Verify(proof, spec, Changed(root), key, value));
        Assert.NotNull(Verify(proof, spec, root, Changed(key), value));
        if (proof is CommitmentProof.Present) Assert.NotNull(Verify(proof, spec, root, key, Changed(value)));
    }

    [Fact]
    public void Trees_AreAllEighteen() => Assert.Equal(18, TreeFiles.Length);

    [Theory]
    [InlineData("TestDoHashData.json", 7)]
    [InlineData("TestLeafOpData.json", 11)]
    [InlineData("TestInnerOpData.json", 4)]
    [InlineData("TestExistenceProofData.json", 6)]
    [InlineData("TestCheckLeafData.json", 9)]
    [InlineData("TestCheckAgainstSpecData.json", 11)]
    [InlineData("TestEmptyBranchData.json", 6)]
    public void Operation_OfEveryOfficialVector_GivesItsResult(string file, int atLeast)
    {
        var vectors = Ics23Vectors.Read(file);
        var cases = vectors.ValueKind == JsonValueKind.Array
            ? vectors.EnumerateArray().Select((item, i) => ($"{i}", item)).ToList()
            : [.. vectors.EnumerateObject().Select(item => (item.Name, item.Value))];
        Assert.True(cases.Count >= atLeast, $"{cases.Count} cases");
        Assert.All(cases, item => Run(file, item.Item1, item.Item2));
    }

    private static void Run(string file, string name, JsonElement vector)
    {
        switch (file)
        {
            case "TestDoHashData.json":
                var text = vector.TryGetProperty("Preimage", out var preimage) ? preimage : vector.GetProperty("PreImage");
                var operation = (HashOp)vector.GetProperty("HashOp").GetInt32();
                Assert.Equal(Recorded.Text(vector, "ExpectedHash"), Convert.ToHexStringLower(new InnerOp(operation, default, default).Apply(System.Text.Encoding.ASCII.GetBytes(text.GetString()!))!));
                break;
            case "TestLeafOpData.json":
                Check(name, vector, Ics23Vectors.Leaf(vector.GetProperty("Op")).Apply(Ics23Vectors.Base64(vector, "Key"), Ics23Vectors.Base64(vector, "Value"), out _));
                break;
            case "TestInnerOpData.json":
                Check(name, vector, Ics23Vectors.Inner(vector.GetProperty("Op")).Apply(Ics23Vectors.Base64(vector, "Child")));
                break;
            case "TestExistenceProofData.json":
                Check(name, vector, Ics23Vectors.Existence(vector.GetProperty("Proof")).ComputeRoot(name, int.MaxValue, out _));
                break;
            case "TestCheckLeafData.json":
                var spec = ProofSpec.Iavl with { Name = name, Leaf = Ics23Vectors.Leaf(vector.GetProperty("Spec")), Inner = ProofSpec.Simple.Inner };
                Assert.True(vector.GetProperty("IsErr").GetBoolean() == Ics23Vectors.Leaf(vector.GetProperty("Leaf")).ProblemUnder(spec) is not null, name);
                break;
            case "TestCheckAgainstSpecData.json":
                var refusal = Ics23Vectors.Existence(vector.GetProperty("Proof")).CheckAgainst(Ics23Vectors.Spec(vector.GetProperty("Spec")));
                Assert.True((Recorded.Text(vector, "Err").Length == 0) == (refusal is null), $"{name}: {refusal}");
                break;
            default:
                var step = Ics23Vectors.Inner(vector.GetProperty("Op"));
                var inner = Ics23Vectors.Spec(vector.GetProperty("Spec")).Inner;
                Assert.Equal(vector.GetProperty("IsLeft").GetBoolean(), Neighbours.LeftAreEmpty(inner, step));
                Assert.Equal(vector.GetProperty("IsRight").GetBoolean(), Neighbours.RightAreEmpty(inner, step));
                break;
        }
    }

    private static void Check(string name, JsonElement vector, byte[]? result)
    {
        Assert.True(vector.GetProperty("IsErr").GetBoolean() == result is null, name);
        if (result is not null) Assert.Equal(vector.GetProperty("Expected").GetBytesFromBase64(), result);
    }

    private static (ProofSpec Spec, CommitmentProof Proof, byte[] Root, byte[] Key, byte[] Value) Load(string file)
    {
        var vector = Recorded.Read(file);
        var spec = file.Split('/')[^2] switch { "iavl" => ProofSpec.Iavl, "tendermint" => ProofSpec.Simple, _ => ProofSpec.Smt };
        Assert.True(CommitmentProof.TryParse(Bytes(vector, "proof"), out var proof, out var refusal), refusal?.ToString());
        return (spec, proof, Bytes(vector, "root"), Bytes(vector, "key"), Bytes(vector, "value"));
    }

    private static ProofRefusal? Verify(CommitmentProof proof, ProofSpec spec, byte[] root, byte[] key, byte[] value) => proof switch
    {
        CommitmentProof.Present present => present.Proof.Verify(spec, root, key, value),
        CommitmentProof.Absent absent => absent.Proof.Verify(spec, root, key),
        _ => throw new InvalidOperationException(),
    };

    private static byte[] Bytes(JsonElement vector, string name) => Hex.TryDecode(Recorded.Text(vector, name), out byte[]? bytes) ? bytes : throw new FormatException(name);

    private static byte[] Changed(byte[] bytes) => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];
}
