using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Collateral.Api;

/// <summary>Assets that an API knows by names of its own, in the market lists of <c>config/protocols.json</c>.</summary>
internal static class AssetFields
{
    public static AssetId Asset(this JsonSection section, string name) =>
        section.Parsed(name, "an asset such as eip155:1/erc20:0xab...", static text => (AssetId.TryParse(text, out var asset), asset));

    /// <summary>What a list of such assets must be: not empty, each key and each asset once, so that nothing is counted twice.</summary>
    public static IEnumerable<string> ProblemsOf<T>(string name, IReadOnlyCollection<(T Key, AssetId Asset)> assets)
    {
        if (assets.Count == 0) yield return $"{name}: there must be at least one";
        if (assets.Any(item => item.Asset.IsEmpty)) yield return $"{name}: must name their assets";
        foreach (var twice in assets.GroupBy(item => item.Key).Where(group => group.Count() > 1)) yield return $"{name}: {twice.Key} is there {twice.Count()} times";
        foreach (var twice in assets.GroupBy(item => item.Asset).Where(group => group.Count() > 1)) yield return $"{name}: {twice.Key} is there {twice.Count()} times";
    }
}
