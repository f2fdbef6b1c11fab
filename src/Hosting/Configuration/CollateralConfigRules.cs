using CrossChainOracle.Domain;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>Rules between chains, protocols, assets and accounts.</summary>
internal static class CollateralConfigRules
{
    /// <summary>Every rule that is broken.</summary>
    public static IEnumerable<string> Problems(CollateralConfig config)
    {
        var known = config.Chains.Select(chain => chain.Profile.Chain).ToHashSet();
        List<string> strangers =
        [
            .. from account in config.Accounts.Accounts
               from link in account.Links
               where !known.Contains(link.Address.Chain)
               select $"account {account.Account}: {link.Address}: {link.Address.Chain} is not among the chains",
        ];
        foreach (var problem in strangers) yield return problem;
        foreach (var chain in config.LinkedChains)
        {
            foreach (var problem in Problems(chain, config.Protocols)) yield return $"chain {chain.Profile.Chain}: {problem}";
        }

        // Without the chain of a link no policy is whole.
        if (strangers.Count > 0) yield break;

        // What a contract will say is not known yet, and changes nothing of what is checked here.
        var shards = config.ToShards([.. config.Accounts.Accounts.Select(account => account with { Links = [.. account.Links.Select(link => link with { Control = LinkControl.Proven })] })]);
        foreach (var problem in shards.SelectMany(shard => shard.Policy.Problems().Select(problem => $"shard {shard.Policy.Shard}: {problem}"))) yield return problem;
        if (shards.Count == 0) yield return "no account has a link: there is nothing to attest";
    }

    private static IEnumerable<string> Problems(ChainSettings chain, ProtocolsConfig protocols)
    {
        var id = chain.Profile.Chain;
        var byApi = protocols.Api.Any(protocol => protocol.Chain == id);
        var byNode = protocols.Evm.Any(protocol => protocol.Chain == id);
        if (protocols.All.All(protocol => protocol.Chain != id)) yield return "accounts are linked there, but no protocol is read on it";
        if (byApi && byNode) yield return "is read by an API and by its nodes: choose one, for a chain has one status";
        if (byApi && chain.Endpoints.Count != 1) yield return $"is read by an API, which has one address, not {chain.Endpoints.Count}";
        if (byApi && chain.Profile.Pin != PinKind.Answer) yield return $"is read by an API, whose pin is the answer, not {chain.Profile.Pin}";
        if (byNode && chain.Profile.Pin != PinKind.Hash) yield return $"is read from blocks that are pinned by their hash, not by {chain.Profile.Pin}";
        if (protocols.Solana.Any(protocol => protocol.Chain == id))
        {
            foreach (var problem in chain.ToSolanaOptions().Problems()) yield return problem;
        }

        if (protocols.Cosmos.Any(protocol => protocol.Chain == id))
        {
            foreach (var problem in chain.ToCosmosOptions().Problems()) yield return problem;
        }
    }
}
