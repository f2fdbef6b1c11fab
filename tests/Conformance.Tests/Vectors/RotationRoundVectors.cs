using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;
using static CrossChainOracle.Conformance.Tests.Kit.Decoded;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Chains of rotation rounds: policy, first state, and for each round its bytes and all that the recomputation gives; and rounds that break one rule each.</summary>
public static class RotationRoundVectors
{
    private const long Start = Setting.Start;
    private const long Term = Setting.Day;
    private const long Late = 60_000;

    public static readonly ShardId Shard = ShardId.Parse("attesters");
    public static readonly RotationPolicy Policy = new(Shard, Late, Term, Setting.Five);

    private static readonly long Expiry = Setting.Five.ExpiresAt;
    private static readonly SigningDomain Domain = new(Setting.Deployment);

    /// <summary>A round that every rule allows: the first of the chain.</summary>
    public static RotationRound Good { get; } = Round(State(Setting.Five), Hash256.Zero, Start, TestAttesters.Set(2, 3, Start, Start + (60 * Setting.Day), 4, 5, 6, 7));

    public static RotationState State(AttesterSet current) => new(Shard, 0, Start - 1_000, current);

    public static JsonObject Build() => Object(
        ("chains", new JsonArray(
            Chain(
                "other members, other thresholds, one member, the largest set", Policy,
                (Start, TestAttesters.Set(2, 3, Start, Start + (60 * Setting.Day), 4, 5, 6, 7)),
                (Start + 1_000, TestAttesters.Set(3, 1, Start + 1_000, Start + (90 * Setting.Day), 8)),
                (Start + 2_000, TestAttesters.Set(4, 32, Start + 2_000, Start + (90 * Setting.Day), [.. Enumerable.Range(1, 32)]))),
            Chain(
                "at the edges: as late, as early and as short as it may be, and only the expiry is another", Policy,
                (Start, TestAttesters.Set(2, 3, Start - Late, Start + Term, 1, 2, 3, 4, 5)),
                (Start + Term - 1, TestAttesters.Set(3, 3, Start + Term - 1, Start + (2 * Term) - 1, 1, 2, 3, 4, 5)),
                (Start + Term, TestAttesters.Set(4, 3, Start + (2 * Term) - 2, Start + (3 * Term) - 2, 1, 2, 3, 4, 5))),
            Chain(
                "the last epoch that there can be", Policy with { First = TestAttesters.Set(AttesterSet.RecoveryEpoch - 2, 1, 0, UnixTime.MaxValue, 1) },
                (Start, TestAttesters.Set(AttesterSet.RecoveryEpoch - 1, 1, Start, UnixTime.MaxValue, 2))))),
        ("invalid", Array(Invalid(), item => Object(
            ("name", item.Name), ("policy", Hex.Encode(RotationPolicyCodec.Encode(item.Policy))), ("state", Hex.Encode(RotationStateCodec.Encode(item.State))),
            ("round", Hex.Encode(RotationRoundCodec.Encode(item.Round))), ("refusal", item.Refusal.ToString())))));

    private sealed record Case(string Name, RotationState State, RotationRound Round, RefusalCode Refusal = RefusalCode.BadRotation)
    {
        public RotationPolicy Policy { get; init; } = RotationRoundVectors.Policy;
    }

    private static IEnumerable<Case> Invalid()
    {
        var state = State(Setting.Five);
        var edge = UnixTime.MaxValue;
        yield return new("another policy", state, Good with { PolicyDigest = BatchBuilder.HashOf("policy") }, RefusalCode.Recomputation);
        yield return new("another shard", state, Good with { Shard = ShardId.Parse("other") }, RefusalCode.Recomputation);
        yield return new("the sequence after the next", state with { NextSequence = 4 }, Good with { Sequence = 5, PreviousDigest = BatchBuilder.HashOf("batch 4") }, RefusalCode.Recomputation);
        yield return new("not from where the state ends", state, Good with { ValidAfter = Start - 2_000 }, RefusalCode.Recomputation);
        yield return new("signed by the epoch before", state, Good with { Epoch = 0 });
        yield return new("signed by the recovery set", state, Good with { Epoch = AttesterSet.RecoveryEpoch });
        yield return new("signed by the next epoch itself", state, Good with { Epoch = 2 });
        yield return new("before the current set begins", State(Begins(Start + 1)), Good);
        yield return new("when the current set has expired", state, Good with { ObservedAt = Expiry, Next = TestAttesters.Set(2, 3, Expiry, Expiry + (60 * Setting.Day), 4, 5, 6, 7) });
        foreach (var epoch in (uint[])[0, 1, 3]) yield return new($"epoch {epoch} after epoch 1", state, With(TestAttesters.Set(epoch, 3, Start, Start + (60 * Setting.Day), 4, 5, 6, 7)));
        yield return new("the recovery set's number", State(Last), Good with { Epoch = Last.Epoch, Next = TestAttesters.Set(AttesterSet.RecoveryEpoch, 1, Start, edge, 2) });
        yield return new("begins too long before the rotation", state, With(TestAttesters.Set(2, 3, Start - Late - 1, Start + (60 * Setting.Day), 4, 5, 6, 7)));
        yield return new("begins when the current set has expired", state, With(TestAttesters.Set(2, 3, Expiry, Expiry + (60 * Setting.Day), 4, 5, 6, 7)));
        yield return new("too short a term", state, With(TestAttesters.Set(2, 3, Start + 5, Start + 5 + Term - 1, 4, 5, 6, 7)));
        yield return new("too short a term from the rotation on", state, With(TestAttesters.Set(2, 3, Start - Late, Start + Term - 1, 4, 5, 6, 7)));
        yield return new("a term that ends before the rotation", state, With(TestAttesters.Set(2, 3, Start - Late, Start - 1, 4, 5, 6, 7)));
        yield return new("the same members, threshold and expiry", state, With(TestAttesters.Set(2, 3, Start, Expiry, 1, 2, 3, 4, 5)));
    }

    private static AttesterSet Last => TestAttesters.Set(AttesterSet.RecoveryEpoch - 1, 1, 0, UnixTime.MaxValue, 1);

    private static AttesterSet Begins(long validFrom) => TestAttesters.Set(1, 3, validFrom, Expiry, 1, 2, 3, 4, 5);

    private static RotationRound With(AttesterSet next) => Good with { Next = next };

    private static RotationRound Round(RotationState state, Hash256 previous, long observedAt, AttesterSet next, RotationPolicy? policy = null) => new()
    {
        Shard = Shard,
        Sequence = state.NextSequence,
        PreviousDigest = previous,
        Epoch = state.Current.Epoch,
        ValidAfter = state.ObservedAt,
        ObservedAt = observedAt,
        PolicyDigest = RotationPolicyCodec.Digest(policy ?? Policy),
        Next = next,
    };

    private static JsonObject Chain(string name, RotationPolicy policy, params (long ObservedAt, AttesterSet Next)[] rotations)
    {
        var rules = new RotationRules(policy);
        var state = State(policy.First);
        var (first, previous, steps) = (state, Hash256.Zero, new JsonArray());
        foreach (var (observedAt, next) in rotations)
        {
            var round = Round(state, previous, observedAt, next, policy);
            var bytes = RotationRoundCodec.Encode(round);
            Assert.Null(rules.Compute(Domain, RotationStateCodec.Encode(state), bytes, null, out var batch));
            steps.Add(Object(
                ("round", Hex.Encode(bytes)), ("inputsRoot", $"{batch!.Header.InputsRoot}"), ("digest", $"{batch.Digest}"),
                ("attestation", Hex.Encode(batch.EncodeUnsigned())), ("state", Hex.Encode(batch.StateBytes.Span))));
            Assert.Null(RotationStateCodec.Decode(batch.StateBytes.Span, out var after));
            (state, previous) = (after!, batch.Digest);
        }

        return Object(
            ("name", name), ("deployment", Domain.Deployment), ("policy", Hex.Encode(RotationPolicyCodec.Encode(policy))), ("policyDigest", $"{rules.PolicyDigest}"),
            ("state", Hex.Encode(RotationStateCodec.Encode(first))), ("rounds", steps));
    }
}
