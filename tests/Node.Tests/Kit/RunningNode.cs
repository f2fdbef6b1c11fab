using System.Collections.Concurrent;
using CrossChainOracle.Domain.Aggregation;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Node.Http;
using CrossChainOracle.Node.Sandbox;
using CrossChainOracle.Node.Sandbox.Recordings;
using CrossChainOracle.Node.Tests.Sandbox;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Node.Tests.Kit;

/// <summary>A whole node in this process: the sandbox's market, readers, shards, attesters, ledger, stream, HTTP.</summary>
public sealed class RunningNode : IAsyncDisposable
{
    private const int MostGaps = 200;

    private readonly List<Signers> _used = [];
    private Signers _signers;
    private readonly TimeProvider _time;
    private readonly HttpClient _sources = NodeHttp.Client();
    private readonly ConcurrentQueue<RoundOutcome.Published> _published = new();
    private readonly SemaphoreSlim _turned = new(0);
    private CancellationTokenSource _rounds = new();
    private Task _running = Task.CompletedTask;

    private RunningNode(SandboxWorld world, Signers signers, TimeProvider time) => (World, _signers, _time) = (world, signers, time);

    public SandboxWorld World { get; }

    /// <summary>The node's clock, where the test brought none of its own.</summary>
    public ShiftedTime Time => (ShiftedTime)_time;

    public NodeConfig Config { get; private set; } = null!;

    public NodeRuntime Node { get; private set; } = null!;

    public WebServer Server { get; private set; } = null!;

    /// <summary>The attesters' keys.</summary>
    public IReadOnlyList<ISigner> Keys => _signers.All;

    public ConcurrentQueue<NodeNotice> Notices { get; } = new();

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(60) };

    public IReadOnlyCollection<RoundOutcome.Published> Published => _published;

    public AttestationVerifier Verifier => new(Node.Domain, new AttesterSets(Node.Attesters.Set));

    /// <param name="run">False: opened and served, but no round happens.</param>
    /// <param name="collateral">Accounts that are attested too.</param>
    public static async Task<RunningNode> StartAsync(string folder, Scenario? scenario = null, bool run = true, TimeProvider? time = null, CollateralConfig? collateral = null)
    {
        var world = await SandboxWorld.StartAsync(scenario ?? TinyMarket.Load(), new(), TimeProvider.System, CancellationToken.None);
        var node = new RunningNode(world, Signers.Ephemeral(), time ?? new ShiftedTime());
        node.Config = SandboxConfig.For(world, folder, new Uri("http://127.0.0.1:0")) with { Collateral = collateral };
        await node.OpenAsync(node.Config.Listen, run);
        return node;
    }

    /// <summary>Closes node and server and opens them again, as after a restart of the process. The market goes on.</summary>
    public async Task RestartAsync()
    {
        var address = Server.Address;
        await CloseAsync();
        await OpenAsync(address, run: true);
    }

    /// <summary>Stops the node, has its attesters name new ones, and starts it again with the keys of those. Nobody who follows it is told.</summary>
    /// <returns>The set that signs from now on.</returns>
    public async Task<Domain.AttesterSet> HandOverAsync()
    {
        var address = Server.Address;
        await CloseAsync();
        var keys = Signers.Ephemeral();
        var next = AttesterHouse.SetOf(Config.Attesters with { Epoch = Config.Attesters.Epoch + 1 }, keys.All);
        var wanted = new NextSet(next.Threshold, next.ExpiresAt, next.Members);
        var done = await RotateAsync(Config, Services, wanted);
        _used.Add(_signers);
        _signers = keys;
        var set = Assert.IsType<RotationOutcome.Done>(done).Set;
        Config = Config with { Attesters = Config.Attesters with { Epoch = set.Epoch, ValidFrom = set.ValidFrom } };
        await OpenAsync(address, run: true);
        return set;
    }

    /// <summary>What the command does, without its output.</summary>
    internal static async Task<RotationOutcome> RotateAsync(NodeConfig config, NodeServices services, NextSet wanted, bool dryRun = false)
    {
        await using var folder = await OpenedFolder.OpenAsync(config, services, history => [AttesterRotation.RulesOf(history, wanted.Approve)], CancellationToken.None);
        return await folder.RotateAsync(wanted, dryRun, CancellationToken.None);
    }

    private NodeServices Services => new(_time, _sources, World.Trust, _signers.All, Notices.Enqueue);

    /// <summary>No more rounds; the HTTP interface goes on.</summary>
    public async Task StopRoundsAsync()
    {
        await _rounds.CancelAsync();
        await _running;
    }

    /// <summary>Until so many rounds were published since the start.</summary>
    public async Task RoundsAsync(int count)
    {
        while (_published.Count < count)
        {
            if (!await _turned.WaitAsync(TimeSpan.FromSeconds(60))) throw new InvalidOperationException($"{_published.Count} of {count} rounds; {string.Join("; ", Notices)}");
            if (_running.IsFaulted) await _running;
        }
    }

    /// <summary>Until a round with a price of each of these feeds was published; its sequence. The first ones have gaps where a machine has other work and the sources answer late.</summary>
    public async Task<ulong> PricesAsync(params IReadOnlyList<string> feeds)
    {
        var places = Config.Shards[0].Feeds.Index().Where(feed => feeds.Contains(feed.Item.Feed.ToString())).Select(static feed => feed.Index).ToList();
        Assert.Equal(feeds.Count, places.Count);
        for (var rounds = 1; rounds <= MostGaps; rounds++)
        {
            await RoundsAsync(rounds);
            if (_published.FirstOrDefault(round => places.All(place => round.Feeds[place] is FeedOutcome.Priced)) is { } whole) return whole.Attestation.Header.Sequence;
        }

        throw new InvalidOperationException($"no price of all of {string.Join(", ", feeds)} in {MostGaps} rounds; {string.Join("; ", Notices)}");
    }

    public Uri Url(string path) => new(Server.Address, path);

    public Task<string> GetAsync(string path) => Http.GetStringAsync(Url(path));

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await World.DisposeAsync();
        foreach (var keys in _used.Append(_signers)) keys.Dispose();
        _sources.Dispose();
        Http.Dispose();
        _turned.Dispose();
        _rounds.Dispose();
    }

    private async Task OpenAsync(Uri listen, bool run)
    {
        _rounds.Dispose();
        _rounds = new();
        var services = Services;
        var (whole, watchers) = await LiveAccounts.PrepareAsync(Config, services, CancellationToken.None);
        Node = await NodeRuntime.OpenAsync(whole, services, FeedSources.Build(whole, services, _ => null), watchers, CancellationToken.None);
        Node.Turned += Note;
        Server = await WebServer.StartAsync(listen, app => NodeApi.Map(app, Node), CancellationToken.None);
        _running = run ? Node.RunAsync(_rounds.Token) : Task.CompletedTask;
    }

    private void Note(Domain.ShardId shard, RoundOutcome outcome)
    {
        if (outcome is not RoundOutcome.Published published) return;
        _published.Enqueue(published);
        _turned.Release();
    }

    private async Task CloseAsync()
    {
        await StopRoundsAsync();
        await Server.DisposeAsync();
        await Node.DisposeAsync();
    }
}
