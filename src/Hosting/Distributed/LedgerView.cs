using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting.Http;
using CrossChainOracle.Ledger;

namespace CrossChainOracle.Hosting.Distributed;

/// <summary>What can be shown of a deployment whose ledger somebody else writes.</summary>
public sealed class LedgerView : IAttestedView, IDisposable
{
    private readonly PublishedFeeds _feeds;
    private readonly PublishedAccounts _accounts;

    /// <param name="deployment">Which.</param>
    /// <param name="ledger">Read only.</param>
    /// <param name="every">How old the last reading may be.</param>
    /// <param name="time">The clock.</param>
    public LedgerView(Deployment deployment, ILedgerReader ledger, TimeSpan every, TimeProvider time)
    {
        var config = deployment.Config;
        (Domain, Attesters, Shards, Ledger, Time) = (deployment.Domain, deployment.Attesters, config.Shards, ledger, time);
        Chains = [.. config.AccountShards.SelectMany(static shard => shard.Policy.Chains).Select(static chain => chain.Chain).Distinct().Order()];
        _feeds = new(Domain, Shards.Select(static shard => shard.Shard), ledger, every, time);
        _accounts = new(Domain, [.. config.AccountShards.Select(static shard => (shard.Policy.Shard, shard.Heartbeat))], ledger, every, time);
    }

    public SigningDomain Domain { get; }

    public AttesterSet Attesters { get; }

    public IReadOnlyList<ShardPolicy> Shards { get; }

    public IReadOnlyList<ChainId> Chains { get; }

    public ILedgerReader Ledger { get; }

    public TimeProvider Time { get; }

    public ValueTask<FeedBoard> FeedsAsync(CancellationToken cancellation) => _feeds.ReadAsync(cancellation);

    public ValueTask<AccountBoard> AccountsAsync(CancellationToken cancellation) => _accounts.ReadAsync(cancellation);

    public void Dispose()
    {
        _feeds.Dispose();
        _accounts.Dispose();
    }
}
