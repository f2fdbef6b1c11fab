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
    private readonly Dictionary<ShardId, RoundOutcome.Waiting?> _waiting = [];
    private readonly HashSet<ShardId> _early = [];
    private readonly OracleMetrics _metrics = new();

    private NodeRuntime(NodeConfig config, NodeServices services, SigningDomain domain, FileLedger ledger, FileEventStream stream, AttesterHouse attesters)
    {
        (Config, _services, Domain, Ledger, Stream, Attesters) = (config, services, domain, ledger, stream, attesters);
    }

    public NodeConfig Config { get; }

    public SigningDomain Domain { get; }

    public ILedger Ledger { get; }

    public IEventStream Stream { get; }

    public AttesterHouse Attesters { get; }

    public FeedBoard Board { get; } = new();

    public AccountBoard Accounts { get; } = new();

    public IReadOnlyList<PriceShard> Shards => _shards;

    public IReadOnlyList<AccountShard> AccountShards => _accountShards;

    public TimeProvider Time => _services.Time;

    AttesterSet IAttestedView.Attesters => Attesters.Set;

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
        var folder = new DataFolder(config.DataFolder);
        var set = AttesterHouse.SetOf(config.Attesters, services.Signers);
        var rules = new ShardRulebook(config, services, set);
        Prepare(folder, config, set, rules);
        var opened = new Stack<IAsyncDisposable>();
        try
        {
            var ledger = Opening.Require(FileLedger.Open(FileLedger.In(folder.Ledger)), "ledger");
            opened.Push(ledger);
            var stream = Opening.Require(FileEventStream.Open(FileEventStream.In(folder.Stream), Math.Max(1, config.Shards.Count + config.AccountShards.Count), services.Time), "stream");
            opened.Push(stream);
            var attesters = await AttesterHouse.OpenAsync(folder, set, services.Signers, new() { Domain = rules.Domain, Rules = rules.All, Sets = [set] }, services.Time).ConfigureAwait(false);
            opened.Push(attesters);
            var runtime = new NodeRuntime(config, services, new(config.Deployment), ledger, stream, attesters);
            await runtime.LoadAsync(rules, sources, watchers, cancellation).ConfigureAwait(false);
            return runtime;
        }
        catch
        {
            // Nothing stays locked by a node that did not start.
            while (opened.TryPop(out var part)) await part.DisposeAsync().ConfigureAwait(false);
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
        await Attesters.DisposeAsync().ConfigureAwait(false);
        await Stream.DisposeAsync().ConfigureAwait(false);
        await Ledger.DisposeAsync().ConfigureAwait(false);
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

    private static void Prepare(DataFolder folder, NodeConfig config, AttesterSet set, ShardRulebook rulebook)
    {
        try
        {
            Directory.CreateDirectory(folder.Path);
            KeepDeployment(folder, new(config.Deployment, set));
            foreach (var rules in rulebook.All) folder.Keep(rules);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new NodeFaultException($"data folder {folder.Path}: {failure.Message}");
        }
    }

    private static void KeepDeployment(DataFolder folder, DeploymentRecord own)
    {
        if (!File.Exists(folder.Deployment))
        {
            folder.Keep(own);
            return;
        }

        var kept = DeploymentRecord.Read(folder.Deployment, out var problem) ?? throw new NodeFaultException(problem!);
        if (kept.Deployment != own.Deployment) throw new NodeFaultException($"{folder.Path} holds deployment {kept.Deployment}, not {own.Deployment}: choose another folder");
        if (!kept.Attesters.Equals(own.Attesters)) throw new NodeFaultException($"{folder.Path} was signed by another attester set (epoch {kept.Attesters.Epoch}): choose another folder, or use the keys of that set");
    }

    private async Task LoadAsync(ShardRulebook rules, IReadOnlyList<FeedSource> sources, IReadOnlyList<IChainWatcher> watchers, CancellationToken cancellation)
    {
        var faults = new CosignerNotices(_services);
        foreach (var own in rules.Prices)
        {
            var book = new ObservationBook(own.Policy.Feeds.Select(feed => feed.Feed).ToHashSet());
            var maker = new PriceRoundMaker(Domain, own, book.Snapshot, rules.Evidence);
            var round = await RoundAsync(own, _shards.Count, faults, cancellation).ConfigureAwait(false);
            _shards.Add(new(own.Policy, book, new(round, maker, Config.Pace, Time)));
        }

        foreach (var (own, heartbeat) in rules.Accounts)
        {
            var book = new CollateralBook(own.Policy, heartbeat);
            var maker = new CollateralRoundMaker(Domain, own, book, PriceOf, rules.PriceEvidence);
            var round = await RoundAsync(own, _shards.Count + _accountShards.Count, faults, cancellation).ConfigureAwait(false);
            maker.Continue(round.Head!);
            _accountShards.Add(new(own.Policy, book, new(round, maker, Config.Pace, Time)));
        }

        foreach (var source in sources) _pumps.Add(new(source, _shards, _services));
        foreach (var watcher in watchers) _watchers.Add(new(watcher, _accountShards, _services, _metrics));
    }

    private async Task<AttestationRound> RoundAsync(IShardRules rules, int partition, CosignerNotices faults, CancellationToken cancellation)
    {
        Attesters.CheckAgainst(rules.Shard, (await Ledger.HeadAsync(rules.Shard.ToString(), cancellation).ConfigureAwait(false))?.Sequence);
        var round = new AttestationRound(new(Domain, rules, Attesters.Set, Attesters.Cosigners, partition), Ledger, Stream, Time, faults.Hear);
        await round.LoadAsync(cancellation).ConfigureAwait(false);
        return round;
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
        if (outcome is RoundOutcome.Failed failed) _services.Notify(new(NoticeLevel.Warning, $"shard {shard}", $"{failed.Stage} failed: {failed.Reason}"));
        ReportWaiting(shard, outcome);
        ReportClock(shard, outcome);
        Turned?.Invoke(shard, outcome);
    }

    /// <summary>A word when the clock went back, for until it has caught up nothing is attested, and another when it has.</summary>
    private void ReportClock(ShardId shard, RoundOutcome outcome)
    {
        lock (_waiting)
        {
            if (outcome is RoundOutcome.TooEarly early && early.ObservedAt < early.LastObservedAt && _early.Add(shard))
            {
                _services.Notify(new(NoticeLevel.Alarm, $"shard {shard}", $"publication has stopped: the clock says {UnixTime.ToText(early.ObservedAt)}, the last round was observed at {UnixTime.ToText(early.LastObservedAt)}"));
            }
            else if (outcome is RoundOutcome.Published && _early.Remove(shard))
            {
                _services.Notify(new(NoticeLevel.Info, $"shard {shard}", "publication goes on: the clock has passed the last round"));
            }
        }
    }

    /// <summary>An alarm when publication stops for want of attesters, and a word when it goes on.</summary>
    private void ReportWaiting(ShardId shard, RoundOutcome outcome)
    {
        lock (_waiting)
        {
            var before = _waiting.GetValueOrDefault(shard);
            var now = outcome as RoundOutcome.Waiting;
            _waiting[shard] = now;
            if (now is not null && (before is null || before.Have != now.Have))
            {
                var who = string.Join("; ", now.Faults.Select(fault => $"{fault.Attester} {fault.Kind}: {fault.Reason}"));
                _services.Notify(new(NoticeLevel.Alarm, $"shard {shard}", $"publication has stopped at sequence {now.Sequence}: {now.Have} of {now.Need} signatures ({who})"));
            }
            else if (before is not null && outcome is RoundOutcome.Published published)
            {
                _services.Notify(new(NoticeLevel.Info, $"shard {shard}", $"publication goes on with sequence {published.Attestation.Header.Sequence}"));
            }
        }
    }
}
