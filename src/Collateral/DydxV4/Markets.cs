using System.Text.Json;
using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Collateral.Api;
using CrossChainOracle.Collateral.Cosmos;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.DydxV4;

/// <summary>Which subaccounts are read.</summary>
/// <param name="Chain">Such as <c>cosmos:dydx-mainnet-1</c>.</param>
/// <param name="Prefix">Of its addresses, <c>dydx</c>.</param>
/// <param name="Usdc">What subaccounts are settled in, an asset of that chain with 6 decimals.</param>
/// <param name="Subaccounts">Numbers of each owner's subaccounts: 0 is the first, from 128 on they hold isolated positions. Whatever an owner has in others is not seen.</param>
public sealed record DydxMarkets(ChainId Chain, string Prefix, AssetId Usdc, IReadOnlyList<uint> Subaccounts)
{
    /// <summary>The member of the protocols' file, and the source.</summary>
    public const string Member = DydxLayout.Source;

    public const int MaximumSubaccounts = 64;

    // The chain's own limit (x/subaccounts, MaxSubaccountIdNumber).
    private const uint HighestNumber = 128_000;

    /// <summary>Every rule that is broken; empty when all is sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (!Chain.ToString().StartsWith(CosmosReaderOptions.Namespace + ":", StringComparison.Ordinal)) problems.Add($"chain: {Chain} is no Cosmos chain");
        if (Usdc.IsEmpty || Usdc.Chain != Chain) problems.Add($"usdc: must be an asset of {Chain}, not '{Usdc}'");
        if (Subaccounts.Count is 0 or > MaximumSubaccounts) problems.Add($"subaccounts: must be 1 to {MaximumSubaccounts}, not {Subaccounts.Count}");
        problems.AddRange(Subaccounts.Where(number => number > HighestNumber).Select(number => $"subaccounts: {number} is above {HighestNumber}"));
        problems.AddRange(Subaccounts.GroupBy(number => number).Where(group => group.Count() > 1).Select(group => $"subaccounts: {group.Key} is there twice"));
        return problems;
    }

    /// <summary>Reads the member <c>dydx-v4</c> of the protocols' file.</summary>
    public static IReadOnlyList<DydxMarkets> Parse(JsonElement list, List<string> problems) => MarketFields.Read(
        list,
        Member,
        problems,
        static section => new DydxMarkets(section.CosmosChain(), section.Prefix(), section.Asset("usdc"), section.Numbers("subaccounts", HighestNumber)),
        static markets => markets.Problems());
}
