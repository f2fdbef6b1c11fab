using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>Reads a node's section <c>accounts</c> and the files that it names.</summary>
internal static class CollateralSection
{
    private const long DefaultMs = 60_000;

    private delegate T? Loader<T>(string path, out IReadOnlyList<string> problems)
        where T : class;

    /// <summary>Null where the node attests no accounts, or where a file cannot be used.</summary>
    /// <param name="root">Of the node's file.</param>
    /// <param name="folder">What relative paths are relative to.</param>
    /// <param name="deployment">What the accounts' proofs must be for.</param>
    /// <param name="settings">Reads an environment variable by its name, for endpoints.</param>
    public static CollateralConfig? Read(JsonSection root, string folder, string deployment, Func<string, string?> settings)
    {
        if (root.Section("accounts", required: false) is not { } section) return null;
        var chains = File(section, folder, "chains", (string path, out IReadOnlyList<string> problems) => ChainsFile.Load(path, settings, out problems));
        var assets = File<IReadOnlyList<AssetSettings>>(section, folder, "assets", AssetsFile.Load);
        var protocols = File<ProtocolsConfig>(section, folder, "protocols", ProtocolsFile.Load);
        var accounts = File(section, folder, "file", (string path, out IReadOnlyList<string> problems) => AccountsFile.Load(path, deployment, out problems));
        var (skew, validFor) = (Milliseconds(section, "maximumSkew"), Milliseconds(section, "snapshotValidFor"));
        List<string> sources = [.. section.Texts("answerSources", required: false).Order(StringComparer.Ordinal)];
        section.Done();
        if (chains is null || assets is null || protocols is null || accounts is null) return null;
        var collateral = new CollateralConfig(chains, assets, protocols, accounts, sources, skew, validFor);
        foreach (var problem in CollateralConfigRules.Problems(collateral)) section.Problems.Add($"{section.Path}: {problem}");
        return collateral;
    }

    private static T? File<T>(JsonSection section, string folder, string name, Loader<T> load)
        where T : class
    {
        var text = section.Text(name);
        if (text.Length == 0) return null;
        var path = Path.Combine(folder, text);
        var loaded = load(path, out var problems);
        foreach (var problem in problems) section.Problem(name, problem.StartsWith(path, StringComparison.Ordinal) ? problem : $"{path}: {problem}");
        return loaded;
    }

    private static uint Milliseconds(JsonSection section, string name)
    {
        var ms = section.Duration(name, DefaultMs);
        if (ms is > 0 and <= uint.MaxValue) return (uint)ms;
        section.Problem(name, $"must be 1 to {uint.MaxValue} ms, not {ms} ms");
        return (uint)DefaultMs;
    }
}
