using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Feeds.Chainlink;

/// <summary>The calls of <c>AggregatorV3Interface</c>.</summary>
public static class ChainlinkRequest
{
    public static readonly uint LatestRoundData = AbiSelector.Of("latestRoundData()");
    public static readonly uint GetRoundData = AbiSelector.Of("getRoundData(uint80)");
    public static readonly uint Decimals = AbiSelector.Of("decimals()");
    public static readonly uint Description = AbiSelector.Of("description()");

    public static EvmCall ForLatestRound(EvmAddress proxy) => new(proxy, new AbiWriter().ToCall(LatestRoundData));

    public static EvmCall ForRound(EvmAddress proxy, PhaseRound round) => new(proxy, new AbiWriter().UInt(round.ToId()).ToCall(GetRoundData));

    public static EvmCall ForDecimals(EvmAddress proxy) => new(proxy, new AbiWriter().ToCall(Decimals));

    public static EvmCall ForDescription(EvmAddress proxy) => new(proxy, new AbiWriter().ToCall(Description));
}
