using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Conformance.Tests.Vectors;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Aggregation;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Conformance.Tests;

public sealed class ChainTests
{
    [Fact]
    public void Rotations_OfTheVectors_ApplyOrAreRefusedAsStated()
    {
        foreach (var chain in VectorFile.Read("rotations").AsArray())
        {
            var verifier = Setting.From(chain!["options"]!).CreateVerifier();
            foreach (var (step, i) in chain["steps"]!.AsArray().Select((step, i) => (step!, i)))
            {
                Assert.Null(AttestationCodec.Decode(BatchTests.Bytes(step["attestation"]), out Attestation? attestation));
                var refusal = verifier.Verify(attestation!, step["now"] is { } now ? long.Parse((string)now!, null) : null, out var batch);
                if (refusal is null && step["rotatesTo"] is not null) refusal = verifier.Sets.Rotate(batch!, batch!.Statements.OfType<AttesterSetStatement>().Single().Set);
                Assert.True((string?)step["refusal"] == refusal?.Code.ToString(), $"{chain["name"]}, step {i}: {refusal}");
                Assert.Equal((string)step["epochAfter"]!, $"{verifier.Sets.Current.Epoch}");
            }
        }
    }

    [Fact]
    public void Tracking_OfTheVectors_GivesTheStatedOutcomes()
    {
        foreach (var chain in VectorFile.Read("tracking").AsArray())
        {
            var verifier = Setting.From(chain!["options"]!).CreateVerifier();
            var tracker = new AttestationTracker();
            foreach (var (step, i) in chain["steps"]!.AsArray().Select((step, i) => (step!, i)))
            {
                var where = $"{chain["name"]}, step {i}";
                if ((string)step["action"]! == "raiseFloor")
                {
                    tracker.RaiseFloor(Market.Shard, (string)step["subject"]!, ulong.Parse((string)step["sequence"]!, null));
                    continue;
                }

                Assert.Null(AttestationCodec.Decode(BatchTests.Bytes(step["attestation"]), out Attestation? attestation));
                Assert.Null(verifier.Verify(attestation!, null, out var batch));
                if ((string)step["action"]! == "read")
                {
                    Assert.True((string?)step["refusal"] == tracker.CheckFloor(batch!.Known.ElementAt(step["index"] is { } index ? int.Parse((string)index!, null) : 0))?.Code.ToString(), where);
                    continue;
                }

                var outcome = tracker.Track(batch!);
                Assert.True((string)step["outcome"]! == (outcome is TrackOutcome.Refused refused ? refused.Refusal.Code.ToString() : outcome.GetType().Name), $"{where}: {outcome}");
                Assert.Equal(step["missing"]!.AsArray().Select(missing => (string)missing!), tracker.Missing(Market.Shard).Select(missing => $"{missing}"));
            }
        }
    }

    [Fact]
    public void Rounds_OfTheVectors_RecomputeToTheirBatches()
    {
        var outcomes = new List<FeedOutcome>();
        foreach (var chain in VectorFile.Read("rounds")["chains"]!.AsArray())
        {
            Assert.Null(PolicyCodec.Decode(BatchTests.Bytes(chain!["policy"]), out var policy));
            Assert.Null(StateCodec.Decode(BatchTests.Bytes(chain["state"]), out var state));
            foreach (var step in chain["rounds"]!.AsArray())
            {
                Assert.Null(RoundCodec.Decode(BatchTests.Bytes(step!["round"]), out var round));
                Assert.Null(BatchComputation.Check(PolicyCodec.Digest(policy!), policy!, state!, round!));
                var batch = BatchComputation.Run(new((string)chain["deployment"]!), policy!, state!, round!);
                Assert.Equal((string)step["attestation"]!, Hex.Encode(batch.EncodeUnsigned()));
                Assert.Equal((string)step["digest"]!, $"{batch.Digest}");
                Assert.Equal((string)step["state"]!, Hex.Encode(batch.StateBytes.Span));
                state = batch.State;
                outcomes.AddRange(batch.Outcomes);
            }
        }

        AssertCoversTheRules(outcomes);
    }

    /// <summary>Recomputation vectors prove section 12 only as far as they go through its branches.</summary>
    private static void AssertCoversTheRules(List<FeedOutcome> outcomes)
    {
        var priced = outcomes.OfType<FeedOutcome.Priced>().ToList();
        var gaps = outcomes.OfType<FeedOutcome.Gap>().ToList();
        Assert.Equal(Enum.GetValues<GapReason>(), gaps.Select(gap => gap.Reason).Distinct().Order());
        Assert.Equal(Enum.GetValues<BreakerState>(), priced.Select(price => price.State.Breaker).Distinct().Order());
        Assert.Equal([1, 2, 3], priced.Select(price => price.Context.Votes.Count).Distinct().Order());
        Assert.Contains(priced, price => price.Context.Outliers.Count > 0);
        Assert.Contains(priced, price => price.Context.Dissents.Count > 1);
        var reasons = outcomes.SelectMany(outcome => outcome.Rejections).Select(item => item.Rejection.Code).ToHashSet();
        Assert.Equal(Enum.GetValues<RejectionCode>().Where(code => code < RejectionCode.Absent), reasons.Order());
        for (var bit = 1; bit < (int)Verdict.All; bit *= 2)
        {
            Assert.Contains(priced, price => price.Verdict.HasFlag((Verdict)bit));
            Assert.Contains(priced, price => !price.Verdict.HasFlag((Verdict)bit));
        }
    }

    [Fact]
    public void RotationRounds_OfTheVectors_RecomputeToTheirBatches_OrAreRefusedAsStated()
    {
        var file = VectorFile.Read("rotation-rounds");
        foreach (var chain in file["chains"]!.AsArray())
        {
            Assert.Null(ShardRules.Open(BatchTests.Bytes(chain!["policy"]), out var rules));
            var state = BatchTests.Bytes(chain["state"]);
            foreach (var step in chain["rounds"]!.AsArray())
            {
                Assert.Null(rules!.Compute(new((string)chain["deployment"]!), state, BatchTests.Bytes(step!["round"]), null, out var batch));
                Assert.Equal((string)step["attestation"]!, Hex.Encode(batch!.EncodeUnsigned()));
                Assert.Equal((string)step["digest"]!, $"{batch.Digest}");
                Assert.Equal((string)step["state"]!, Hex.Encode(batch.StateBytes.Span));
                state = batch.StateBytes.ToArray();
            }
        }

        foreach (var item in file["invalid"]!.AsArray())
        {
            Assert.Null(ShardRules.Open(BatchTests.Bytes(item!["policy"]), out var rules));
            var refusal = rules!.Compute(new(Setting.Deployment), BatchTests.Bytes(item["state"]), BatchTests.Bytes(item["round"]), null, out _);
            Assert.True((string)item["refusal"]! == refusal?.Code.ToString(), $"{item["name"]}: {refusal}");
        }
    }
}
