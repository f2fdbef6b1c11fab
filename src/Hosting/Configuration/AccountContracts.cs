using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Links;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>What contract wallets said about the links that only they can prove.</summary>
/// <param name="Accounts">With every link declared or proven; null when anything is refused or failed.</param>
/// <param name="Problems">Refused: the configuration is wrong.</param>
/// <param name="Failures">Nobody could be asked: try again.</param>
public sealed record ContractsOutcome(AccountsConfig? Accounts, IReadOnlyList<string> Problems, IReadOnlyList<string> Failures);

/// <summary>Asks the contracts of all links that wait for theirs.</summary>
public static class AccountContracts
{
    /// <param name="config">As loaded.</param>
    /// <param name="readerOf">Of an EVM chain; null where the chain is not read.</param>
    public static async Task<ContractsOutcome> ConfirmAsync(AccountsConfig config, Func<ChainId, EvmReader?> readerOf, CancellationToken cancellation)
    {
        var (problems, failures) = (new List<string>(), new List<string>());
        var accounts = new List<AccountSettings>();
        foreach (var account in config.Accounts)
        {
            var links = new List<LinkSettings>();
            foreach (var link in account.Links) links.Add(link.Control == LinkControl.AsksContract ? await ConfirmAsync(account, link).ConfigureAwait(false) : link);
            accounts.Add(account with { Links = links });
        }

        return new(problems.Count + failures.Count == 0 ? config with { Accounts = accounts } : null, problems, failures);

        async Task<LinkSettings> ConfirmAsync(AccountSettings account, LinkSettings link)
        {
            var where = $"account {account.Account}: {link.Address}";
            if (readerOf(link.Address.Chain) is not { } reader)
            {
                problems.Add($"{where}: {link.Address.Chain} is not read, so that its contract cannot be asked");
                return link;
            }

            var claim = new LinkClaim(config.Deployment, account.Account, link.Address, link.Nonce);
            switch (await ContractLink.VerifyAsync(reader, BlockTag.Finalized, claim, link.Proof!, cancellation).ConfigureAwait(false))
            {
                case ContractVerdict.Proven:
                    return link with { Control = LinkControl.Proven };
                case ContractVerdict.Refused refused:
                    problems.Add($"{where}: {refused.Refusal}");
                    return link;
                case ContractVerdict.Failed failed:
                    failures.Add($"{where}: {failed.Failure.Detail}");
                    return link;
                case var other:
                    throw new InvalidOperationException($"Unknown verdict {other}.");
            }
        }
    }
}
