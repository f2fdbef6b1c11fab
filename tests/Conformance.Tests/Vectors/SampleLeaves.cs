using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Statements with their contexts, in canonical order.</summary>
public static class SampleLeaves
{
    /// <summary>An ETH/USD price as three providers would make it: the worked example of the specification.</summary>
    public static Leaf EthUsd { get; } = Price(
        new()
        {
            Feed = FeedId.Parse("ETH/USD"),
            Value = Domain.Price.Parse("4317.25"),
            Confidence = Domain.Price.Parse("1.72"),
            Sigma = 86_603,
            Verdict = Verdict.All,
            Breaker = BreakerState.Closed,
            PublishedAt = Setting.Start - 400,
            ValidFor = 60_000,
            Context = default,
        },
        new()
        {
            OldestPublishedAt = Setting.Start - 1_900_000,
            Dispersion = Domain.Price.Parse("1.72"),
            Absence = FixedPoint.One,
            Sigma = 86_602_540_378_443,
            ZMilli = 2_000,
            ConfiguredProviders = 3,
            Votes =
            [
                new(Provider.Pyth, RouteId.Parse("pyth"), Domain.Price.Parse("4317.25"), Domain.Price.Parse("1.72"), Setting.Start - 400, Authenticity.Authenticated),
                new(Provider.Chainlink, RouteId.Parse("cl-1"), Domain.Price.Parse("4318.1"), Domain.Price.Parse("21.5905"), Setting.Start - 1_900_000, Authenticity.QuorumRead),
                new(Provider.Api3, RouteId.Parse("api3-8453"), Domain.Price.Parse("4316.02"), Domain.Price.Parse("10.79005"), Setting.Start - 62_000, Authenticity.SingleRead),
            ],
            Outliers = [],
            Dissents = [],
        });

    public static Leaf Price(PriceStatement price, PriceContext context)
    {
        var writer = new CanonicalWriter();
        ContextCodec.Write(writer, context);
        return new(StatementCodec.Encode(price with { Context = Keccak256.Hash(writer.Written) }), writer.ToArray());
    }

    public static Leaf Gap(GapStatement gap, GapContext context)
    {
        var writer = new CanonicalWriter();
        ContextCodec.Write(writer, context);
        return new(StatementCodec.Encode(gap with { Context = Keccak256.Hash(writer.Written) }), writer.ToArray());
    }

    public static Leaf Set(AttesterSet set) => new(StatementCodec.Encode(new AttesterSetStatement(set)), default);

    /// <summary>A statement of a reserved kind, which a version 1 reader verifies as bytes only.</summary>
    public static Leaf Reserved(StatementKind kind) => new((byte[])[(byte)kind, 1, 2, 3, 4, 5], default);

    /// <summary>ETH/USD and others: prices first, then gaps, each in order of feed; random values within the rules.</summary>
    public static List<Leaf> Feeds(int seed, int prices, int gaps)
    {
        var samples = new RandomForms(seed);
        var leaves = new List<Leaf> { EthUsd };
        for (var i = 1; i < prices; i++) leaves.Add(Price(Alive(samples.PriceOf(Feed($"F{i:0000}/USD"))), samples.PriceContext()));
        for (var i = 0; i < gaps; i++) leaves.Add(Gap(samples.GapOf(Feed($"G{i:0000}/USD")), samples.GapContext()));
        return leaves;
    }

    public static Leaf WithoutContext(Leaf leaf) => new(leaf.Bytes, default);

    /// <summary>So that a statement of the vectors does not end a second after its observation.</summary>
    private static PriceStatement Alive(PriceStatement price) => price with { ValidFor = Math.Max(price.ValidFor, 10_000) };

    private static FeedId Feed(string name) => FeedId.Parse(name);
}
