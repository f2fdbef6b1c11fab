using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>Rules between accounts.</summary>
internal static class AccountRules
{
    public static IEnumerable<string> Problems(IReadOnlyList<StatedAccount> accounts)
    {
        foreach (var twice in accounts.GroupBy(account => account.Account).Where(group => group.Count() > 1)) yield return $"account {twice.Key} is there {twice.Count()} times";
        foreach (var shared in Links(accounts).GroupBy(link => link.Address, link => link.Account).Where(group => group.Count() > 1))
        {
            var owners = shared.Distinct().Order().ToList();
            yield return owners.Count == 1
                ? $"account {owners[0]}: {shared.Key} is there {shared.Count()} times"
                : $"{shared.Key} is linked to {string.Join(" and ", owners)}: an address belongs to one account at a time";
        }

        foreach (var full in accounts.GroupBy(account => account.Shard).Where(group => group.Count() > AccountSharding.MaximumAccounts))
        {
            yield return $"shard {full.Key} has {full.Count()} accounts, at most {AccountSharding.MaximumAccounts}: name more shards, or a shard at some accounts";
        }
    }

    // What is unlinked may be linked elsewhere.
    private static IEnumerable<(AccountId Account, AccountAddress Address)> Links(IReadOnlyList<StatedAccount> accounts) =>
        accounts.SelectMany(account => account.Links.Where(link => !link.IsUnlinked), (account, link) => (account.Account, link.Address));
}
