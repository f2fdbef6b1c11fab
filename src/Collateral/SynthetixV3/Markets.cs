using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Collateral.SynthetixV3;

/// <summary>A token that accounts deposit.</summary>
/// <param name="Token">Its address, which is also the collateral type.</param>
/// <param name="Decimals">What its <c>decimals()</c> must be; the system counts in 18 whatever they are.</param>
public sealed record SynthetixV3Collateral(EvmAddress Token, byte Decimals);

/// <summary>One deployment of the core system.</summary>
/// <param name="Chain">An EVM chain.</param>
/// <param name="Core">The core proxy.</param>
/// <param name="Accounts">The token contract whose tokens are the accounts.</param>
/// <param name="Usd">The system's dollar (18 decimals), in which debt is owed.</param>
/// <param name="Collaterals">What is asked about, each once.</param>
/// <param name="Pools">Ids of the pools that collateral is delegated to; what is delegated to another one is told as a problem, because its debt is not known.</param>
public sealed record SynthetixV3Markets(
    ChainId Chain, EvmAddress Core, EvmAddress Accounts, EvmAddress Usd, IReadOnlyList<SynthetixV3Collateral> Collaterals, IReadOnlyList<UInt128> Pools)
{
    /// <summary>The member of the protocols' file, and the source.</summary>
    public const string Member = "synthetix-v3";

    /// <summary>Every rule that is broken; empty when sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = MarketFields.ProblemsOf([.. Collaterals.Select(collateral => collateral.Token)], "collaterals").ToList();
        problems.AddRange(MarketFields.ProblemsOf([Core, Accounts, Usd], "contracts"));
        if (!Chain.TryGetEip155(out _)) problems.Add($"chain: an EVM chain, not '{Chain}'");
        if (Pools.Count == 0 || Pools.Contains((UInt128)0)) problems.Add("pools: there must be at least one, by its id above zero as text");
        foreach (var twice in Pools.GroupBy(pool => pool).Where(group => group.Count() > 1)) problems.Add($"pools: {twice.Key} is there {twice.Count()} times");
        foreach (var collateral in Collaterals.Where(collateral => collateral.Decimals > Position.MaximumDecimals))
        {
            problems.Add($"collaterals: {collateral.Token} has {collateral.Decimals} decimals, at most {Position.MaximumDecimals}");
        }

        return problems;
    }

    /// <summary>Reads the member <c>synthetix-v3</c> of the protocols' file.</summary>
    public static IReadOnlyList<SynthetixV3Markets> Parse(JsonElement list, List<string> problems) => MarketFields.Read(
        list,
        Member,
        problems,
        static section => new SynthetixV3Markets(
            section.EvmChain(),
            section.Contract("core"),
            section.Contract("accounts"),
            section.Contract("usd"),
            section.Each("collaterals", static item => new SynthetixV3Collateral(item.Contract("token"), item.TokenDecimals())),
            [.. section.Texts("pools").Select(text => UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)]),
        static markets => markets.Problems());

    internal AssetId AssetOf(SynthetixV3Collateral collateral) => AssetId.Erc20(Chain, collateral.Token);
}
