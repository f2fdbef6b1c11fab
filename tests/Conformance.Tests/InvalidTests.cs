using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Vectors;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Conformance.Tests;

public sealed class InvalidTests
{
    private static readonly JsonArray Cases = VectorFile.Read("invalid").AsArray();

    public static TheoryData<int, string> Names
    {
        get
        {
            var names = new TheoryData<int, string>();
            for (var i = 0; i < Cases.Count; i++) names.Add(i, $"{Cases[i]!["form"]}: {Cases[i]!["name"]}");
            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void InvalidVector_IsRefusedForTheStatedReason(int index, string name)
    {
        var item = Cases[index]!;
        var refusal = Read((string)item["form"]!, BatchTests.Bytes(item["hex"]), item["options"]);
        Assert.True(refusal is not null, $"{name} was accepted");
        Assert.Equal((string)item["refusal"]!, refusal.Code.ToString());
    }

    /// <summary>A reason that no vector shows is a reason that another implementation may get wrong unnoticed.</summary>
    [Fact]
    public void Vectors_ShowEveryReasonThatBytesCanGive()
    {
        var shown = Cases.Select(item => (string)item!["refusal"]!)
            .Concat(VectorFile.Read("rotations").AsArray().SelectMany(chain => chain!["steps"]!.AsArray()).Select(step => (string?)step!["refusal"] ?? string.Empty))
            .Concat(VectorFile.Read("tracking").AsArray().SelectMany(chain => chain!["steps"]!.AsArray()).SelectMany(step => new[] { (string?)step!["outcome"], (string?)step["refusal"] }).OfType<string>())
            .Concat(VectorFile.Read("rounds")["invalid"]!.AsArray().Select(item => (string)item!["refusal"]!))
            .ToHashSet();

        // The wire form takes its number of leaves from the header: a difference cannot be written down. VerifierTests shows it in memory.
        var missing = Enum.GetNames<RefusalCode>().Except(shown).Except([nameof(RefusalCode.LeafCountMismatch)]);
        Assert.Empty(missing);
    }

    [Fact]
    public void RoundThatDoesNotContinueItsState_IsNotRecomputed()
    {
        foreach (var item in VectorFile.Read("rounds")["invalid"]!.AsArray())
        {
            Assert.Null(PolicyCodec.Decode(BatchTests.Bytes(item!["policy"]), out var policy));
            Assert.Null(StateCodec.Decode(BatchTests.Bytes(item["state"]), out var state));
            Assert.Null(RoundCodec.Decode(BatchTests.Bytes(item["round"]), out var round));
            Assert.Equal((string)item["refusal"]!, BatchComputation.Check(PolicyCodec.Digest(policy!), policy!, state!, round!)?.Code.ToString());
        }
    }

    private static Refusal? Read(string form, byte[] bytes, JsonNode? options) => form switch
    {
        "attestation" => AttestationCodec.Decode(bytes, out Attestation? batch) ?? Verify(options!, (verifier, now) => verifier.Verify(batch!, now, out _)),
        "statementAttestation" => AttestationCodec.Decode(bytes, out StatementAttestation? one) ?? Verify(options!, (verifier, now) => verifier.Verify(one!, now, out _)),
        "statement" => StatementCodec.Decode(bytes, out _),
        "priceContext" => ContextCodec.Decode(bytes, out PriceContext? _),
        "gapContext" => ContextCodec.Decode(bytes, out GapContext? _),
        "round" => RoundCodec.Decode(bytes, out _),
        "state" => StateCodec.Decode(bytes, out _),
        "policy" => PolicyCodec.Decode(bytes, out _),
        "collateralContext" => ContextCodec.Decode(bytes, out CollateralContext? _),
        "marketContext" => ContextCodec.Decode(bytes, out MarketKey? _),
        "chainContext" => ContextCodec.Decode(bytes, out ChainContext? _),
        "snapshotContext" => ContextCodec.Decode(bytes, out SnapshotContext? _),
        "collateralGapContext" => ContextCodec.Decode(bytes, out CollateralGapContext? _),
        "accountsRound" => CollateralRoundCodec.Decode(bytes, out _),
        "accountsState" => CollateralStateCodec.Decode(bytes, out _),
        "rotationRound" => RotationRoundCodec.Decode(bytes, out _),
        "rotationState" => RotationStateCodec.Decode(bytes, out _),
        "rotationPolicy" => RotationPolicyCodec.Decode(bytes, out _),
        "accountsPolicy" => CollateralPolicyCodec.Decode(bytes, out _),
        _ => throw new ArgumentException(form, nameof(form)),
    };

    private static Refusal? Verify(JsonNode options, Func<AttestationVerifier, long?, Refusal?> verify)
    {
        var setting = Setting.From(options);
        return verify(setting.CreateVerifier(), setting.Now);
    }
}
