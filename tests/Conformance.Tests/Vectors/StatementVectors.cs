using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using static CrossChainOracle.Conformance.Tests.Kit.Decoded;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Statements of every kind, contexts, states and policies: bytes, meaning and hash.</summary>
public static class StatementVectors
{
    public static JsonObject Build()
    {
        var samples = new RandomForms(20_260_921);
        return Object(
            ("statements", new JsonArray([Statement("ETH/USD", SampleLeaves.EthUsd.Bytes), .. Many(40, i => Statement($"random {i}", StatementCodec.Encode(samples.Statement())))])),
            ("reserved", new JsonArray([.. new[] { 8, 11, 255 }.Select(kind => Statement($"kind {kind}", SampleLeaves.Reserved((StatementKind)kind).Bytes))])),
            ("priceContexts", new JsonArray([PriceContext(SampleLeaves.EthUsd.Context), .. Many(10, _ => PriceContext(Write(samples.PriceContext())))])),
            ("gapContexts", new JsonArray([.. Many(10, _ => GapContext(Write(samples.GapContext())))])),
            ("states", new JsonArray([.. Many(10, _ => State(StateCodec.Encode(samples.State())))])),
            ("policies", new JsonArray([.. Many(6, i => Policy(PolicyCodec.Encode(RandomPolicies.Next(samples, i + 1))))])),
            ("rounds", new JsonArray([.. Many(10, _ => Round(RoundCodec.Encode(samples.Round())))])));
    }

    private static IEnumerable<JsonNode> Many(int count, Func<int, JsonNode> make) => Enumerable.Range(1, count).Select(make);

    private static JsonNode Statement(string name, ReadOnlyMemory<byte> bytes)
    {
        Assert.Null(StatementCodec.Decode(bytes.Span, out var statement));
        return Object(("name", name), ("hex", Hex.Encode(bytes.Span)), ("decoded", Decoded.Statement(statement, bytes.Span[0])), ("leaf", $"{MerkleTree.LeafHash(bytes.Span)}"));
    }

    private static JsonObject Hashed(ReadOnlyMemory<byte> bytes, JsonNode decoded) =>
        Object(("hex", Hex.Encode(bytes.Span)), ("decoded", decoded), ("hash", $"{Keccak256.Hash(bytes.Span)}"));

    private static JsonObject PriceContext(ReadOnlyMemory<byte> bytes)
    {
        Assert.Null(ContextCodec.Decode(bytes.Span, out PriceContext? context));
        return Hashed(bytes, Context(context!));
    }

    private static JsonObject GapContext(ReadOnlyMemory<byte> bytes)
    {
        Assert.Null(ContextCodec.Decode(bytes.Span, out GapContext? context));
        return Hashed(bytes, Context(context!));
    }

    private static JsonObject State(byte[] bytes)
    {
        Assert.Null(StateCodec.Decode(bytes, out var state));
        return Hashed(bytes, Decoded.State(state!));
    }

    private static JsonObject Policy(byte[] bytes)
    {
        Assert.Null(PolicyCodec.Decode(bytes, out var policy));
        return Hashed(bytes, Decoded.Policy(policy!));
    }

    private static JsonObject Round(byte[] bytes)
    {
        Assert.Null(RoundCodec.Decode(bytes, out var round));
        return Object(("hex", Hex.Encode(bytes)), ("decoded", Decoded.Round(round!)), ("inputsRoot", $"{RoundCodec.InputsRoot(round!)}"));
    }

    private static byte[] Write(PriceContext context)
    {
        var writer = new CanonicalWriter();
        ContextCodec.Write(writer, context);
        return writer.ToArray();
    }

    private static byte[] Write(GapContext context)
    {
        var writer = new CanonicalWriter();
        ContextCodec.Write(writer, context);
        return writer.ToArray();
    }
}
