using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;

namespace CrossChainOracle.Collateral.EvmNative;

/// <summary>Reads what Multicall3 returns, from untrusted bytes; never throws for them.</summary>
public static class EvmNativeParser
{
    /// <summary>Reads the return data of <c>getEthBalance(address)</c>: uint256, wei.</summary>
    public static bool TryParseBalance(CallOutcome outcome, out UInt128 balance, [NotNullWhen(false)] out ReadFailure? failure) =>
        EvmAnswer.TryUInt(outcome, "getEthBalance()", 256, out balance, out failure);
}
