using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.TestKit;

/// <summary>A small sound policy with three providers, and rounds that it prices.</summary>
public static class Samples
{
    /// <summary>When the sample shard was started, Unix milliseconds.</summary>
    public const long StartedAt = 1_790_000_000_000;

    public static readonly ShardId Shard = ShardId.Parse("majors");

    public static SigningDomain Domain { get; } = new("crosschainoracle:test");

    /// <summary>The policy of a shard, by default one of ETH/USD and BTC/USD; each feed by Pyth, Chainlink and API3, quorum two.</summary>
    public static ShardPolicy Policy(ShardId? shard = null, params string[] feeds) => new()
    {
        Shard = shard ?? Shard,
        Audience = Hash256.Zero,
        Feeds = [.. (feeds.Length == 0 ? ["ETH/USD", "BTC/USD"] : feeds).Select(FeedId.Parse).Order().Select(Feed)],
    };

    public static FeedPolicy Feed(FeedId feed)
    {
        var lenient = new ActionRule(50_000, 600_000, 2, BreakerState.Open);
        var strict = new ActionRule(10_000, 120_000, 2, BreakerState.Closed);
        return new()
        {
            Feed = feed,
            Quorum = 2,
            Routes =
            [
                Route(Provider.Api3, "api3-base", Cadence.Threshold),
                Route(Provider.Chainlink, "chainlink-base", Cadence.Threshold),
                Route(Provider.Pyth, "pyth-hermes", Cadence.Continuous),
            ],
            LowerBound = Price.Parse("0.01"),
            UpperBound = Price.Parse("1000000"),
            DeviationPpm = 10_000,
            WidePpm = 20_000,
            ZMilli = 2_000,
            KMilli = 8_000,
            SigmaFloor = 10_000_000_000_000,
            SigmaInitial = 100_000_000_000_000,
            TauMs = 600_000,
            TickMs = 1_000,
            MaximumMovePpm = 100_000,
            CalmRounds = 3,
            ValidForMs = 60_000,
            Verdict = new(strict, strict, strict, lenient, lenient),
        };
    }

    /// <summary>A round in which every route of the policy gives a price near <paramref name="price"/>.</summary>
    /// <param name="policy">Whose feeds.</param>
    /// <param name="state">State before the round.</param>
    /// <param name="previousDigest">Digest of the batch before; zero for sequence 0.</param>
    /// <param name="observedAt">Unix milliseconds, after the state's.</param>
    /// <param name="price">Decimal text; providers differ from it by a few hundredths.</param>
    /// <param name="epoch">Of the attester set.</param>
    public static Round Round(ShardPolicy policy, ShardState state, Hash256 previousDigest, long observedAt, string price = "2500", uint epoch = 1) => new()
    {
        Shard = policy.Shard,
        Sequence = state.NextSequence,
        PreviousDigest = previousDigest,
        Epoch = epoch,
        ValidAfter = state.ObservedAt,
        ObservedAt = observedAt,
        PolicyDigest = PolicyCodec.Digest(policy),
        Observations =
        [
            .. from feed in policy.Feeds
               from route in feed.Routes
               select Observation(feed.Feed, route, Price.Parse(price) + Price.Parse($"0.0{(int)route.Provider}"), observedAt),
        ],
        Failures = [],
        Evidence = [],
    };

    public static Observation Observation(FeedId feed, RoutePolicy route, Price value, long observedAt) => new()
    {
        Feed = feed,
        Provider = route.Provider,
        Route = route.Route,
        Value = value,
        HalfWidth = route.Cadence == Cadence.Continuous ? Price.FromScaled(value.Scaled / 2_000) : Price.Zero,
        PublishedAt = observedAt - 400,
        ReceivedAt = observedAt - 100,
        Sequence = (UInt128)observedAt,
        Authenticity = Authenticity.QuorumRead,
        Stage = Stage.Confirmed,
        Height = 1_000,
    };

    private static RoutePolicy Route(Provider provider, string name, Cadence cadence) => new()
    {
        Provider = provider,
        Route = RouteId.Parse(name),
        Source = Crypto.Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(name)),
        Cadence = cadence,
        ThresholdPpm = cadence == Cadence.Threshold ? 5_000u : 0,
        HeartbeatMs = cadence == Cadence.Threshold ? 3_600_000 : 0,
        GraceMs = cadence == Cadence.Threshold ? 60_000 : 0,
        MaximumAgeMs = cadence == Cadence.Threshold ? 4_000_000 : 60_000,
        MaximumAheadMs = 2_000,
    };
}
