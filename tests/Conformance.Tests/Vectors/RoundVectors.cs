using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;
using static CrossChainOracle.Conformance.Tests.Kit.Decoded;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Chains of rounds: policy, first state, and for each round its bytes and all that the recomputation gives.</summary>
public static class RoundVectors
{
    public static JsonArray Build() =>
    [
        Chain("every rule once", Market.Policy, 1_000, Scenario.Rounds),
        Chain("random rounds of three feeds", Market.Policy, 1_000, RandomRounds.Of(3, 60, "2000")),
        Chain("random rounds with prices near the largest", RandomRounds.LargePolicy, 700_000, RandomRounds.Of(4, 30, "400000000000000000")),
        Chain("random rounds with the smallest prices", RandomRounds.SmallPolicy, 10_000_000, RandomRounds.Of(5, 30, "0.000000000000000040")),
    ];

    /// <summary>Rounds that do not continue their state, or not under that policy.</summary>
    public static JsonArray BuildInvalid()
    {
        var state = new ShardState(Market.Shard, 5, Setting.Start, []);
        var good = Market.RoundAt(state, BatchBuilder.HashOf("batch 4"), Market.Policy, [], []);
        return
        [
            Case("another policy", good with { PolicyDigest = BatchBuilder.HashOf("policy") }),
            Case("another shard than the policy's", good with { Shard = ShardId.Parse("other") }),
            Case("the sequence after the next", good with { Sequence = 6 }),
            Case("the sequence before", good with { Sequence = 4 }),
            Case("not from where the state ends", good with { ValidAfter = Setting.Start - 1 }),
        ];

        JsonObject Case(string name, Round round) => Object(
            ("name", name), ("policy", Hex.Encode(PolicyCodec.Encode(Market.Policy))), ("state", Hex.Encode(StateCodec.Encode(state))),
            ("round", Hex.Encode(RoundCodec.Encode(round))), ("refusal", nameof(RefusalCode.Recomputation)));
    }

    /// <param name="step">Milliseconds between rounds.</param>
    private static JsonObject Chain(string name, ShardPolicy policy, long step, IReadOnlyList<Func<ShardState, long, RoundInputs>> rounds)
    {
        var domain = new SigningDomain(Setting.Deployment);
        var state = ShardState.Initial(Market.Shard, Setting.Start);
        var first = state;
        var previous = Hash256.Zero;
        var steps = new JsonArray();
        foreach (var make in rounds)
        {
            var inputs = make(state, state.ObservedAt + step);
            var round = Market.RoundAt(state, previous, policy, inputs.Observations, inputs.Failures, step);
            Assert.Null(BatchComputation.Check(PolicyCodec.Digest(policy), policy, state, round));
            var batch = BatchComputation.Run(domain, policy, state, round);
            steps.Add(Object(
                ("name", inputs.Name), ("round", Hex.Encode(RoundCodec.Encode(round))), ("inputsRoot", $"{batch.Header.InputsRoot}"), ("digest", $"{batch.Digest}"),
                ("attestation", Hex.Encode(batch.EncodeUnsigned())), ("state", Hex.Encode(batch.StateBytes.Span))));
            (state, previous) = (batch.State, batch.Digest);
        }

        return Object(
            ("name", name), ("deployment", domain.Deployment), ("policy", Hex.Encode(PolicyCodec.Encode(policy))), ("policyDigest", $"{PolicyCodec.Digest(policy)}"),
            ("state", Hex.Encode(StateCodec.Encode(first))), ("rounds", steps));
    }
}

/// <summary>What is seen in one round.</summary>
public sealed record RoundInputs(string Name, IReadOnlyList<Observation> Observations, IReadOnlyList<SourceFailure> Failures);
