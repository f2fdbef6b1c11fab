using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.EvmNative;

/// <summary>The call of Multicall3 (github.com/mds1/multicall) that tells a balance of the chain's own coin.</summary>
public static class EvmNativeLayout
{
    /// <summary>Of every EVM chain's coin: one coin is 10^18 wei.</summary>
    public const byte Decimals = 18;

    public static readonly uint GetEthBalance = AbiSelector.Of("getEthBalance(address)");

    public static EvmCall ForBalance(EvmAddress multicall, EvmAddress owner) => new(multicall, new AbiWriter().Address(owner).ToCall(GetEthBalance));
}
