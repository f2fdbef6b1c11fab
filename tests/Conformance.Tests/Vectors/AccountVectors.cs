using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using static CrossChainOracle.Conformance.Tests.Kit.Decoded;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Statements, contexts, rounds, states and policies about accounts: bytes, meaning and hash.</summary>
public static class AccountVectors
{
    public static JsonObject Build()
    {
        var samples = new RandomCollateral(new(20_261_121));
        return Object(
            ("statements", Many(40, () => Statement(StatementCodec.Encode(samples.Statement())))),
            ("collateralContexts", Many(6, () => Of<CollateralContext>(ContextCodec.Encode(samples.CollateralContext()), ContextCodec.Decode, Context))),
            ("marketContexts", Many(6, () => Of<MarketKey>(ContextCodec.Encode(samples.MarketKey()), ContextCodec.Decode, Context))),
            ("chainContexts", Many(4, () => Of<ChainContext>(ContextCodec.Encode(samples.ChainContext()), ContextCodec.Decode, Context))),
            ("snapshotContexts", Many(6, () => Of<SnapshotContext>(ContextCodec.Encode(samples.SnapshotContext()), ContextCodec.Decode, Context))),
            ("gapContexts", Many(6, () => Of<CollateralGapContext>(ContextCodec.Encode(samples.GapContext()), ContextCodec.Decode, Context))),
            ("states", Many(10, () => Of<CollateralState>(CollateralStateCodec.Encode(samples.State()), CollateralStateCodec.Decode, State))),
            ("policies", Many(6, () => Of<CollateralPolicy>(CollateralPolicyCodec.Encode(samples.Policy()), CollateralPolicyCodec.Decode, Policy))),
            ("rounds", Many(10, () => Round(CollateralRoundCodec.Encode(samples.Round())))));
    }

    private delegate Refusal? Decoder<T>(ReadOnlySpan<byte> bytes, out T? value);

    private static JsonArray Many(int count, Func<JsonNode> make) => new([.. Enumerable.Range(0, count).Select(_ => make())]);

    private static JsonObject Statement(byte[] bytes)
    {
        Assert.Null(StatementCodec.Decode(bytes, out var statement));
        return Object(("hex", Hex.Encode(bytes)), ("decoded", Decoded.Statement(statement, bytes[0])), ("leaf", $"{MerkleTree.LeafHash(bytes)}"));
    }

    private static JsonObject Of<T>(byte[] bytes, Decoder<T> decode, Func<T, JsonNode> describe)
    {
        Assert.Null(decode(bytes, out var value));
        return Object(("hex", Hex.Encode(bytes)), ("decoded", describe(value!)), ("hash", $"{Keccak256.Hash(bytes)}"));
    }

    private static JsonObject Round(byte[] bytes)
    {
        Assert.Null(CollateralRoundCodec.Decode(bytes, out var round));
        return Object(("hex", Hex.Encode(bytes)), ("decoded", Decoded.Round(round!)), ("inputsRoot", $"{CollateralRoundCodec.InputsRoot(round!)}"));
    }
}
