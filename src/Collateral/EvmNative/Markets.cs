using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.EvmNative;

/// <summary>A chain whose own coin is read.</summary>
/// <param name="Chain">An EVM chain.</param>
/// <param name="CoinType">The coin's number in SLIP-44: 60 is Ether.</param>
/// <param name="Multicall">Where Multicall3 is on that chain.</param>
public sealed record EvmNativeMarkets(ChainId Chain, uint CoinType, EvmAddress Multicall)
{
    public const string Source = "evm-native";

    /// <summary>SLIP-44's number of Ether.</summary>
    public const uint Ether = 60;

    /// <summary>Every rule that is broken; empty when sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (!Chain.TryGetEip155(out _)) problems.Add($"chain: an EVM chain, not '{Chain}'");
        if (CoinType > int.MaxValue) problems.Add($"coinType: at most {int.MaxValue}, not {CoinType}");
        if (Multicall.IsZero) problems.Add("multicall: must not be the zero address");
        return problems;
    }

    /// <summary>Reads the member <c>evm-native</c> of the protocols' file.</summary>
    public static IReadOnlyList<EvmNativeMarkets> Parse(JsonElement list, List<string> problems) => MarketFields.Read(
        list,
        Source,
        problems,
        static section => new EvmNativeMarkets(section.EvmChain(), section.Natural("coinType", Ether), section.Contract("multicall", EvmReaderOptions.CanonicalMulticall)),
        static markets => markets.Problems());
}
