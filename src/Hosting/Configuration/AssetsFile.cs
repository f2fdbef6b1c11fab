using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>Reads the assets that accounts may hold (docs/configuration.md, config/assets.schema.json). Every problem is reported, none starts the node.</summary>
public static class AssetsFile
{
    /// <summary>A file of four thousand assets is about two megabytes.</summary>
    public const long MaximumBytes = 4 << 20;

    private const string NoFeed = "none";

    /// <param name="path">The file.</param>
    /// <param name="problems">Empty exactly when assets are returned, in order of asset.</param>
    public static IReadOnlyList<AssetSettings>? Load(string path, out IReadOnlyList<string> problems) => ConfigFile.Load(path, static (root, _) => ReadAll(root), out problems, maximumBytes: MaximumBytes);

    /// <param name="content">UTF-8.</param>
    /// <param name="name">What the file is called in problems.</param>
    /// <param name="problems">Empty exactly when assets are returned.</param>
    internal static IReadOnlyList<AssetSettings>? Parse(ReadOnlyMemory<byte> content, string name, out IReadOnlyList<string> problems) =>
        ConfigFile.Parse(content, name, string.Empty, static (root, _) => ReadAll(root), out problems);

    private static List<AssetSettings> ReadAll(JsonSection root)
    {
        var assets = root.Sections("assets").Select(Read).OrderBy(asset => asset.Asset).ToList();
        root.Done();
        if (assets.Count is 0 or > CollateralPolicy.MaximumAssets) root.Problem("assets", $"1 to {CollateralPolicy.MaximumAssets}, not {assets.Count}");

        // Rules between entries would repeat what is wrong with one of them.
        if (root.Problems.Count == 0) root.Problems.AddRange(AssetRules.Problems(assets));
        return assets;
    }

    private static AssetSettings Read(JsonSection section)
    {
        var identity = section.Choice<AssetIdentity>("identity");
        var asset = new AssetSettings(
            section.Parsed("asset", "a CAIP-19 asset such as eip155:1/erc20:0xab… (EVM addresses in lower case)", ParseAsset),
            section.Text("name"),
            section.Parsed("feed", $"a feed of 1 to 16 characters such as ETH/USD, or {NoFeed}", ParseFeed),
            ReadDecimals(section),
            identity,
            section.Choice<BalanceKind>("balance"),
            identity is AssetIdentity.Wrapped or AssetIdentity.Bridged ? section.Parsed("of", "the CAIP-19 asset that it stands for", ParseAsset) : default,
            identity is AssetIdentity.Bridged ? section.Text("bridge") : string.Empty,
            identity is AssetIdentity.Bridged ? section.Choice<BridgedPrice>("pricedAs") : null,
            section.Text("source"));
        section.Done();
        return asset;
    }

    private static byte ReadDecimals(JsonSection section)
    {
        var decimals = section.Natural("decimals");
        if (decimals <= Position.MaximumDecimals) return (byte)decimals;
        section.Problem("decimals", $"0 to {Position.MaximumDecimals}, not {decimals}");
        return 0;
    }

    private static (bool Ok, AssetId Value) ParseAsset(string text) => (AssetId.TryParse(text, out var asset), asset);

    private static (bool Ok, FeedId Value) ParseFeed(string text) => text == NoFeed ? (true, default) : (FeedId.TryParse(text, out var feed), feed);
}
