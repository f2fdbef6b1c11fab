using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Hosting.Http;
using CrossChainOracle.Ledger;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Pipeline.Accounts;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Streams;

namespace CrossChainOracle.Node.Hosting;

/// <summary>The embedded host: one process with readers, shards, attesters, ledger and stream.</summary>
public sealed class NodeRuntime : IAttestedView, IAsyncDisposable
{
    /// <summary>How long the first round waits for the sources.</summary>
    public static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(4);

    private readonly NodeServices _services;
    private readonly List<PriceShard> _shards = [];
    private readonly List<AccountShard> _accountShards = [];
    private readonly List<FeedPump> _pumps = [];
    private readonly List<WatcherPump> _watchers = [];
    private readonly ShardNotices _notices;
    private readonly OracleMetrics _metrics = new();
    private readonly OpenedFolder _folder;

    private NodeRuntime(NodeConfig config, NodeServices services, OpenedFolder folder) => (Config, _services, _folder, _notices) = (config, services, folder, new(services.Notify));

    public NodeConfig Config { get; }

    public SigningDomain Domain => _folder.Domain;

    public ILedger Ledger => _folder.Ledger;

    public IEventStream Stream => _folder.Stream;

    public AttesterHouse Attesters => _folder.Attesters;

    public FeedBoard Board { get; } = new();

    public AccountBoard Accounts { get; } = new();

    public IReadOnlyList<PriceShard> Shards => _shards;

    public IReadOnlyList<AccountShard> AccountShards => _accountShards;

    public TimeProvider Time => _services.Time;

    /// <summary>The sets that the deployment has had, as the ledger proved them at the start.</summary>
    public AttesterHistory History => _folder.History;

    ValueTask<AttesterHistory> IAttestedView.HistoryAsync(CancellationToken cancellation) => new(History);

    IReadOnlyList<ShardPolicy> IAttestedView.Shards => Config.Shards;

    IReadOnlyList<ChainId> IAttestedView.Chains => [.. Config.AccountShards.SelectMany(static shard => shard.Policy.Chains).Select(static chain => chain.Chain).Distinct().Order()];

    ILedgerReader IAttestedView.Ledger => Ledger;

    ValueTask<FeedBoard> IAttestedView.FeedsAsync(CancellationToken cancellation) => new(Board);

    ValueTask<AccountBoard> IAttestedView.AccountsAsync(CancellationToken cancellation) => new(Accounts);

    /// <summary>Raised after every turn of a shard, from the shard's own task; must not block.</summary>
    public event Action<ShardId, RoundOutcome>? Turned;

    /// <summary>Opens everything, checks that ledger and attesters agree, and loads every shard. Nothing runs yet.</summary>
    /// <exception cref="NodeFaultException">Something of it cannot be used; the message says what to do.</exception>
    public static async Task<NodeRuntime> OpenAsync(NodeConfig config, NodeServices services, IReadOnlyList<FeedSource> sources, IReadOnlyList<IChainWatcher> watchers, CancellationToken cancellation)
    {
        var folder = await OpenedFolder.OpenAsync(config, services, static _ => [], cancellation).ConfigureAwait(false);
        var runtime = new NodeRuntime(config, services, folder);
        try
        {
            runtime.CheckTerm();
            await runtime.LoadAsync(folder.Rules, sources, watchers, cancellation).ConfigureAwait(false);
            return runtime;
        }
        catch
        {
            // Nothing stays locked by a node that did not start.
            await runtime.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="NodeFaultException">A shard's state is unknown; starting again loads it from disk.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Task> tasks = [];
        try
        {
            await FirstLooksAsync(stopping.Token).ConfigureAwait(false);
            tasks =
            [
                .. _pumps.Select(pump => pump.RunAsync(stopping.Token)),
                .. _watchers.Select(watcher => watcher.RunAsync(stopping.Token)),
                .. _shards.Select(shard => RunAsync(shard.Policy.Shard, shard.Loop, stopping.Token)),
                .. _accountShards.Select(shard => RunAsync(shard.Policy.Shard, shard.Loop, stopping.Token)),
            ];
            await (await Task.WhenAny(tasks).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to stop.
        }
        finally
        {
            await stopping.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(tasks).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _folder.DisposeAsync().ConfigureAwait(false);
        _metrics.Dispose();
    }

    /// <summary>Waits for one look at every source, but no longer than <see cref="FirstLook"/>: a dead source must not hold up the others.</summary>
    private async Task FirstLooksAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(_pumps.Select(pump => pump.LookAsync(cancellation))).WaitAsync(FirstLook, Time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _services.Notify(new(NoticeLevel.Warning, "start", $"not every source has answered within {FirstLook.TotalSeconds} s"));
        }
    }

    /// <summary>After a rotation: that the configured keys are those that sign now, and what to do where they are not.</summary>
    private void CheckTerm()
    {
        var (problem, warning) = AttesterTerm.Check(History, Attesters.Set, Time.GetUtcNow().ToUnixTimeMilliseconds(), finish: "run rotate again");
        if (problem is not null) throw new NodeFaultException($"attesters: {problem}");
        if (warning is not null) _services.Notify(new(NoticeLevel.Warning, "attesters", warning));
    }

    private async Task LoadAsync(ShardRulebook rules, IReadOnlyList<FeedSource> sources, IReadOnlyList<IChainWatcher> watchers, CancellationToken cancellation)
    {
        await RepeatRotationAsync(cancellation).ConfigureAwait(false);
        foreach (var own in rules.Prices)
        {
            var book = new ObservationBook(own.Policy.Feeds.Select(feed => feed.Feed).ToHashSet());
            var maker = new PriceRoundMaker(Domain, own, book.Snapshot, rules.Evidence);
            var round = await _folder.LoadAsync(own, _shards.Count, cancellation).ConfigureAwait(false);
            _shards.Add(new(own.Policy, book, new(round, maker, Config.Pace, Time)));
        }

        foreach (var (own, heartbeat) in rules.Accounts)
        {
            var book = new CollateralBook(own.Policy, heartbeat);
            var maker = new CollateralRoundMaker(Domain, own, book, PriceOf, rules.PriceEvidence);
            var round = await _folder.LoadAsync(own, _shards.Count + _accountShards.Count, cancellation).ConfigureAwait(false);
            maker.Continue(round.Head!);
            _accountShards.Add(new(own.Policy, book, new(round, maker, Config.Pace, Time)));
        }

        foreach (var source in sources) _pumps.Add(new(source, _shards, _services));
        foreach (var watcher in watchers) _watchers.Add(new(new ReportedWatcher(watcher, _services.Notify, _metrics), _accountShards, _services));
    }

    /// <summary>Subscribers must see the last rotation before anything that its set signs. Whether they did is not known after a crash, so they see it again, as they do the last batch of every shard.</summary>
    private async Task RepeatRotationAsync(CancellationToken cancellation)
    {
        if (History.Current.Equals(History.First)) return;
        var round = await _folder.LoadAsync(AttesterRotation.RulesOf(History), AttesterRotation.Partition, cancellation).ConfigureAwait(false);
        if (await round.RepeatAsync(cancellation).ConfigureAwait(false) is not RoundOutcome.Published and var outcome) throw new NodeFaultException($"shard {AttesterHistory.Shard}: the last rotation could not be published again: {outcome}");
    }

    /// <summary>The last price that was published here, as a margin engine would get it.</summary>
    private SignedPrice? PriceOf(FeedId feed) =>
        Board.Find(feed) is { Statement: PriceStatement price } entry ? PriceEvidence.Of(entry.ToStatementAttestation(), entry.Digest, price) : null;

    private void Apply(RoundOutcome.Published published)
    {
        if (published.Attestation.Header.Algorithm == BatchHeader.CollateralV1) Accounts.Apply(published.Attestation, published.Digest);
        else Board.Apply(published);
        _metrics.Published(published.Attestation);
    }

    private async Task RunAsync(ShardId shard, ShardLoop loop, CancellationToken cancellation)
    {
        var reload = await loop.RunAsync(outcome => Report(shard, outcome), cancellation).ConfigureAwait(false);
        if (reload is not null) throw new NodeFaultException($"shard {shard}: {reload.Stage}: {reload.Reason}. What is on disk is not known; start again, which reads it");
    }

    private void Report(ShardId shard, RoundOutcome outcome)
    {
        if (outcome is RoundOutcome.Published published) Apply(published);
        _notices.Hear(shard, outcome);
        Turned?.Invoke(shard, outcome);
    }
}
