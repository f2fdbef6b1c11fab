using System.Text.Json;
using CrossChainOracle.Collateral.Api;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Collateral.Hyperliquid;

/// <summary>A perpetual of the main exchange.</summary>
/// <param name="Index">Its place in the universe.</param>
/// <param name="SizeDecimals">In which sizes are counted, at most 6; mark prices have 6 less these, so that size times price has 6.</param>
public sealed record HyperliquidPerp(uint Index, byte SizeDecimals);

/// <summary>A spot token.</summary>
/// <param name="Index">HyperCore's number of it.</param>
/// <param name="Asset">What it is.</param>
/// <param name="Decimals">Of the asset.</param>
/// <param name="WeiDecimals">In which HyperCore counts it.</param>
public sealed record HyperliquidToken(uint Index, AssetId Asset, byte Decimals, byte WeiDecimals);

/// <summary>What is read of HyperCore, by its info API or by the precompiles of HyperEVM.</summary>
/// <param name="Chain">HyperEVM, whose addresses HyperCore shares.</param>
/// <param name="Dollar">What perpetuals are settled in, as <paramref name="Tokens"/> name it too.</param>
/// <param name="DollarDecimals">Of that asset.</param>
/// <param name="Perps">Only the precompiles need them; they cannot list an account's positions.</param>
/// <param name="Tokens">Spot balances that are asked about, each once.</param>
/// <param name="Vaults">Vaults in which an owner's equity is asked about, each once.</param>
public sealed record HyperliquidMarkets(
    ChainId Chain, AssetId Dollar, byte DollarDecimals, IReadOnlyList<HyperliquidPerp> Perps, IReadOnlyList<HyperliquidToken> Tokens, IReadOnlyList<EvmAddress> Vaults)
{
    /// <summary>The member of the protocols' file for the info API, and the source of both readers.</summary>
    public const string Member = "hyperliquid";

    /// <summary>The member of the protocols' file for the precompiles.</summary>
    public const string PrecompilesMember = "hyperliquid-precompiles";

    /// <summary>Every rule that is broken; empty when sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = AssetFields.ProblemsOf("tokens", [.. Tokens.Select(token => (token.Index, token.Asset))]).ToList();
        if (!Chain.TryGetEip155(out _)) problems.Add($"chain: an EVM chain, not '{Chain}'");
        if (Dollar.IsEmpty || DollarDecimals > Position.MaximumDecimals) problems.Add($"dollar: must be an asset with at most {Position.MaximumDecimals} decimals");
        if (Vaults.Count > 0) problems.AddRange(MarketFields.ProblemsOf([.. Vaults], "vaults"));
        foreach (var twice in Perps.GroupBy(perp => perp.Index).Where(group => group.Count() > 1)) problems.Add($"perps: {twice.Key} is there {twice.Count()} times");
        foreach (var perp in Perps.Where(perp => perp.Index > ushort.MaxValue || perp.SizeDecimals > HyperliquidLayout.DollarDecimals))
        {
            problems.Add($"perps: {perp.Index} with {perp.SizeDecimals} decimals; the index is at most {ushort.MaxValue}, the decimals at most {HyperliquidLayout.DollarDecimals}");
        }

        foreach (var token in Tokens.Where(token => Math.Max(token.Decimals, token.WeiDecimals) > Position.MaximumDecimals)) problems.Add($"tokens: {token.Index} has more than {Position.MaximumDecimals} decimals");
        return problems;
    }

    /// <summary>Reads either member of the protocols' file; both have the same form.</summary>
    public static IReadOnlyList<HyperliquidMarkets> Parse(JsonElement list, List<string> problems, string member = Member) => MarketFields.Read(
        list,
        member,
        problems,
        static section => new HyperliquidMarkets(
            section.EvmChain(),
            section.Asset("dollar"),
            section.TokenDecimals("dollarDecimals"),
            section.Each("perps", static item => new HyperliquidPerp(item.Natural("index"), item.TokenDecimals("sizeDecimals"))),
            section.Each("tokens", static item => new HyperliquidToken(item.Natural("index"), item.Asset("asset"), item.TokenDecimals(), item.TokenDecimals("weiDecimals"))),
            section.Each("vaults", static item => item.Contract("vault"))),
        static markets => markets.Problems());
}
