using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.PerpProtocol;

/// <summary>The functions of Perpetual Protocol v2 that are called; their sources stand in the README beside this file.</summary>
internal static class PerpProtocolLayout
{
    public static readonly uint GetSettlementToken = AbiSelector.Of("getSettlementToken()");
    public static readonly uint GetCollateralTokens = AbiSelector.Of("getCollateralTokens(address)");
    public static readonly uint GetBalanceByToken = AbiSelector.Of("getBalanceByToken(address,address)");
    public static readonly uint GetFreeCollateralByToken = AbiSelector.Of("getFreeCollateralByToken(address,address)");
    public static readonly uint GetSettlementTokenValue = AbiSelector.Of("getSettlementTokenValue(address)");
    public static readonly uint GetAccountValue = AbiSelector.Of("getAccountValue(address)");
    public static readonly uint GetMarginRequirementForLiquidation = AbiSelector.Of("getMarginRequirementForLiquidation(address)");

    /// <summary>In which AccountBalance states the margin requirement, whatever the settlement token has.</summary>
    public const byte MarginDecimals = 18;
}
