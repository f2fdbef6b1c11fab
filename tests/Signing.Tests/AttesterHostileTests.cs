using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Signing.Tests;

/// <summary>Requests made of damaged bytes and of absurd rounds: refused, whatever they hold.</summary>
public sealed class AttesterHostileTests
{
    private const int Cases = 100_000;

    [Fact]
    public async Task Cosign_AHundredThousandDamagedRequests_RefusesThemAll()
    {
        var first = Chain.Start().Propose();
        var good = first.Then().Propose("2501").Request;
        // One believes its own log, the other checks signatures.
        await using var witness = AttesterNode.InMemory(new MemoryFileSystem());
        await using var newcomer = AttesterNode.InMemory(new MemoryFileSystem());
        Assert.IsType<CosignOutcome.Signed>(await witness.CosignAsync(first.Request));
        var mutator = new Mutator(8_086);
        for (var i = 0; i < Cases; i++)
        {
            var (node, bytes, request) = (i % 5) switch
            {
                0 => (witness, good.Batch, good with { Batch = mutator.Next(good.Batch.Span) }),
                1 => (witness, good.Round, good with { Round = mutator.Next(good.Round.Span) }),
                2 => (witness, good.PreviousState, good with { PreviousState = mutator.Next(good.PreviousState.Span) }),
                3 => (witness, good.PreviousHeader, good with { PreviousHeader = mutator.Next(good.PreviousHeader.Span) }),
                _ => (newcomer, good.PreviousSignatures, good with { PreviousSignatures = mutator.Next(good.PreviousSignatures.Span) }),
            };
            var isSame = request == good || (i % 5) switch
            {
                0 => request.Batch.Span.SequenceEqual(bytes.Span),
                1 => request.Round.Span.SequenceEqual(bytes.Span),
                2 => request.PreviousState.Span.SequenceEqual(bytes.Span),
                3 => request.PreviousHeader.Span.SequenceEqual(bytes.Span),
                _ => request.PreviousSignatures.Span.SequenceEqual(bytes.Span),
            };
            if (isSame) continue;
            Assert.True(await node.CosignAsync(request) is CosignOutcome.Refused, mutator.Describe(i));
        }

        Assert.Equal(0UL, witness.Log.Last(Samples.Shard)!.Sequence);
        Assert.Null(newcomer.Log.Last(Samples.Shard));
    }

    [Fact]
    public async Task Cosign_RoundsOfAbsurdInputs_NeverThrows()
    {
        const int Seed = 1_337;
        var random = new Random(Seed);
        await using var node = AttesterNode.InMemory(new MemoryFileSystem());
        // From a state with medians, so that moves, volatility and breakers are computed too.
        var first = Chain.Start().Propose();
        Assert.IsType<CosignOutcome.Signed>(await node.CosignAsync(first.Request));
        var chain = first.Then();
        var good = chain.Propose().Request;
        for (var i = 0; i < 4_000; i++)
        {
            var round = chain.Round() with { Observations = [.. Enumerable.Range(0, random.Next(12)).Select(_ => Absurd(random))], Failures = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Failure(random))] };
            var outcome = await node.CosignAsync(good with { Round = RoundCodec.Encode(round) });
            Assert.True(outcome is CosignOutcome.Refused, $"seed {Seed}, case {i}: {outcome}");
        }
    }

    [Theory]
    [InlineData(PriceRules.MaximumInputs, typeof(Refusal.Recomputation))]
    [InlineData(PriceRules.MaximumInputs + 1, typeof(Refusal.Oversized))]
    public async Task Cosign_ARoundOfTensOfThousandsOfInputs_IsRefused(int inputs, Type refusal)
    {
        await using var node = AttesterNode.InMemory(new MemoryFileSystem());
        var chain = Chain.Start();
        var failures = Enumerable.Range(0, inputs).Select(i => new SourceFailure(FeedId.Parse("ETH/USD"), Provider.Pyth, RouteId.Parse($"r{i}"), RejectionCode.Absent, "")).ToList();
        var round = RoundCodec.Encode(chain.Round() with { Observations = [], Failures = failures });
        Assert.IsType(refusal, Assert.IsType<CosignOutcome.Refused>(await node.CosignAsync(chain.Propose().Request with { Round = round })).Refusal);
    }

    private static Observation Absurd(Random random)
    {
        var feeds = new[] { "ETH/USD", "BTC/USD", "DOGE/USD" };
        var routes = new[] { "api3-base", "chainlink-base", "pyth-hermes", "nowhere" };
        return new()
        {
            Feed = FeedId.Parse(feeds[random.Next(3)]),
            Provider = (Provider)random.Next(1, 4),
            Route = RouteId.Parse(routes[random.Next(4)]),
            Value = Extreme(random),
            HalfWidth = Extreme(random),
            PublishedAt = Time(random),
            ReceivedAt = Time(random),
            Sequence = random.Next(2) == 0 ? Observation.MaxSequence : 1,
            Authenticity = (Authenticity)random.Next(1, 4),
            Stage = (Stage)random.Next(1, 5),
            Flags = random.Next(4) == 0 ? (ObservationFlags)random.Next(8) : ObservationFlags.None,
            Height = ulong.MaxValue,
        };
    }

    private static SourceFailure Failure(Random random) => new(
        random.Next(2) == 0 ? default : FeedId.Parse("ETH/USD"), (Provider)random.Next(1, 4), default, random.Next(3) == 0 ? RejectionCode.ProviderFault : RejectionCode.Unreachable, "x");

    private static Price Extreme(Random random) => Price.FromScaled(random.Next(7) switch
    {
        0 => Int128.MaxValue,
        1 => Int128.MinValue,
        2 => 0,
        3 => 1,
        4 => Price.Parse("0.01").Scaled,
        5 => Price.Parse("1000000").Scaled,
        _ => Price.Parse($"{random.Next(1, 1_000_000)}").Scaled,
    });

    private static long Time(Random random) => random.Next(4) switch
    {
        0 => 0,
        1 => UnixTime.MaxValue,
        _ => Samples.StartedAt + random.Next(-5_000, 5_000),
    };
}
