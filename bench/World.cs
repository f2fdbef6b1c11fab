using System.Globalization;
using System.Text;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Bench;

/// <summary>A shard in the middle of its life: policy, the state that some rounds left, and rounds as a market gives them. The same in every run.</summary>
/// <remarks>
/// Each feed is read from Pyth (continuous, 0 to 3 s old), Chainlink and API3 (thresholds, 0 to 55 min old). Of a hundred observations about one is
/// frozen, one was never heard and one deviates, because that is what the rules are for.
/// </remarks>
internal sealed class World
{
    public const long StartedAt = 1_790_000_000_000;
    private const int WarmRounds = 8;
    private const int Seed = 2_026;

    private readonly Random _random = new(Seed);

    public World(int feeds)
    {
        Policy = new() { Shard = ShardId.Parse("bench"), Audience = Hash256.Zero, Feeds = [.. Enumerable.Range(0, feeds).Select(FeedPolicyOf).OrderBy(feed => feed.Feed)] };
        PolicyDigest = PolicyCodec.Digest(Policy);
        State = ShardState.Initial(Policy.Shard, StartedAt);
        for (var i = 0; i < WarmRounds; i++) Take(Compute(NextRound()));
    }

    public static SigningDomain Domain { get; } = new("crosschainoracle:bench");

    public ShardPolicy Policy { get; }

    public Hash256 PolicyDigest { get; }

    public ShardState State { get; private set; }

    /// <summary>The batch before; null only while the world is made.</summary>
    public PriceBatch? Previous { get; private set; }

    public static PlatformSigner Signer(int number)
    {
        var key = new byte[32];
        key[31] = (byte)(number + 1);
        return PlatformSigner.FromPrivateKey(key).OrThrow();
    }

    /// <summary>The set of these signers, of which <paramref name="threshold"/> must sign, in force for the whole benchmark.</summary>
    public static AttesterSet SetOf(IEnumerable<ISigner> signers, int threshold) =>
        AttesterSet.Create(0, threshold, 0, StartedAt + PolicyRules.MaximumDurationMs, [.. signers.Select(signer => signer.Address).Order()], out var problem)
        ?? throw new InvalidOperationException(problem);

    public PriceBatch Compute(Round round) => BatchComputation.Run(Domain, Policy, State, round);

    public void Take(PriceBatch batch) => (State, Previous) = (batch.State, batch);

    public Round NextRound()
    {
        var observedAt = State.ObservedAt + 1_000;
        return new()
        {
            Shard = Policy.Shard,
            Sequence = State.NextSequence,
            PreviousDigest = Previous?.Digest ?? Hash256.Zero,
            Epoch = 0,
            ValidAfter = State.ObservedAt,
            ObservedAt = observedAt,
            PolicyDigest = PolicyDigest,
            Observations = [.. Policy.Feeds.SelectMany((feed, index) => feed.Routes.Select(route => Observe(feed.Feed, index, route, observedAt))).Where(_ => _random.Next(100) > 0)],
            Failures = [],
            Evidence = [],
        };
    }

    public static RoutePolicy Route(Provider provider, string name, string source)
    {
        var basis = provider == Provider.Pyth ? PolicyDefaults.PythRoute : PolicyDefaults.ThresholdRoute with { ThresholdPpm = 5_000, HeartbeatMs = 3_600_000, GraceMs = 60_000, MaximumAgeMs = 4_000_000 };
        return basis with { Provider = provider, Route = RouteId.Parse(name), Source = Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(source)) };
    }

    public static FeedPolicy FeedPolicyOf(string name) => PolicyDefaults.Feed with
    {
        Feed = FeedId.Parse(name),
        LowerBound = Price.Parse("0.0001"),
        UpperBound = Price.Parse("10000000"),
        Routes =
        [
            Route(Provider.Api3, "api3-base", $"{name} api3"),
            Route(Provider.Chainlink, "chainlink-base", $"{name} chainlink"),
            Route(Provider.Pyth, "pyth-hermes", $"{name} pyth"),
        ],
    };

    private static FeedPolicy FeedPolicyOf(int index) => FeedPolicyOf(string.Create(CultureInfo.InvariantCulture, $"T{index:D4}/USD"));

    private Observation Observe(FeedId feed, int index, RoutePolicy route, long observedAt)
    {
        // From a thousandth to a hundred thousand dollars, with as many digits as the sources give.
        var cents = 1_000_000L * (1 + (index % 7)) * (long)FixedPoint.PowerOfTen(index % 6);
        var deviation = _random.Next(100) == 0 ? 40_000 : _random.Next(-800, 800);
        var value = Price.FromScaled((Int128)(cents + (cents / 1_000_000 * deviation) + _random.Next(1_000)) * FixedPoint.PowerOfTen(10));
        var continuous = route.Cadence == Cadence.Continuous;
        var age = continuous ? _random.Next(3_000) : _random.Next(100) == 0 ? 4_000_000 : _random.Next(3_300_000);
        return new()
        {
            Feed = feed,
            Provider = route.Provider,
            Route = route.Route,
            Value = value,
            HalfWidth = continuous ? Price.FromScaled(value.Scaled / 2_500) : Price.Zero,
            PublishedAt = observedAt - age,
            ReceivedAt = observedAt - 20,
            Sequence = (UInt128)_random.Next(1_000_000),
            Authenticity = continuous ? Authenticity.Authenticated : Authenticity.QuorumRead,
            Stage = Stage.Confirmed,
            Height = 20_000_000,
            Anchor = continuous ? route.Source : PolicyDigest,
        };
    }
}
