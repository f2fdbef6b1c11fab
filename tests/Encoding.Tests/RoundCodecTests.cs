using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding.Tests;

public sealed class RoundCodecTests
{
    [Fact]
    public void OrderAndRepetitionOfInputs_LeaveNoTrace()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var round = new RandomForms(seed).Round();
            var shuffled = round with
            {
                Observations = [.. round.Observations.Reverse(), .. round.Observations.Take(2)],
                Failures = [.. round.Failures.Reverse(), .. round.Failures.Take(1)],
                Evidence = [.. round.Evidence.Reverse(), .. round.Evidence.Take(1)],
            };
            Assert.Equal(RoundCodec.Encode(round), RoundCodec.Encode(shuffled));
            Assert.Equal(RoundCodec.InputsRoot(round), RoundCodec.InputsRoot(shuffled));
        }
    }

    [Fact]
    public void InputsRoot_ChangesWithEveryInputAndEveryHeaderField()
    {
        var round = new RandomForms(9).Round() with { Observations = [new RandomForms(1).Observation(), new RandomForms(2).Observation()] };
        var first = round.Observations[0];
        Round[] others =
        [
            round with { Observations = [first] },
            round with { Observations = [first, round.Observations[1] with { ReceivedAt = round.Observations[1].ReceivedAt ^ 1 }] },
            round with { Failures = [.. round.Failures, new(default, Provider.Pyth, default, RejectionCode.RateLimited, "429")] },
            round with { Sequence = round.Sequence ^ 1 },
            round with { Epoch = round.Epoch ^ 1 },
            round with { ObservedAt = round.ObservedAt ^ 1 },
            round with { ValidAfter = round.ValidAfter ^ 1 },
            round with { PolicyDigest = Hash256.Zero },
            round with { PreviousDigest = round.PolicyDigest },
            round with { Shard = ShardId.Parse("another") },
        ];
        Assert.Equal(others.Length + 1, others.Append(round).Select(RoundCodec.InputsRoot).Distinct().Count());
    }

    [Fact]
    public void Context_WithMoreThanItsFrameHolds_IsCutToTheFirst()
    {
        var causes = Enumerable.Range(0, 600).Select(i => new GapCause(Provider.Pyth, RouteId.Parse($"r{i:0000}"), RejectionCode.Stale)).ToList();
        Assert.Null(ContextCodec.Decode(Form.Write(new GapContext(0, causes)), out GapContext? context));
        Assert.Equal(causes.Take(512), context!.Causes);

        var vote = new Vote(Provider.Pyth, RouteId.Parse("r"), Price.Zero, Price.Zero, 0, Authenticity.SingleRead);
        var wide = new PriceContext
        {
            OldestPublishedAt = 0, Dispersion = Price.Zero, Absence = 0, Sigma = 0, ZMilli = 0, ConfiguredProviders = 3,
            Votes = [vote, vote, vote], Outliers = [vote, vote, vote], Dissents = [.. Enumerable.Repeat(vote, 400)],
        };
        var bytes = Form.Write(wide);
        Assert.True(bytes.Length <= AttestationCodec.MaximumContext);
        Assert.Null(ContextCodec.Decode(bytes, out PriceContext? cut));
        Assert.Equal(255, cut!.Dissents.Count);
    }
}
