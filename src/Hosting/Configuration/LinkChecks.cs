using CrossChainOracle.Collateral.Links;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>Verifies the proofs that a file states.</summary>
internal static class LinkChecks
{
    /// <summary>Refusals that are explained by trying other words; more than a few at once mean that the whole file is for something else.</summary>
    private const int Explained = 16;

    /// <summary>Accounts with what stands behind each link; a proof that does not hold is noted by account, address and reason.</summary>
    public static IReadOnlyList<AccountSettings> Verify(
        string deployment, IReadOnlyList<string> otherDeployments, IReadOnlyList<StatedAccount> accounts, IReadOnlyDictionary<AccountAddress, ulong> floors, List<string> problems)
    {
        var others = new LinkAlternatives(otherDeployments, [.. accounts.Select(account => account.Account)], [.. accounts.SelectMany(account => account.Links).Select(link => link.Address).Distinct()]);
        return [.. accounts.OrderBy(account => account.Account).Select(account => new AccountSettings(account.Account, account.Shard, [.. account.Links.Where(link => !link.IsUnlinked).Select(link => Verify(account, link))]))];

        LinkSettings Verify(StatedAccount account, StatedLink link)
        {
            if (link.Proof is not { } proof) return new(link.Address, LinkControl.Declared, 0, null);
            var claim = new LinkClaim(deployment, account.Account, link.Address, link.Nonce);
            var verdict = LinkVerifier.Verify(claim, proof, floors.GetValueOrDefault(link.Address), problems.Count < Explained ? others : null);
            if (verdict is LinkVerdict.Refused refused) problems.Add($"account {account.Account}: {link.Address}: {refused.Refusal}");
            return new(link.Address, verdict is LinkVerdict.AsksContract ? LinkControl.AsksContract : LinkControl.Proven, link.Nonce, proof);
        }
    }
}
