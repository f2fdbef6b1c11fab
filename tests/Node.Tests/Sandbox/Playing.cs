using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds;
using CrossChainOracle.Feeds.Api3;
using CrossChainOracle.Feeds.Chainlink;
using CrossChainOracle.Feeds.Evm;
using CrossChainOracle.Feeds.Pyth;
using CrossChainOracle.Node.Sandbox;
using CrossChainOracle.Node.Sandbox.Recordings;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Sandbox;

/// <summary>A sandbox whose time stands still until it is moved, and our own readers of it.</summary>
public sealed class Playing : IAsyncDisposable
{
    /// <summary>Not a whole second, as real starts are not.</summary>
    public const long Start = 1_800_000_000_250;

    private Playing(SandboxWorld world, ManualTime time) => (World, Time) = (world, time);

    public SandboxWorld World { get; }

    public ManualTime Time { get; }

    public HttpClient Http { get; } = new();

    public static async Task<Playing> StartAsync(Scenario scenario, SandboxOptions? options = null)
    {
        var time = new ManualTime(DateTimeOffset.FromUnixTimeMilliseconds(Start));
        return new(await SandboxWorld.StartAsync(scenario, options ?? new(), time, CancellationToken.None), time);
    }

    /// <summary>Moves the clock to so many real milliseconds after the start.</summary>
    public void MoveTo(long milliseconds) =>
        Time.Advance(TimeSpan.FromMilliseconds(Start + milliseconds - Time.GetUtcNow().ToUnixTimeMilliseconds()));

    public IReadOnlyList<FeedTarget> Targets(Provider provider) =>
        [.. World.Feeds.Where(feed => feed.Find(provider) is not null).Select(feed => new FeedTarget(feed.Feed, feed.Find(provider)!.Source))];

    public IReadOnlyList<IFeedReader> Readers() => [.. Enum.GetValues<Provider>().Where(provider => Targets(provider).Count > 0).Select(Reader)];

    public PythFeed Pyth(string? key = null) =>
        new(RouteId.Parse("pyth-hermes"), Targets(Provider.Pyth), [new PythEndpoint(World.Hermes, key)], World.Trust, Http, Time);

    public EvmReader Evm() => new(new EvmReaderOptions { Chain = World.Chain, Endpoints = [World.Rpc], Multicall = World.Multicall }, Http, Time);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await World.DisposeAsync();
    }

    private IFeedReader Reader(Provider provider) => provider switch
    {
        Provider.Pyth => Pyth(),
        Provider.Chainlink => new ChainlinkFeed(Evm(), Route(provider), null, Time),
        _ => new Api3Feed(Evm(), Route(provider), Time),
    };

    private EvmRoute Route(Provider provider) => new() { Route = RouteId.Parse(provider.ToString()), Targets = Targets(provider) };
}
