using System.Text.Json;
using CrossChainOracle.Proofs.Cosmos.Ics23;

namespace CrossChainOracle.Proofs.Tests.Cosmos;

/// <summary>The JSON forms of ICS-23's official vectors: absent fields are zero or empty.</summary>
internal static class Ics23Vectors
{
    public static JsonElement Read(string name) => Recorded.Read($"cosmos/ics23/{name}");

    public static LeafOp Leaf(JsonElement op) => new(
        (HashOp)Number(op, "hash"), (HashOp)Number(op, "prehash_key"), (HashOp)Number(op, "prehash_value"), (LengthOp)Number(op, "length"), Base64(op, "prefix"));

    public static InnerOp Inner(JsonElement op) => new((HashOp)Number(op, "hash"), Base64(op, "prefix"), Base64(op, "suffix"));

    public static ExistenceProof Existence(JsonElement proof) => new(
        Base64(proof, "key"), Base64(proof, "value"), proof.TryGetProperty("leaf", out var leaf) ? Leaf(leaf) : null,
        proof.TryGetProperty("path", out var path) ? [.. path.EnumerateArray().Select(Inner)] : []);

    public static ProofSpec Spec(JsonElement spec)
    {
        var inner = spec.GetProperty("inner_spec");
        Assert.Equal([0, 1], inner.GetProperty("child_order").EnumerateArray().Select(item => item.GetInt32()));
        var depth = Number(spec, "max_depth");
        return new(
            "vector", Leaf(spec.GetProperty("leaf_spec")),
            new(2, Number(inner, "child_size"), Number(inner, "min_prefix_length"), Number(inner, "max_prefix_length"), Base64(inner, "empty_child"), (HashOp)Number(inner, "hash")),
            Number(spec, "min_depth"), depth == 0 ? 128 : depth);
    }

    public static int Number(JsonElement from, string name) => from.TryGetProperty(name, out var value) ? value.GetInt32() : 0;

    public static byte[] Base64(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetBytesFromBase64() : [];
}
