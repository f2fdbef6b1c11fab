using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>Rules between assets: what stands for another must say what its value rests on.</summary>
internal static class AssetRules
{
    private const string Coin = "slip44";

    /// <summary>Every rule that is broken, by the asset that breaks it.</summary>
    public static IEnumerable<string> Problems(IReadOnlyList<AssetSettings> assets)
    {
        foreach (var twice in assets.GroupBy(asset => asset.Asset).Where(group => group.Count() > 1)) yield return $"asset {twice.Key} is there {twice.Count()} times";
        var byId = assets.GroupBy(asset => asset.Asset).ToDictionary(group => group.Key, group => group.First());
        foreach (var problem in assets.SelectMany(asset => Problems(asset, byId).Select(problem => $"asset {asset.Asset} ({asset.Name}): {problem}"))) yield return problem;
    }

    private static IEnumerable<string> Problems(AssetSettings asset, Dictionary<AssetId, AssetSettings> byId)
    {
        if (asset.Identity == AssetIdentity.Native && asset.Balance != BalanceKind.Plain) yield return $"a chain's coin is plain, not {asset.Balance}";
        if (asset.Asset.Namespace == Coin && asset.Identity is AssetIdentity.Token or AssetIdentity.Wrapped) yield return $"{Coin} names a chain's coin, not a {asset.Identity} asset";
        if (asset.Of.IsEmpty) yield break;
        if (!byId.TryGetValue(asset.Of, out var underlying))
        {
            yield return $"stands for {asset.Of}, which is not in the file";
            yield break;
        }

        if (IsCircular(asset, byId)) yield return $"stands for {asset.Of}, which in the end stands for it";
        foreach (var problem in asset.Identity == AssetIdentity.Wrapped ? WrappedProblems(asset, underlying) : BridgedProblems(asset, underlying)) yield return problem;
    }

    private static IEnumerable<string> WrappedProblems(AssetSettings asset, AssetSettings underlying)
    {
        if (underlying.Asset.Chain != asset.Asset.Chain) yield return $"wraps {underlying.Asset} of another chain: that is bridged";
        if (asset.Balance == BalanceKind.Shares && SameFeed(asset, underlying)) yield return $"a share is not worth one unit of {underlying.Asset}, but is priced by the same {asset.Feed}";
        if (asset.Balance == BalanceKind.Plain && asset.Decimals != underlying.Decimals) yield return $"{asset.Decimals} decimals, but what it wraps one for one has {underlying.Decimals}";
    }

    private static IEnumerable<string> BridgedProblems(AssetSettings asset, AssetSettings underlying)
    {
        if (underlying.Asset.Chain == asset.Asset.Chain) yield return $"is bridged from its own chain, {asset.Asset.Chain}: that is wrapped";
        if (asset.PricedAs == BridgedPrice.Own && SameFeed(asset, underlying)) yield return $"is priced by {asset.Feed}, which prices {underlying.Asset}; say pricedAs: underlying if that is meant";
        if (asset.PricedAs == BridgedPrice.Underlying && !SameFeed(asset, underlying))
            yield return $"pricedAs: underlying, but its feed is {Shown(asset)} and that of {underlying.Asset} is {Shown(underlying)}";
    }

    private static bool SameFeed(AssetSettings asset, AssetSettings underlying) => !asset.Feed.IsEmpty && asset.Feed == underlying.Feed;

    private static string Shown(AssetSettings asset) => asset.Feed.IsEmpty ? "none" : asset.Feed.ToString();

    private static bool IsCircular(AssetSettings asset, Dictionary<AssetId, AssetSettings> byId)
    {
        var steps = 0;
        for (var next = asset.Of; byId.TryGetValue(next, out var step) && !step.Of.IsEmpty; next = step.Of)
        {
            // More steps than assets: it goes round somewhere.
            if (step.Of == asset.Asset || ++steps > byId.Count) return true;
        }

        return false;
    }
}
