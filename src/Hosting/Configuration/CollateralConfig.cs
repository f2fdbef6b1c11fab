using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>The accounts of a node, and all that is needed to read them. Sound but for contract wallets, which only their chains can be asked about.</summary>
/// <param name="Chains">In order of chain; also such that no account is linked on.</param>
/// <param name="Assets">In order of asset.</param>
/// <param name="Protocols">What is read of owners.</param>
/// <param name="Accounts">As their file says.</param>
/// <param name="AnswerSources">See <see cref="CollateralPolicy.AnswerSources"/>; in order.</param>
/// <param name="MaximumSkewMs">See <see cref="CollateralPolicy.MaximumSkewMs"/>.</param>
/// <param name="SnapshotValidForMs">See <see cref="CollateralPolicy.SnapshotValidForMs"/>.</param>
public sealed record CollateralConfig(
    IReadOnlyList<ChainSettings> Chains,
    IReadOnlyList<AssetSettings> Assets,
    ProtocolsConfig Protocols,
    AccountsConfig Accounts,
    IReadOnlyList<string> AnswerSources,
    uint MaximumSkewMs,
    uint SnapshotValidForMs)
{
    /// <summary>Chains that an account is linked on.</summary>
    public IEnumerable<ChainSettings> LinkedChains => Linked(Accounts.Accounts);

    /// <summary>What each shard states. Shards without accounts, and accounts without links, have nothing to state.</summary>
    /// <param name="accounts">No link waits for its contract any more.</param>
    public IReadOnlyList<AccountShardConfig> ToShards(IReadOnlyList<AccountSettings> accounts) =>
    [
        .. accounts.Where(account => account.Links.Count > 0).GroupBy(account => account.Shard).OrderBy(shard => shard.Key).Select(shard =>
        {
            List<AccountSettings> own = [.. shard.OrderBy(account => account.Account)];
            List<ChainSettings> chains = [.. Linked(own)];
            var policy = new CollateralPolicy(
                shard.Key, Hash256.Zero, [.. chains.Select(chain => chain.ToRule())], [.. Assets.Select(asset => asset.ToRule())], [.. own.Select(account => account.ToRule())],
                AnswerSources, MaximumSkewMs, SnapshotValidForMs);
            return new AccountShardConfig(policy, TimeSpan.FromMilliseconds(chains.Select(chain => chain.Profile.HeartbeatMs).DefaultIfEmpty(1).Min()));
        }),
    ];

    private IEnumerable<ChainSettings> Linked(IReadOnlyList<AccountSettings> accounts)
    {
        var linked = accounts.SelectMany(account => account.Links).Select(link => link.Address.Chain).ToHashSet();
        return Chains.Where(chain => linked.Contains(chain.Profile.Chain));
    }
}
