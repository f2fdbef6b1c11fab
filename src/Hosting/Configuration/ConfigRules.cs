using CrossChainOracle.Domain;
using CrossChainOracle.Pipeline;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>Rules between the parts of a configuration, whatever it was read from.</summary>
internal static class ConfigRules
{
    /// <summary>Every rule that is broken, with the member it is about.</summary>
    public static IEnumerable<(string Member, string Problem)> Problems(NodeConfig config) =>
        [.. ShardProblems(config), .. ChainProblems(config), .. PythProblems(config)];

    private static IEnumerable<(string Member, string Problem)> ShardProblems(NodeConfig config)
    {
        if (config.Shards.Count == 0) yield return ("shards", "there must be at least one");
        foreach (var taken in config.Shards.Select(shard => shard.Shard).Concat(config.Collateral?.Accounts.Shards ?? []).Where(name => name == AttesterHistory.Shard)) yield return ("shards", $"{taken} is the shard of rotations");
        foreach (var problem in config.Shards.SelectMany(PolicyRules.Problems)) yield return ("shards", problem);
        foreach (var twice in config.Shards.GroupBy(shard => shard.Shard).Where(group => group.Count() > 1)) yield return ("shards", $"{twice.Key} is there twice");
        foreach (var both in config.Collateral?.Accounts.Shards.Where(name => config.Shards.Any(shard => shard.Shard == name)) ?? []) yield return ("shards", $"{both} is a shard of accounts too");
        foreach (var twice in config.Shards.SelectMany(shard => shard.Feeds).GroupBy(feed => feed.Feed).Where(group => group.Count() > 1))
        {
            yield return ("shards", $"feed {twice.Key} is there {twice.Count()} times; a subject belongs to one shard");
        }
    }

    private static IEnumerable<(string Member, string Problem)> ChainProblems(NodeConfig config)
    {
        foreach (var twice in config.Chains.GroupBy(chain => chain.Options.Chain).Where(group => group.Count() > 1)) yield return ("chains", $"{twice.Key} is there twice");
        foreach (var route in Routes(config).Where(route => route.Provider != Provider.Pyth).Select(route => route.Route).Distinct())
        {
            var chain = config.RouteChains.GetValueOrDefault(route);
            if (config.Chains.All(known => known.Options.Chain.ToString() != chain)) yield return ("chains", $"route {route} reads {chain ?? "no chain"}, which is not configured");
        }
    }

    private static IEnumerable<(string Member, string Problem)> PythProblems(NodeConfig config)
    {
        if (config.Pyth.Endpoints.Count == 0 && Routes(config).Any(route => route.Provider == Provider.Pyth)) yield return ("pyth.endpoints", "a feed reads Pyth, but no endpoint is named");
    }

    private static IEnumerable<RoutePolicy> Routes(NodeConfig config) => config.Shards.SelectMany(shard => shard.Feeds).SelectMany(feed => feed.Routes);
}
