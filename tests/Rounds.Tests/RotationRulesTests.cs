using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Rounds.Tests;

public class RotationRulesTests
{
    private const long Now = 1_790_000_000_000;
    private const long Day = 86_400_000;

    private static readonly ShardId Shard = ShardId.Parse("attesters");
    private static readonly AttesterSet First = TestAttesters.Set(1, 2, Now - Day, Now + (30 * Day), 1, 2, 3);
    private static readonly RotationPolicy Policy = new(Shard, RotationPolicy.DefaultMaximumLateMs, RotationPolicy.DefaultMinimumTermMs, First);
    private static readonly RotationState State = new(Shard, 0, Now - 1, First);

    /// <summary>A batch says one thing, and the state after it is where the next rotation starts from.</summary>
    [Fact]
    public void Rotation_ThatIsAllowed_StatesTheNextSetAndNothingElse()
    {
        var next = Next();
        Assert.Null(new RotationRules(Policy).Compute(Samples.Domain, default, Bytes(next), null, out var batch));
        var rotation = Assert.IsType<RotationBatch>(batch);
        Assert.Null(StatementCodec.Decode(Assert.Single(batch.Leaves).Bytes.Span, out var statement));
        Assert.Equal(new AttesterSetStatement(next), statement);
        Assert.Equal((BatchHeader.RotationV1, 1u, Hash256.Zero), (batch.Header.Algorithm, batch.Header.Epoch, batch.Header.Audience));
        Assert.Equal((First, next), (rotation.Current, rotation.Next));
        Assert.Null(RotationStateCodec.Decode(batch.StateBytes.Span, out var state));
        Assert.Equal(new RotationState(Shard, 1, Now, next), state);
    }

    /// <summary>What was signed recomputes for everybody; what is to be signed only where the operator named that very set.</summary>
    [Fact]
    public void Attester_SignsOnlyTheSetThatItsOperatorNamed()
    {
        var (bytes, next) = (Bytes(Next()), Next());
        var wanted = new NextSet(next.Threshold, next.ExpiresAt, next.Members);
        Assert.Null(Ask(wanted.Approve));
        Assert.Null(Ask((wanted with { Epoch = 2, ValidFrom = Now }).Approve));
        Assert.IsType<Refusal.BadRotation>(Ask(null));
        foreach (var other in (NextSet[])[wanted with { Threshold = 3 }, wanted with { ExpiresAt = next.ExpiresAt + 1 }, wanted with { Members = First.Members }, wanted with { Epoch = 3 }, wanted with { ValidFrom = Now + 1 }])
        {
            Assert.IsType<Refusal.BadRotation>(Ask(other.Approve));
        }

        Refusal? Ask(RotationApproval? approval) => new RotationRules(Policy, approval).Compute(Samples.Domain, default, bytes, Now, out _);
    }

    /// <summary>Sets at every side of every edge: what the rules allow is what section 16 says, worked out here in another form.</summary>
    [Fact]
    public void RandomRotations_AreAllowedExactlyWhereEveryRuleHolds()
    {
        var random = new Random(16);
        long[] offsets = [-Day, -60_001, -60_000, -1, 0, 1, Day - 1, Day, (30 * Day) - 1, 30 * Day, (30 * Day) + 1, 31 * Day];
        var allowed = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var observedAt = Now + Pick();
            var from = observedAt + Pick();
            var until = from + Math.Max(1, Pick());
            var set = random.Next(4) == 0 ? TestAttesters.Set((uint)random.Next(4), 2, from, random.Next(2) == 0 ? Math.Max(from + 1, First.ExpiresAt) : until, 1, 2, 3) : TestAttesters.Set((uint)random.Next(1, 4), 1, from, until, 4);
            var epoch = (uint)random.Next(0, 4) is 0 ? 0u : 1u;
            var round = Round(set) with { ObservedAt = observedAt, Epoch = epoch };
            if (observedAt <= State.ObservedAt) continue;
            var holds = epoch == 1 && observedAt < First.ExpiresAt && set.Epoch == 2 && from >= observedAt - 60_000 && from < First.ExpiresAt
                && set.ExpiresAt - from >= Day && set.ExpiresAt - observedAt >= Day && !(set.Members.SequenceEqual(First.Members) && set.ExpiresAt == First.ExpiresAt);
            var refusal = new RotationRules(Policy).Check(State, round);
            Assert.True(holds == (refusal is null), $"{i}: {refusal} for {round}");
            Assert.True(refusal is null or Refusal.BadRotation, $"{refusal}");
            if (holds) allowed++;
        }

        Assert.InRange(allowed, 100, 10_000);

        long Pick() => offsets[random.Next(offsets.Length)];
    }

    [Fact]
    public void Policy_ThatIsNotSound_MakesNoRules()
    {
        foreach (var broken in (RotationPolicy[])[Policy with { MaximumLateMs = -1 }, Policy with { MaximumLateMs = AttesterSet.MaximumGraceMs + 1 }, Policy with { MinimumTermMs = 0 }, Policy with { MinimumTermMs = PolicyRules.MaximumDurationMs + 1 }])
        {
            Assert.Throws<ArgumentException>(() => new RotationRules(broken));
        }
    }

    [Fact]
    public void Auditor_OpensTheRulesFromThePolicysBytes()
    {
        var rules = new RotationRules(Policy);
        Assert.Null(ShardRules.Open(rules.EncodePolicy(), out var opened));
        Assert.Equal(rules.PolicyDigest, opened!.PolicyDigest);
        Assert.Equal(rules.InitialState(Now), opened.InitialState(Now));
    }

    private static AttesterSet Next() => TestAttesters.Set(2, 2, Now, Now + (60 * Day), 4, 5, 6);

    private static byte[] Bytes(AttesterSet next) => RotationRoundCodec.Encode(Round(next));

    private static RotationRound Round(AttesterSet next) => new()
    {
        Shard = Shard, Sequence = 0, PreviousDigest = Hash256.Zero, Epoch = 1, ValidAfter = Now - 1, ObservedAt = Now, PolicyDigest = RotationPolicyCodec.Digest(Policy), Next = next,
    };
}
