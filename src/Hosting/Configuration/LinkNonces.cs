using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>Which nonces still link an address: an old proof that somebody kept must not link again what was unlinked.</summary>
public static class LinkNonces
{
    /// <summary>What must be kept when a configuration takes the place of another: proofs that are gone from it no longer link, nor do older ones of those that stayed.</summary>
    /// <param name="before">What held until now; its links that <paramref name="now"/> lacks are unlinked.</param>
    /// <param name="now">What holds from now on; null: everything is unlinked.</param>
    public static IReadOnlyDictionary<AccountAddress, ulong> After(AccountsConfig before, AccountsConfig? now)
    {
        var minimums = new Dictionary<AccountAddress, ulong>(before.MinimumNonces);
        var staying = now is null ? [] : Proofs(now).ToHashSet();
        foreach (var proof in Proofs(before).Where(proof => !staying.Contains(proof))) Raise(minimums, proof.Address, Above(proof.Nonce));
        foreach (var (address, minimum) in now?.MinimumNonces ?? new Dictionary<AccountAddress, ulong>()) Raise(minimums, address, minimum);
        return minimums;
    }

    /// <summary>Before proofs are looked at: what is given, and what the file says is unlinked.</summary>
    internal static Dictionary<AccountAddress, ulong> Floors(IReadOnlyList<StatedAccount> accounts, IReadOnlyDictionary<AccountAddress, ulong>? given)
    {
        var floors = given is null ? [] : new Dictionary<AccountAddress, ulong>(given);
        foreach (var link in accounts.SelectMany(account => account.Links).Where(link => link.IsUnlinked)) Raise(floors, link.Address, Above(link.Nonce));
        return floors;
    }

    /// <summary>After they were: no proof older than the one that holds.</summary>
    internal static IReadOnlyDictionary<AccountAddress, ulong> WithStated(IReadOnlyList<StatedAccount> accounts, Dictionary<AccountAddress, ulong> floors)
    {
        var minimums = new Dictionary<AccountAddress, ulong>(floors);
        foreach (var link in accounts.SelectMany(account => account.Links).Where(link => link.Proof is not null)) Raise(minimums, link.Address, link.Nonce);
        return minimums;
    }

    private static IEnumerable<(AccountId Account, AccountAddress Address, ulong Nonce)> Proofs(AccountsConfig config) =>
        config.Accounts.SelectMany(account => account.Links.Where(link => link.Proof is not null), (account, link) => (account.Account, link.Address, link.Nonce));

    private static void Raise(Dictionary<AccountAddress, ulong> minimums, AccountAddress address, ulong minimum) =>
        minimums[address] = Math.Max(minimum, minimums.GetValueOrDefault(address));

    // The highest nonce is the last link that an address can have; refusing it would need a higher one.
    private static ulong Above(ulong nonce) => nonce == ulong.MaxValue ? nonce : nonce + 1;
}
