using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Cosmos;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Proofs.Cosmos.CometBft;
using CrossChainOracle.Proofs.Cosmos.Ics23;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>Reads the chains whose accounts are attested (docs/configuration.md, config/chains.schema.json). Every problem is reported, none starts the node.</summary>
public static class ChainsFile
{
    /// <summary>A file of a thousand chains is below a megabyte.</summary>
    public const long MaximumBytes = 1 << 20;

    private static readonly TimeSpan FastestPoll = TimeSpan.FromMilliseconds(20);

    /// <param name="path">The file.</param>
    /// <param name="settings">Reads an environment variable by its name, for endpoints.</param>
    /// <param name="problems">Empty exactly when chains are returned.</param>
    public static IReadOnlyList<ChainSettings>? Load(string path, Func<string, string?> settings, out IReadOnlyList<string> problems) =>
        ConfigFile.Load(path, static (root, _) => ReadAll(root), out problems, settings, MaximumBytes);

    /// <param name="content">UTF-8.</param>
    /// <param name="name">What the file is called in problems.</param>
    /// <param name="settings">Reads an environment variable by its name, for endpoints.</param>
    /// <param name="problems">Empty exactly when chains are returned.</param>
    internal static IReadOnlyList<ChainSettings>? Parse(ReadOnlyMemory<byte> content, string name, Func<string, string?> settings, out IReadOnlyList<string> problems) =>
        ConfigFile.Parse(content, name, string.Empty, static (root, _) => ReadAll(root), out problems, settings);

    private static List<ChainSettings> ReadAll(JsonSection root)
    {
        var chains = root.Sections("chains").Select(Read).OrderBy(chain => chain.Profile.Chain).ToList();
        root.Done();
        if (chains.Count == 0) root.Problem("chains", "there must be at least one");
        foreach (var twice in chains.GroupBy(chain => chain.Profile.Chain).Where(group => group.Count() > 1)) root.Problem("chains", $"{twice.Key} is there twice");
        return chains;
    }

    private static ChainSettings Read(JsonSection section)
    {
        var chain = new ChainSettings(
            section.Text("name"),
            ReadProfile(section),
            section.Endpoints("endpoints"),
            section.Integer("agreement", 1),
            TimeSpan.FromMilliseconds(section.Duration("poll", 2_000)),
            section.Parsed("multicall", "an address", ParseAddress, EvmReaderOptions.CanonicalMulticall),
            ReadTrust(section),
            section.Text("source"));
        section.Done();
        foreach (var problem in ChainProfileRules.Problems(chain.Profile)) section.Problems.Add($"{section.Path}: {problem}");
        CheckEndpoints(section, chain);
        return chain;
    }

    private static ChainProfile ReadProfile(JsonSection section) => new()
    {
        Chain = section.Parsed("chain", "a CAIP-2 chain such as eip155:1", static text => (ChainId.TryParse(text, out var chain), chain)),
        Pin = section.Choice<PinKind>("pin"),
        Finality = section.Choice<FinalityKind>("finality"),
        ConfirmedDepth = section.Integer("confirmedDepth"),
        UnfinalizedTtlMs = section.Duration("unfinalizedTtl"),
        FinalizedValidForMs = section.Duration("finalizedValidFor"),
        HeartbeatMs = section.Duration("heartbeat"),
        MaximumWindow = section.Integer("maximumWindow"),
        MaximumHeadAgeMs = section.Duration("maximumHeadAge"),
        SequencerFeed = section.Has("sequencerFeed") ? section.Parsed("sequencerFeed", "an address", ParseAddress) : null,
    };

    private static CosmosTrust? ReadTrust(JsonSection section)
    {
        if (section.Section("trust", required: false) is not { } trust) return null;
        var height = trust.Counter("height");
        var hash = trust.Parsed("hash", "32 bytes in hex", static text => (Hash256.TryParse(text, out var parsed), parsed));
        var period = trust.Duration("period");
        trust.Done();
        if (height is 0 or > long.MaxValue) trust.Problem("height", $"1 to {long.MaxValue}, not {height}");
        if (period == 0) trust.Problem("period", "must be longer than 0 ms");
        return new(new CometTrust.Header((long)Math.Min(height, long.MaxValue), hash), period, ProofSpec.Iavl);
    }

    // What the chain's reader would refuse; endpoints are named by their place, their text may be a secret.
    private static void CheckEndpoints(JsonSection section, ChainSettings chain)
    {
        var (endpoints, most) = (chain.Endpoints, EvmReaderOptions.MaximumEndpoints);
        if (endpoints.Count is 0 || endpoints.Count > most) section.Problem("endpoints", $"1 to {most}, not {endpoints.Count}");
        for (var i = 1; i < endpoints.Count; i++)
        {
            var same = endpoints.Take(i).ToList().IndexOf(endpoints[i]);
            if (same >= 0) section.Problem($"endpoints[{i}]", $"the same as endpoints[{same}]; it would count twice");
        }

        if (chain.Agreement < 1 || chain.Agreement > Math.Max(1, endpoints.Count)) section.Problem("agreement", $"1 to the {endpoints.Count} endpoints, not {chain.Agreement}");
        if (chain.Multicall.IsZero) section.Problem("multicall", "must not be the zero address");
        if (section.Has("multicall") && !chain.Profile.Chain.TryGetEip155(out _)) section.Problem("multicall", "only EVM chains have one");
        if (section.Has("trust") && !chain.Profile.Chain.ToString().StartsWith(CosmosReaderOptions.Namespace + ":", StringComparison.Ordinal)) section.Problem("trust", "only Cosmos chains have one");
        if (chain.Poll < FastestPoll) section.Problem("poll", $"must be at least {FastestPoll.TotalMilliseconds} ms, not {chain.Poll.TotalMilliseconds} ms");
    }

    private static (bool Ok, EvmAddress Value) ParseAddress(string text) => (EvmAddress.TryParse(text, out var address), address);
}
