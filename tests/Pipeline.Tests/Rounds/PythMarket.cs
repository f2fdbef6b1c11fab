using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds;
using CrossChainOracle.Feeds.Pyth;
using CrossChainOracle.Proofs.Pyth;
using CrossChainOracle.Proofs.Wormhole;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>A Pyth network of our own: the five keys are its routers, and three of them sign each slot.</summary>
internal sealed class PythMarket
{
    public static readonly FeedId Eth = FeedId.Parse("ETH/USD");
    public static readonly FeedId Btc = FeedId.Parse("BTC/USD");
    private static readonly Emitter Source = PythTrust.Mainnet;

    private readonly PythUpdateEncoder _encoder = new(Source, 1, [0, 2, 4], static (digest, signer) => Keys.Five[signer].Sign(digest));
    private readonly long? _expiresAt;

    /// <param name="expiresAt">When the routers' set ends, Unix milliseconds; null: never.</param>
    public PythMarket(long? expiresAt = null) => _expiresAt = expiresAt;

    public RoundEvidence Evidence => new(Trust);

    private PythTrust Trust => new([SignerSets.Create("test", null, [Set])], Source);

    private SignerSet Set =>
        SignerSet.Create("test", 1, 3, _expiresAt, [.. Keys.Five.Select(signer => signer.Address)], out var problem) ?? throw new InvalidOperationException(problem);

    /// <summary>The sample policy, in which Pyth names each feed by an id of its own.</summary>
    public static ShardPolicy Policy { get; } = Samples.Policy() with { Feeds = [.. Samples.Policy().Feeds.Select(feed => feed with { Routes = [.. feed.Routes.Select(route => Named(feed.Feed, route))] })] };

    /// <summary>What every route says, Pyth by one signed update of both feeds.</summary>
    public Look Look(long now, long ethereum = 250_000_000_000)
    {
        var seconds = (now - 1_000) / 1_000;
        var slot = _encoder.Sign((uint)seconds, (ulong)seconds, [Message(Eth, ethereum, seconds), Message(Btc, 250_100_000_000, seconds)]);
        var update = slot.Update([0, 1]);
        var evidence = new Evidence(Keccak256.Hash(update), update);
        var read = Samples.Round(Policy, ShardState.Initial(Policy.Shard, now - 1), Hash256.Zero, now).Observations.Where(observation => observation.Provider != Provider.Pyth);
        return new([.. read, Observe(Eth, ethereum, seconds, now, evidence.Digest), Observe(Btc, 250_100_000_000, seconds, now, evidence.Digest)], [], [evidence]);
    }

    public static Hash256 Id(FeedId feed) => Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(feed.ToString()));

    private static RoutePolicy Named(FeedId feed, RoutePolicy route) => route.Provider == Provider.Pyth ? route with { Source = Id(feed) } : route;

    private static PythMessage.PriceFeed Message(FeedId feed, long price, long seconds) => new(Id(feed), price, 50_000_000, -8, seconds, seconds - 1, price, 17);

    private static Observation Observe(FeedId feed, long price, long seconds, long now, Hash256 anchor) => new()
    {
        Feed = feed,
        Provider = Provider.Pyth,
        Route = RouteId.Parse("pyth-hermes"),
        Value = Price.FromScaled(price * (Int128)10_000_000_000),
        HalfWidth = Price.Parse("0.5"),
        PublishedAt = seconds * 1_000,
        ReceivedAt = now - 100,
        Sequence = (UInt128)seconds,
        Authenticity = Authenticity.Authenticated,
        Stage = Stage.Confirmed,
        Height = (ulong)seconds,
        Anchor = anchor,
    };
}
