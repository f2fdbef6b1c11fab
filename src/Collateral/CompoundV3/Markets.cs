using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.CompoundV3;

/// <param name="Name">For figures and problems, such as <c>cUSDCv3</c>; printable ASCII, at most 16 characters.</param>
/// <param name="Comet">The market's proxy. What it takes as collateral it says itself.</param>
/// <param name="BaseToken">What its <c>baseToken()</c> must be.</param>
/// <param name="Decimals">What the base token's <c>decimals()</c> must be.</param>
public sealed record CometMarket(string Name, EvmAddress Comet, EvmAddress BaseToken, byte Decimals);

/// <summary>Markets of Compound III on one chain.</summary>
/// <param name="Chain">An EVM chain.</param>
/// <param name="Multicall">Where Multicall3 is on that chain; it tells the block's time.</param>
/// <param name="Comets">Each once.</param>
public sealed record CompoundV3Markets(ChainId Chain, EvmAddress Multicall, IReadOnlyList<CometMarket> Comets)
{
    public const string Source = "compound-v3";
    public const int MaximumName = 16;

    /// <summary>Most collateral assets of one market that are read; Comet's own limit is 24.</summary>
    public const int MaximumAssets = 32;

    /// <summary>Every rule that is broken; empty when sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = MarketFields.ProblemsOf([.. Comets.Select(comet => comet.Comet)], "comets").ToList();
        if (!Chain.TryGetEip155(out _)) problems.Add($"chain: an EVM chain, not '{Chain}'");
        if (Multicall.IsZero) problems.Add("multicall: must not be the zero address");
        foreach (var comet in Comets)
        {
            if (!MarketFields.IsName(comet.Name, MaximumName)) problems.Add($"comets: the name of {comet.Comet} must be 1 to {MaximumName} printable ASCII characters without spaces");
            if (comet.BaseToken.IsZero) problems.Add($"comets: {comet.Comet} has no base token");
            if (comet.Decimals > Position.MaximumDecimals) problems.Add($"comets: the base token of {comet.Comet} has {comet.Decimals} decimals, at most {Position.MaximumDecimals}");
        }

        foreach (var twice in Comets.GroupBy(comet => comet.Name).Where(group => group.Count() > 1)) problems.Add($"comets: the name {twice.Key} is there {twice.Count()} times");
        return problems;
    }

    /// <summary>Reads the member <c>compound-v3</c> of the protocols' file.</summary>
    public static IReadOnlyList<CompoundV3Markets> Parse(JsonElement list, List<string> problems) => MarketFields.Read(
        list,
        Source,
        problems,
        static section => new CompoundV3Markets(
            section.EvmChain(),
            section.Contract("multicall", EvmReaderOptions.CanonicalMulticall),
            section.Each("comets", static comet => new CometMarket(comet.Text("name"), comet.Contract("comet"), comet.Contract("baseToken"), comet.TokenDecimals()))),
        static markets => markets.Problems());
}
