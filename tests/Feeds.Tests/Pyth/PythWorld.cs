using CrossChainOracle.Domain;
using CrossChainOracle.Feeds.Pyth;
using CrossChainOracle.Proofs.Pyth;
using CrossChainOracle.Proofs.Tests;

namespace CrossChainOracle.Feeds.Tests.Pyth;

/// <summary>A small Pyth of our own: three feeds, signed by development routers.</summary>
public sealed class PythWorld : IDisposable
{
    public const string Key = "s3cret-k3y.of/Tests";
    public const uint Timestamp = 1_714_746_101;

    private readonly HttpClient _http = new();

    public DevRouters Routers { get; } = new();

    public static RouteId Route { get; } = RouteId.Parse("pyth-hermes");

    public static FeedId Btc { get; } = FeedId.Parse("BTC/USD");

    public static FeedId Eth { get; } = FeedId.Parse("ETH/USD");

    public static IReadOnlyList<FeedTarget> Targets { get; } = [new(Btc, Id(1)), new(Eth, Id(2))];

    /// <summary>Waits long enough for loopback on a busy machine, and gives up soon enough for a test.</summary>
    public static PythTimes Patient { get; } = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(4));

    /// <summary>Gives up early, but not before an honest server on a busy machine has answered.</summary>
    public static PythTimes Impatient { get; } = Patient with { Request = TimeSpan.FromSeconds(2), StreamIdle = TimeSpan.FromSeconds(2) };

    public static PythTimes Hasty { get; } = Patient with { Request = TimeSpan.FromMilliseconds(300), StreamIdle = TimeSpan.FromMilliseconds(300) };

    /// <summary>Behaviours that only a time limit ends.</summary>
    public static bool IsSlow(string what) => what is "slow" or "slow body" or "silent" or "comments only" or "no headers";

    public static Hash256 Id(byte id) => Hash256.From([.. new byte[31], id]);

    public PythFeed Feed(PythTimes? times, params PythEndpoint[] endpoints) => Feed(Targets, times, endpoints);

    public PythFeed Feed(IReadOnlyList<FeedTarget> targets, PythTimes? times, params PythEndpoint[] endpoints) =>
        new(Route, targets, endpoints, Routers.Trust(), _http, new Noon(), times ?? Patient);

    /// <summary>Prices of ids 1 and 2 at a slot, of which some are served.</summary>
    public byte[] Update(ulong slot, long price = 100, long publishTime = Timestamp, params int[] served)
    {
        PythMessage[] messages = [DevRouters.Price(1, price, publishTime), DevRouters.Price(2, price + 1, publishTime), DevRouters.Price(3, price + 2, publishTime)];
        return Routers.Encoder().Sign(Timestamp, slot, messages).Update(served.Length == 0 ? [0, 1] : served);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The time of the updates, standing still; timers run as on any clock.</summary>
    private sealed class Noon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Timestamp + 1);
    }
}
