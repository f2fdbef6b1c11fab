using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Hosting.Configuration;

namespace CrossChainOracle.Hosting;

/// <summary>Makes what a node needs to attest accounts on live chains.</summary>
public static class LiveAccounts
{
    /// <summary>The configuration with what its shards of accounts state, and a watcher for every chain that accounts are linked on. Contract wallets are asked here.</summary>
    /// <param name="config">As loaded.</param>
    /// <param name="services">Network, clock, and where incidents of endpoints go.</param>
    /// <param name="cancellation">Of the start.</param>
    /// <exception cref="NodeFaultException">A contract does not say that a link is its own, or could not be asked; a line each.</exception>
    public static async Task<(NodeConfig Config, IReadOnlyList<IChainWatcher> Watchers)> PrepareAsync(NodeConfig config, NodeServices services, CancellationToken cancellation)
    {
        if (config.Collateral is not { } collateral) return (config, []);
        var chains = LiveChains.Build(collateral, services);
        var asked = await AccountContracts.ConfirmAsync(collateral.Accounts, id => chains.FirstOrDefault(chain => chain.Watcher.Chain == id)?.Reader, cancellation).ConfigureAwait(false);
        if (asked.Problems.Count > 0) throw new NodeFaultException(Lines("the accounts cannot be used:", asked.Problems), isConfiguration: true);
        if (asked.Accounts is not { } accounts) throw new NodeFaultException(Lines("contract wallets could not be asked about their links; start again:", asked.Failures));
        return (config with { AccountShards = collateral.ToShards(accounts.Accounts) }, [.. chains.Select(chain => chain.Watcher)]);
    }

    /// <summary>
    /// The same without asking contract wallets: for hosts that read no chains. They go by what a host that does found when it started; one whose contract refused does not start, and its accounts are
    /// never observed.
    /// </summary>
    public static NodeConfig TakenAsConfirmed(NodeConfig config)
    {
        if (config.Collateral is not { } collateral) return config;
        return config with { AccountShards = collateral.ToShards([.. collateral.Accounts.Accounts.Select(account => account with { Links = [.. account.Links.Select(Confirmed)] })]) };
    }

    private static LinkSettings Confirmed(LinkSettings link) => link.Control == LinkControl.AsksContract ? link with { Control = LinkControl.Proven } : link;

    private static string Lines(string first, IEnumerable<string> rest) => string.Join(Environment.NewLine, rest.Select(line => "  " + line).Prepend(first));
}
