using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.RelayChaos.World;

/// <summary>Prices that wander, jump, vanish and trip their breakers; quiet once they are told to.</summary>
internal sealed class Market(Random random)
{
    public const uint ValidForMs = 240_000;

    /// <summary>In order of name.</summary>
    public static readonly IReadOnlyList<FeedId> Feeds = [.. ((string[])["BTC/USD", "ETH/USD", "EUR/USD", "SOL/USD", "USDC/USD"]).Select(FeedId.Parse).Order()];

    /// <summary>Of a round, one in so many.</summary>
    private const int RoundsPerJump = 60;

    private const int RoundsPerGap = 250;
    private const int RoundsPerTrip = 250;

    private readonly Feed[] _feeds = [.. Feeds.Select(static (name, index) => new Feed(name, FixedPoint.PowerOfTen(18 + index) * 3))];

    /// <summary>From now on every feed keeps its price, and all have one.</summary>
    public bool Quiet { get; set; }

    /// <param name="now">Unix milliseconds.</param>
    public IEnumerable<Statement> Round(long now) => _feeds.Select(feed => Next(feed, now));

    private Statement Next(Feed feed, long now)
    {
        if (Quiet) (feed.GapFor, feed.OpenFor, feed.CalmFor) = (0, 0, 0);
        else Move(feed);
        if (feed.GapFor > 0)
        {
            feed.GapFor--;
            return new GapStatement { Feed = feed.Name, Reason = GapReason.NoQuorum, Breaker = BreakerState.Closed, Quorum = 2, From = now - 3_000, To = now, Context = Context(feed) };
        }

        var breaker = feed.OpenFor-- > 0 ? BreakerState.Open : feed.CalmFor-- > 0 ? BreakerState.HalfOpen : BreakerState.Closed;
        return new PriceStatement
        {
            Feed = feed.Name,
            Value = Price.FromScaled(feed.Value),
            Confidence = Price.FromScaled(feed.Value / 2_000),
            Sigma = 20_000,
            Verdict = breaker == BreakerState.Open ? Verdict.Relay | Verdict.Liquidate : Verdict.All,
            Breaker = breaker,
            PublishedAt = now - 700,
            ValidFor = ValidForMs,
            Context = Context(feed),
        };
    }

    private void Move(Feed feed)
    {
        var ppm = random.Next(-300, 301);
        if (random.Next(RoundsPerJump) == 0) ppm += random.Next(2) == 0 ? random.Next(4_000, 25_000) : -random.Next(4_000, 25_000);
        feed.Value += feed.Value / 1_000_000 * ppm;
        if (feed.GapFor == 0 && random.Next(RoundsPerGap) == 0) feed.GapFor = random.Next(2, 12);
        if (feed.OpenFor <= 0 && random.Next(RoundsPerTrip) == 0) (feed.OpenFor, feed.CalmFor) = (random.Next(3, 15), 5);
    }

    private static Hash256 Context(Feed feed) => Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(feed.Name.ToString()));

    private sealed class Feed(FeedId name, Int128 value)
    {
        public FeedId Name { get; } = name;

        public Int128 Value { get; set; } = value;

        /// <summary>Rounds.</summary>
        public int GapFor { get; set; }

        public int OpenFor { get; set; }

        public int CalmFor { get; set; }
    }
}
