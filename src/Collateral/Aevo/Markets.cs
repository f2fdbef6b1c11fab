using System.Text.Json;
using CrossChainOracle.Collateral.Api;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Collateral.Aevo;

/// <summary>A collateral asset by the name that the API gives it, such as <c>USDC</c>.</summary>
public sealed record AevoCollateral(string Name, AssetId Asset, byte Decimals);

/// <summary>What is read.</summary>
/// <param name="Chain">The exchange's own chain, whose addresses accounts have.</param>
/// <param name="Dollar">What gains and losses are settled in.</param>
/// <param name="DollarDecimals">Of that asset.</param>
/// <param name="Collaterals">Balances that are asked about, each once.</param>
public sealed record AevoMarkets(ChainId Chain, AssetId Dollar, byte DollarDecimals, IReadOnlyList<AevoCollateral> Collaterals)
{
    /// <summary>The member of the protocols' file, and the source.</summary>
    public const string Member = "aevo";

    /// <summary>Every rule that is broken; empty when sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = AssetFields.ProblemsOf("collaterals", [.. Collaterals.Select(collateral => (collateral.Name, collateral.Asset))]).ToList();
        if (!Chain.TryGetEip155(out _)) problems.Add($"chain: an EVM chain, not '{Chain}'");
        if (Dollar.IsEmpty || DollarDecimals > Position.MaximumDecimals) problems.Add($"dollar: must be an asset with at most {Position.MaximumDecimals} decimals");
        foreach (var collateral in Collaterals.Where(collateral => collateral.Decimals > Position.MaximumDecimals)) problems.Add($"collaterals: {collateral.Name} has more than {Position.MaximumDecimals} decimals");
        return problems;
    }

    /// <summary>Reads the member <c>aevo</c> of the protocols' file.</summary>
    public static IReadOnlyList<AevoMarkets> Parse(JsonElement list, List<string> problems) => MarketFields.Read(
        list,
        Member,
        problems,
        static section => new AevoMarkets(
            section.EvmChain(),
            section.Asset("dollar"),
            section.TokenDecimals("dollarDecimals"),
            section.Each("collaterals", static item => new AevoCollateral(item.Text("name"), item.Asset("asset"), item.TokenDecimals()))),
        static markets => markets.Problems());
}
