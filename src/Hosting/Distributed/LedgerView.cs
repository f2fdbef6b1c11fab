using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting.Http;
using CrossChainOracle.Ledger;
using CrossChainOracle.Pipeline;

namespace CrossChainOracle.Hosting.Distributed;

/// <summary>What can be shown of a deployment whose ledger somebody else writes.</summary>
public sealed class LedgerView : IAttestedView, IDisposable
{
    /// <summary>Rotations are rare, and no set signs before it could have been read: the ledger is asked about them so many times less often.</summary>
    private const int RotationPause = 10;

    private readonly PublishedFeeds _feeds;
    private readonly PublishedAccounts _accounts;
    private readonly Refreshed _attesters;
    private volatile AttesterHistory? _history;

    /// <param name="deployment">Which.</param>
    /// <param name="ledger">Read only.</param>
    /// <param name="every">How old the last reading may be.</param>
    /// <param name="time">The clock.</param>
    public LedgerView(Deployment deployment, ILedgerReader ledger, TimeSpan every, TimeProvider time)
    {
        var config = deployment.Config;
        (Domain, Shards, Ledger, Time) = (deployment.Domain, config.Shards, ledger, time);
        Chains = [.. config.AccountShards.SelectMany(static shard => shard.Policy.Chains).Select(static chain => chain.Chain).Distinct().Order()];
        _feeds = new(Domain, Shards.Select(static shard => shard.Shard), ledger, every, time);
        _attesters = new(async cancellation => _history = await deployment.HistoryAsync(ledger, cancellation).ConfigureAwait(false), every * RotationPause, time);
        _accounts = new(Domain, [.. config.AccountShards.Select(static shard => (shard.Policy.Shard, shard.Heartbeat))], ledger, every, time);
    }

    public SigningDomain Domain { get; }

    public IReadOnlyList<ShardPolicy> Shards { get; }

    public IReadOnlyList<ChainId> Chains { get; }

    public ILedgerReader Ledger { get; }

    public TimeProvider Time { get; }

    /// <exception cref="NodeFaultException">The configured sets are not those that the ledger proves.</exception>
    public async ValueTask<AttesterHistory> HistoryAsync(CancellationToken cancellation)
    {
        await _attesters.EnsureAsync(cancellation).ConfigureAwait(false);
        return _history!;
    }

    public ValueTask<FeedBoard> FeedsAsync(CancellationToken cancellation) => _feeds.ReadAsync(cancellation);

    public ValueTask<AccountBoard> AccountsAsync(CancellationToken cancellation) => _accounts.ReadAsync(cancellation);

    public void Dispose()
    {
        _attesters.Dispose();
        _feeds.Dispose();
        _accounts.Dispose();
    }
}
