using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Rounds.Accounts;

/// <summary>Finds rules in a sound policy, whose lists are in order: a round of one account must not cost an index of all of them.</summary>
internal static class PolicySearch
{
    public static AssetRule? Find(this CollateralPolicy policy, AssetId asset) => Find(policy.Assets, asset, static rule => rule.Asset);

    public static AccountRule? Find(this CollateralPolicy policy, AccountId account) => Find(policy.Accounts, account, static rule => rule.Account);

    private static TRule? Find<TRule, TKey>(IReadOnlyList<TRule> rules, TKey key, Func<TRule, TKey> keyOf)
        where TRule : class
        where TKey : IComparable<TKey>
    {
        var (low, high) = (0, rules.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = keyOf(rules[middle]).CompareTo(key);
            if (order == 0) return rules[middle];
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return null;
    }
}
