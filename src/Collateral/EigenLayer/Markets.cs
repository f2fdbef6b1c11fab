using System.Text.Json;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Collateral.EigenLayer;

/// <summary>What a strategy holds.</summary>
public enum EigenLayerKind
{
    /// <summary>A token whose balances move only with an event.</summary>
    Token = 1,

    /// <summary>A token whose balances also move without one, and with them what a share is worth.</summary>
    Rebasing = 2,

    /// <summary>Natively restaked Ether: shares are wei, and the strategy's address is no contract.</summary>
    Native = 3,
}

/// <summary>One strategy.</summary>
/// <param name="Strategy">Its address.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Token">What its <c>underlyingToken()</c> must be; the zero address for Ether.</param>
/// <param name="Decimals">What the token's <c>decimals()</c> must be; 18 for Ether.</param>
public sealed record EigenLayerStrategy(EvmAddress Strategy, EigenLayerKind Kind, EvmAddress Token, byte Decimals)
{
    internal bool IsNative => Kind == EigenLayerKind.Native;
}

/// <summary>One deployment.</summary>
/// <param name="Chain">An EVM chain.</param>
/// <param name="DelegationManager">Knows withdrawable shares and the withdrawal queue.</param>
/// <param name="StrategyManager">Emits deposits.</param>
/// <param name="Strategies">What is asked about, each once.</param>
public sealed record EigenLayerMarkets(ChainId Chain, EvmAddress DelegationManager, EvmAddress StrategyManager, IReadOnlyList<EigenLayerStrategy> Strategies)
{
    /// <summary>The member of the protocols' file, and the source.</summary>
    public const string Member = "eigenlayer";

    private const uint Ether = 60;
    private const byte EtherDecimals = 18;

    /// <summary>Every rule that is broken; empty when sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = MarketFields.ProblemsOf([.. Strategies.Select(strategy => strategy.Strategy)], "strategies").ToList();
        problems.AddRange(MarketFields.ProblemsOf([DelegationManager, StrategyManager], "contracts"));
        if (!Chain.TryGetEip155(out _)) problems.Add($"chain: an EVM chain, not '{Chain}'");
        foreach (var strategy in Strategies)
        {
            if (strategy.IsNative != strategy.Token.IsZero) problems.Add($"strategies: {strategy.Strategy} is {strategy.Kind} and has token {strategy.Token}");
            if (strategy.IsNative && strategy.Decimals != EtherDecimals) problems.Add($"strategies: {strategy.Strategy} is Ether, which has {EtherDecimals} decimals, not {strategy.Decimals}");
            if (strategy.Decimals > Position.MaximumDecimals) problems.Add($"strategies: {strategy.Token} has {strategy.Decimals} decimals, at most {Position.MaximumDecimals}");
        }

        return problems;
    }

    /// <summary>Reads the member <c>eigenlayer</c> of the protocols' file.</summary>
    public static IReadOnlyList<EigenLayerMarkets> Parse(JsonElement list, List<string> problems) => MarketFields.Read(
        list,
        Member,
        problems,
        static section => new EigenLayerMarkets(
            section.EvmChain(),
            section.Contract("delegationManager"),
            section.Contract("strategyManager"),
            section.Each("strategies", static item => new EigenLayerStrategy(
                item.Contract("strategy"), item.Choice<EigenLayerKind>("kind"), item.Contract("token", default(EvmAddress)), item.TokenDecimals()))),
        static markets => markets.Problems());

    internal AssetId AssetOf(EigenLayerStrategy strategy) => strategy.IsNative ? AssetId.Native(Chain, Ether) : AssetId.Erc20(Chain, strategy.Token);
}
