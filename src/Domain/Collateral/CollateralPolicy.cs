namespace CrossChainOracle.Domain.Collateral;

/// <summary>The rules by which the collateral of one shard's accounts is stated. Its canonical bytes' hash stands in every round.</summary>
/// <param name="Shard">Whose.</param>
/// <param name="Audience">Zero: anyone; else keccak256 of the consumer's CAIP-10 text.</param>
/// <param name="Chains">In order of chain.</param>
/// <param name="Assets">In order of asset.</param>
/// <param name="Accounts">In order of account.</param>
/// <param name="AnswerSources">Sources that can be pinned by their answer only and are credited all the same; in order.</param>
/// <param name="MaximumSkewMs">Between the oldest and newest block time of a snapshot, for any verdict but relay.</param>
/// <param name="SnapshotValidForMs">How long a snapshot holds.</param>
public sealed record CollateralPolicy(
    ShardId Shard,
    Hash256 Audience,
    IReadOnlyList<ChainRule> Chains,
    IReadOnlyList<AssetRule> Assets,
    IReadOnlyList<AccountRule> Accounts,
    IReadOnlyList<string> AnswerSources,
    uint MaximumSkewMs,
    uint SnapshotValidForMs)
{
    public const int MaximumChains = 256;
    public const int MaximumAssets = 4_096;
    public const int MaximumAccounts = 4_096;
    public const int MaximumLinks = 64;
    public const int MaximumAnswerSources = 256;

    /// <summary>Every rule that is broken; empty when the policy is sound.</summary>
    public IEnumerable<string> Problems()
    {
        if (Shard.IsEmpty) yield return "shard: is empty";
        if (Chains.Count is 0 or > MaximumChains || !Ordered(Chains.Select(chain => chain.Chain))) yield return $"chains: 1 to {MaximumChains}, distinct and in order";
        if (Assets.Count > MaximumAssets || !Ordered(Assets.Select(asset => asset.Asset))) yield return $"assets: at most {MaximumAssets}, distinct and in order";
        if (Accounts.Count is 0 or > MaximumAccounts || !Ordered(Accounts.Select(account => account.Account))) yield return $"accounts: 1 to {MaximumAccounts}, distinct and in order";
        if (AnswerSources.Count > MaximumAnswerSources || !Ordered(AnswerSources) || !AnswerSources.All(PositionKey.IsSource)) yield return $"answer sources: at most {MaximumAnswerSources} names of sources, distinct and in order";
        if (SnapshotValidForMs == 0) yield return "snapshot valid for: at least 1 ms";
        foreach (var problem in Chains.SelectMany(chain => chain.Problems()).Concat(Assets.SelectMany(asset => asset.Problems())).Concat(AccountProblems())) yield return problem;
    }

    private IEnumerable<string> AccountProblems()
    {
        foreach (var account in Accounts.Where(account => account.Links.Count is 0 or > MaximumLinks || !Ordered(account.Links.Select(link => link.Address))))
        {
            yield return $"account {account.Account}: 1 to {MaximumLinks} links, distinct and in order of address";
        }

        foreach (var shared in Accounts.SelectMany(account => account.Links, (account, link) => (account.Account, link.Address)).GroupBy(pair => pair.Address).Where(group => group.Count() > 1))
        {
            yield return $"{shared.Key} is linked to {string.Join(" and ", shared.Select(pair => pair.Account))}: an address belongs to one account at a time";
        }

        var chains = Chains.Select(chain => chain.Chain).ToHashSet();
        foreach (var (account, link) in Accounts.SelectMany(account => account.Links, (account, link) => (account.Account, link)))
        {
            if (!chains.Contains(link.Address.Chain)) yield return $"account {account}: {link.Address.Chain} is not among the chains";
        }
    }

    private static bool Ordered<T>(IEnumerable<T> items)
        where T : IComparable<T> =>
        items.Zip(items.Skip(1)).All(pair => (pair.First is string first ? string.CompareOrdinal(first, pair.Second as string) : pair.First.CompareTo(pair.Second)) < 0);
}

/// <summary>How facts of a chain are judged.</summary>
/// <param name="Chain">CAIP-2.</param>
/// <param name="ConfirmedDepth">Blocks on top of a fact's block after which it is <see cref="Stage.Confirmed"/>; 0: at once.</param>
/// <param name="UnfinalizedTtlMs">A statement below <see cref="Stage.Finalized"/> ends this long after its round.</param>
/// <param name="FinalizedValidForMs">A finalized one after this long.</param>
/// <param name="StatusValidForMs">A chain status after this long.</param>
public sealed record ChainRule(ChainId Chain, uint ConfirmedDepth, uint UnfinalizedTtlMs, uint FinalizedValidForMs, uint StatusValidForMs)
{
    internal IEnumerable<string> Problems()
    {
        if (UnfinalizedTtlMs == 0 || StatusValidForMs == 0) yield return $"chain {Chain}: durations are at least 1 ms";
        if (FinalizedValidForMs < UnfinalizedTtlMs) yield return $"chain {Chain}: what is final does not end before what is not ({FinalizedValidForMs} ms, {UnfinalizedTtlMs} ms)";
    }
}

/// <summary>What an asset is priced by.</summary>
/// <param name="Asset">CAIP-19.</param>
/// <param name="Feed">The feed that prices one whole unit; empty: it has no price, and is stated without a value.</param>
/// <param name="Decimals">Of the asset; a reading with others is refused.</param>
public sealed record AssetRule(AssetId Asset, FeedId Feed, byte Decimals)
{
    internal IEnumerable<string> Problems()
    {
        if (Decimals > Position.MaximumDecimals) yield return $"asset {Asset}: {Decimals} decimals, at most {Position.MaximumDecimals}";
    }
}

/// <summary>An account and the addresses that are its own.</summary>
public sealed record AccountRule(AccountId Account, IReadOnlyList<AccountLink> Links);

/// <summary>An address that belongs to an account.</summary>
/// <param name="Address">CAIP-10.</param>
/// <param name="IsProven">By its owner's signature over the link; otherwise only declared.</param>
public readonly record struct AccountLink(AccountAddress Address, bool IsProven);
