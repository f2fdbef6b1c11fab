using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Ledger;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Streams;

namespace CrossChainOracle.Node.Hosting;

/// <summary>A data folder with its logs open: ledger, stream and attesters, found to belong to the deployment and to each other. Whoever signs in it holds it alone.</summary>
internal sealed class OpenedFolder : IAsyncDisposable
{
    private readonly Action<CosignerFault> _onFault;

    private OpenedFolder(NodeConfig config, NodeServices services, ILedger ledger, AttesterHistory history, IEventStream stream, ShardRulebook rules, AttesterHouse attesters)
    {
        (Domain, Ledger, History, Stream, Rules, Attesters) = (new(config.Deployment), ledger, history, stream, rules, attesters);
        (_onFault, Time) = (new CosignerNotices(services).Hear, services.Time);
    }

    public SigningDomain Domain { get; }

    public ILedger Ledger { get; }

    public IEventStream Stream { get; }

    public TimeProvider Time { get; }

    /// <summary>As the ledger proved it when the folder was opened.</summary>
    public AttesterHistory History { get; }

    public ShardRulebook Rules { get; }

    /// <summary>The configured attesters.</summary>
    public AttesterHouse Attesters { get; }

    /// <param name="more">Rules beside those of the configured shards that the attesters sign by, from the sets that the ledger proves.</param>
    /// <exception cref="NodeFaultException">Something of it cannot be used; the message says what to do.</exception>
    public static async Task<OpenedFolder> OpenAsync(NodeConfig config, NodeServices services, Func<AttesterHistory, IReadOnlyList<IShardRules>> more, CancellationToken cancellation)
    {
        var folder = new DataFolder(config.DataFolder);
        var set = AttesterHouse.SetOf(config.Attesters, services.Signers);
        var record = Prepare(folder, new(config.Deployment, set));
        if (set.Epoch <= record.Attesters.Epoch && !set.Equals(record.Attesters)) throw Stranger(folder, record.Attesters);
        var opened = new Stack<IAsyncDisposable>();
        try
        {
            var ledger = Opening.Require(FileLedger.Open(FileLedger.In(folder.Ledger)), "ledger");
            opened.Push(ledger);
            var (history, problem) = await AttesterHistory.ReadAsync(ledger, new(config.Deployment), record.Attesters, cancellation).ConfigureAwait(false);
            if (problem is not null) throw new NodeFaultException($"ledger: {problem}. Nothing was changed; restore the ledger from a copy");
            if (history.Find(set.Epoch)?.Equals(set) != true) throw Stranger(folder, history.Current);
            var rules = new ShardRulebook(config, services, history.Accepted);
            IReadOnlyList<IShardRules> all = [.. rules.All, .. more(history)];
            Keep(folder, all);
            var stream = Opening.Require(FileEventStream.Open(FileEventStream.In(folder.Stream), Math.Max(1, config.Shards.Count + config.AccountShards.Count), services.Time), "stream");
            opened.Push(stream);
            var settings = new AttesterSettings { Domain = rules.Domain, Rules = all, Sets = [.. history.Recent.UnionBy([set], static known => known.Epoch)] };
            var attesters = await AttesterHouse.OpenAsync(folder, set, services.Signers, settings, services.Time).ConfigureAwait(false);
            return new(config, services, ledger, history, stream, rules, attesters);
        }
        catch
        {
            while (opened.TryPop(out var part)) await part.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Where a shard stands, with the configured attesters to go on from there.</summary>
    /// <exception cref="NodeFaultException">An attester signed further than the ledger goes, or the open batch is one that the configured set cannot sign.</exception>
    /// <param name="startedAt">What the first batch of a new shard covers from, Unix milliseconds; null: from now.</param>
    public async Task<AttestationRound> LoadAsync(IShardRules rules, int partition, CancellationToken cancellation, long? startedAt = null)
    {
        Attesters.CheckAgainst(rules.Shard, (await Ledger.HeadAsync(rules.Shard.ToString(), cancellation).ConfigureAwait(false))?.Sequence);
        var context = new ShardContext(Domain, rules, Attesters.Set, Attesters.Cosigners, partition) { SignsUntil = SignsUntil };
        var round = new AttestationRound(context, Ledger, Stream, Time, _onFault);
        await round.LoadAsync(cancellation, startedAt).ConfigureAwait(false);
        return round.Stranded is { } stranded ? throw new NodeFaultException($"{stranded}: run rotate again with the configuration of that epoch, which finishes it") : round;
    }

    /// <summary>The configured attesters name the set that follows theirs, in a folder that was opened with the rules of rotations (<see cref="AttesterRotation.RulesOf"/>) which approve it.</summary>
    /// <param name="wanted">The set.</param>
    /// <param name="dryRun">Only asks the rules.</param>
    /// <param name="cancellation">Ends it between two steps.</param>
    public async Task<RotationOutcome> RotateAsync(NextSet wanted, bool dryRun, CancellationToken cancellation)
    {
        var rules = AttesterRotation.RulesOf(History, wanted.Approve);
        var shards = new List<AttestationRound>();
        foreach (var own in Rules.All) shards.Add(await LoadAsync(own, shards.Count, cancellation).ConfigureAwait(false));
        var rotations = await LoadAsync(rules, AttesterRotation.Partition, cancellation, Time.GetUtcNow().ToUnixTimeMilliseconds() - 1).ConfigureAwait(false);
        return await new AttesterRotation(Domain, History, Attesters.Set, shards, rotations, rules, Time).RunAsync(wanted, dryRun, cancellation).ConfigureAwait(false);
    }

    /// <summary>When the configured set ends: at its expiry, or with its grace where another follows it.</summary>
    public long SignsUntil => History.SignsUntil(Attesters.Set);

    public async ValueTask DisposeAsync()
    {
        await Attesters.DisposeAsync().ConfigureAwait(false);
        await Stream.DisposeAsync().ConfigureAwait(false);
        await Ledger.DisposeAsync().ConfigureAwait(false);
    }

    private static NodeFaultException Stranger(DataFolder folder, AttesterSet signs) => new($"{folder.Path} was signed by another attester set (epoch {signs.Epoch}): choose another folder, or use the keys of that set");

    /// <summary>Whose folder it is: as it says, or from now on the configured deployment's.</summary>
    private static DeploymentRecord Prepare(DataFolder folder, DeploymentRecord own) => Write(folder, () =>
    {
        Directory.CreateDirectory(folder.Path);
        if (!File.Exists(folder.Deployment))
        {
            folder.Keep(own);
            return own;
        }

        var kept = DeploymentRecord.Read(folder.Deployment, out var problem) ?? throw new NodeFaultException(problem!);
        return kept.Deployment == own.Deployment ? kept : throw new NodeFaultException($"{folder.Path} holds deployment {kept.Deployment}, not {own.Deployment}: choose another folder");
    });

    private static void Keep(DataFolder folder, IReadOnlyList<IShardRules> all) => Write(folder, () =>
    {
        foreach (var rules in all) folder.Keep(rules);
        return all;
    });

    private static T Write<T>(DataFolder folder, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new NodeFaultException($"data folder {folder.Path}: {failure.Message}");
        }
    }
}
