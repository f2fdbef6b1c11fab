using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Relay.Solana;
using CrossChainOracle.Relay.Solana.Sending;

namespace CrossChainOracle.Hosting.Configuration.Relay;

/// <summary>Reads one Solana cluster of a relayer's configuration.</summary>
internal static class RelayClusterSection
{
    /// <summary>The first part of a CAIP-2 name.</summary>
    private const string Namespace = "solana:";

    public static bool Is(ChainId chain) => chain.ToString().StartsWith(Namespace, StringComparison.Ordinal);

    /// <param name="id">Of the section.</param>
    public static RelayClusterConfig Read(JsonSection section, ChainId id, string folder)
    {
        var defaults = new SolanaSenderOptions { Chain = id };
        var cluster = new RelayClusterConfig(
            id,
            section.Endpoints("endpoints"),
            Path.Combine(folder, section.Text("key")),
            TimeSpan.FromMilliseconds(section.Duration("poll", RelaySections.DefaultPollMs)),
            section.Integer("feePercentile", defaults.FeePercentile),
            section.Counter("minimumUnitPrice", defaults.MinimumUnitPrice),
            section.Counter("maximumUnitPrice", defaults.MaximumUnitPrice),
            section.Counter("maximumFee"),
            RelaySections.Shards(section, static (_, feeds) => feeds));
        section.Done();
        foreach (var (member, problem) in Problems(cluster)) section.Problem(member, problem);
        return cluster;
    }

    private static IEnumerable<(string Member, string Problem)> Problems(RelayClusterConfig cluster)
    {
        if (SolanaReaderOptions.Genesis(cluster.Chain) is null) yield return ("chain", "must be solana: and the first 32 characters of the genesis hash");
        foreach (var problem in RelaySections.Problems(cluster.Endpoints, cluster.KeyFile, "keygen --solana", cluster.Poll)) yield return problem;
        if (cluster.FeePercentile is < 0 or > 100) yield return ("feePercentile", "must be 0 to 100");
        if (cluster.MaximumUnitPrice > SolanaSenderOptions.HighestUnitPrice) yield return ("maximumUnitPrice", $"must be at most {SolanaSenderOptions.HighestUnitPrice}");
        if (cluster.MinimumUnitPrice > cluster.MaximumUnitPrice) yield return ("minimumUnitPrice", "must not be above maximumUnitPrice");
        if (cluster.MaximumFee < SolanaRelayPolicy.LowestFee) yield return ("maximumFee", $"must be at least {SolanaRelayPolicy.LowestFee} lamports, what a transaction with one signature costs");
        if (cluster.Shards.Count == 0) yield return ("shards", "name at least one");
    }
}
