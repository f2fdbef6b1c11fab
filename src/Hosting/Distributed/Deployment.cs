using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Ledger;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Pipeline.Accounts;
using CrossChainOracle.Pipeline.Distributed;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Streams;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Hosting.Distributed;

/// <summary>A deployment whose stages are different processes: all of them read the same configuration, and so have the same shards, rules and partitions. Makes each process its stage.</summary>
public sealed class Deployment
{
    /// <summary>How long a tick waits for its sources: less than their own limits, so that a dead one does not hold up the others.</summary>
    public static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(4);

    private readonly NodeServices _services;
    private readonly ShardRulebook _rules;

    /// <param name="config">Sound. Names its attesters by address: no key is in any of these processes.</param>
    /// <param name="services">Network, clock, trust, and where notices go.</param>
    /// <exception cref="NodeFaultException">The attester set cannot be one.</exception>
    public Deployment(NodeConfig config, NodeServices services)
    {
        (Config, _services) = (LiveAccounts.TakenAsConfirmed(config), services);
        Attesters = SetOf(config.Attesters);
        _rules = new(Config, services, new(Attesters));
        Shards = _rules.All;
    }

    /// <summary>With the accounts that are attested.</summary>
    public NodeConfig Config { get; }

    public SigningDomain Domain => _rules.Domain;

    public AttesterSet Attesters { get; }

    /// <summary>Everybody whose signature may stand in the ledger: first who signs now, then who is to follow, then who was before.</summary>
    public IReadOnlyList<EvmAddress> Signatories => [.. Attesters.Members.Concat(Config.Attesters.Next?.Members ?? []).Concat(Config.Attesters.Earlier.Reverse().SelectMany(static set => set.Members)).Distinct()];

    /// <summary>In the order that gives each its partition: its index modulo how many there are.</summary>
    public IReadOnlyList<IShardRules> Shards { get; }

    /// <param name="path">Its configuration.</param>
    /// <param name="settings">Reads an environment variable by its name; <see cref="EndpointAddress.Unreachable"/> in a stage that asks no endpoint.</param>
    /// <param name="http">Its network.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="notify">Gets its notices.</param>
    /// <exception cref="NodeFaultException">Every problem of the configuration, a line each.</exception>
    public static Deployment Load(string path, Func<string, string?> settings, HttpClient http, TimeProvider time, Action<NodeNotice> notify)
    {
        var config = LiveNode.LoadConfig(path, settings);
        return new(config, new(time, http, LiveNode.LoadTrust(config.Pyth), [], notify));
    }

    /// <summary>Observes prices.</summary>
    /// <param name="stream">Of observations.</param>
    /// <param name="environment">Where the API key is.</param>
    public PriceIngest PriceIngest(IEventPublisher stream, Func<string, string?> environment)
    {
        var readers = FeedSources.Build(Config, _services, environment).Select(static source => source.Reader).ToList();
        return new([.. _rules.Prices.Select(static (rules, index) => new ObservedPrices(rules, index))], readers, new(Domain, stream), _rules.Evidence, LookLimit, _services.Time, Fault);
    }

    /// <summary>Observes accounts. Asks contract wallets about their links first.</summary>
    /// <param name="stream">Of observations.</param>
    /// <param name="ledger">Where the shards stand, and what prices were published.</param>
    /// <param name="metrics">Counts reorganisations that no chain should have.</param>
    /// <param name="cancellation">Of the asking.</param>
    /// <exception cref="NodeFaultException">A contract does not say that a link is its own, or could not be asked.</exception>
    public async Task<CollateralIngest> CollateralIngestAsync(IEventPublisher stream, ILedgerReader ledger, OracleMetrics metrics, CancellationToken cancellation)
    {
        var (_, watchers) = await LiveAccounts.PrepareAsync(Config, _services, cancellation).ConfigureAwait(false);
        return await CollateralIngestAsync(stream, ledger, metrics, watchers, cancellation).ConfigureAwait(false);
    }

    /// <param name="stream">Of observations.</param>
    /// <param name="ledger">Where the shards stand, what prices were published, and who signed them.</param>
    /// <param name="watchers">Of all chains that accounts are linked on.</param>
    /// <param name="cancellation">Of the reading.</param>
    public async Task<CollateralIngest> CollateralIngestAsync(IEventPublisher stream, ILedgerReader ledger, OracleMetrics metrics, IReadOnlyList<Collateral.Watching.IChainWatcher> watchers, CancellationToken cancellation)
    {
        var rules = RulesBy((await HistoryAsync(ledger, cancellation).ConfigureAwait(false)).Accepted);
        var reported = watchers.Select(watcher => new ReportedWatcher(watcher, _services.Notify, metrics)).ToList();
        var feeds = new PublishedFeeds(Domain, Config.Shards.Select(static shard => shard.Shard), ledger, TimeSpan.Zero, _services.Time);
        var shards = rules.Accounts.Select((own, index) =>
        {
            var book = new CollateralBook(own.Rules.Policy, own.Heartbeat);
            return new ObservedAccounts(own.Rules, rules.Prices.Count + index, book, new(Domain, own.Rules, book, feed => PriceOf(feeds.Find(feed)), rules.PriceEvidence));
        });
        return new(Domain, Attesters.Epoch, [.. shards], reported, ledger, new(Domain, stream), LookLimit, _services.Time, Fault, async token => await feeds.ReadAsync(token).ConfigureAwait(false));
    }

    /// <summary>Makes attestations of observations.</summary>
    /// <param name="ledger">Where sequence numbers are reserved.</param>
    /// <param name="stream">Of attestations.</param>
    /// <param name="signer">The key of the one attester of this process.</param>
    /// <param name="log">Its log.</param>
    /// <param name="latest">Told of what was published.</param>
    /// <param name="metrics">Counts it.</param>
    /// <exception cref="NodeFaultException">The key is no member of the attester set.</exception>
    public Attesting Attesting(ILedger ledger, IEventPublisher stream, ISigner signer, IAttesterLog log, NoteLatest latest, OracleMetrics metrics)
    {
        RequireMember(signer.Address);
        return new(this, _services, ledger, stream, signer, log, latest, metrics);
    }

    /// <summary>The attester sets that the ledger proves, from the first that is configured on.</summary>
    /// <exception cref="NodeFaultException">What is configured is not what the ledger proves; the message says what to do.</exception>
    /// <exception cref="IOException">The ledger could not be read.</exception>
    public async Task<AttesterHistory> HistoryAsync(ILedgerReader ledger, CancellationToken cancellation)
    {
        IReadOnlyList<AttesterSet> configured = [.. Config.Attesters.Earlier, Attesters];
        var (history, problem) = await AttesterHistory.ReadAsync(ledger, Domain, configured[0], cancellation).ConfigureAwait(false);
        if (problem is not null) throw new NodeFaultException($"ledger: {problem}");
        var odd = configured.FirstOrDefault(set => history.Find(set.Epoch)?.Equals(set) != true);
        return odd is null ? history : throw new NodeFaultException(Odd(history, odd));
    }

    /// <summary>The shards' rules, with prices in rounds of accounts checked by these sets.</summary>
    internal ShardRulebook RulesBy(AttesterSets attesters) => new(Config, _services, attesters);

    private static string Odd(AttesterHistory history, AttesterSet set)
    {
        if (history.Pending?.Epoch == set.Epoch) return $"attesters: a rotation to epoch {set.Epoch} was begun and is not signed: start the configuration of epoch {set.Epoch - 1}, which finishes it";
        return history.Find(set.Epoch) is { } named
            ? $"attesters: epoch {set.Epoch} is not the set that the ledger names, which is {AttesterTerm.Describe(named)}"
            : $"attesters: the ledger names no epoch {set.Epoch}, its last is epoch {history.Current.Epoch}: a set follows by a rotation (attesters.next)";
    }

    /// <exception cref="NodeFaultException">The address is no member of the attester set.</exception>
    public void RequireMember(EvmAddress address)
    {
        if (!Attesters.Members.Contains(address)) throw new NodeFaultException($"attesters: the key signs as {address}, which is no member of the configured set", isConfiguration: true);
    }

    private static SignedPrice? PriceOf(FeedEntry? entry) =>
        entry is { Statement: PriceStatement price } ? PriceEvidence.Of(entry.ToStatementAttestation(), entry.Digest, price) : null;

    private static AttesterSet SetOf(AttesterConfig config)
    {
        if (config.Members.Count == 0) throw new NodeFaultException("attesters: name the members by address; key files are for the embedded host", isConfiguration: true);
        return AttesterSet.Create(config.Epoch, config.Threshold, config.ValidFrom, config.ExpiresAt, [.. config.Members.Order()], out var problem)
            ?? throw new NodeFaultException($"attesters: {problem}", isConfiguration: true);
    }

    private void Fault(Exception fault) => Notify("ingest", fault.GetType().Name + ": " + fault.Message);

    private void Notify(string subject, string text) => _services.Notify(new(NoticeLevel.Warning, subject, text));
}
