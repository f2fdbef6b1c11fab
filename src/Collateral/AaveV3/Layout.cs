using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.AaveV3;

/// <summary>The functions and events of Aave v3 that are read (npm <c>@aave/core-v3</c>: IPool, IPoolDataProvider, IScaledBalanceToken).</summary>
public static class AaveV3Layout
{
    public static readonly uint GetUserAccountData = AbiSelector.Of("getUserAccountData(address)");
    public static readonly uint GetUserEMode = AbiSelector.Of("getUserEMode(address)");
    public static readonly uint GetReserveNormalizedIncome = AbiSelector.Of("getReserveNormalizedIncome(address)");
    public static readonly uint GetReserveNormalizedVariableDebt = AbiSelector.Of("getReserveNormalizedVariableDebt(address)");
    public static readonly uint GetReserveTokensAddresses = AbiSelector.Of("getReserveTokensAddresses(address)");
    public static readonly uint GetUserReserveData = AbiSelector.Of("getUserReserveData(address,address)");
    public static readonly uint ScaledBalanceOf = AbiSelector.Of("scaledBalanceOf(address)");

    /// <summary><c>ReserveUsedAsCollateralEnabled(address indexed reserve, address indexed user)</c>.</summary>
    public static readonly Hash256 CollateralEnabled = EvmLogs.TopicOf("ReserveUsedAsCollateralEnabled(address,address)");

    /// <summary><c>ReserveUsedAsCollateralDisabled(address indexed reserve, address indexed user)</c>.</summary>
    public static readonly Hash256 CollateralDisabled = EvmLogs.TopicOf("ReserveUsedAsCollateralDisabled(address,address)");

    /// <summary><c>UserEModeSet(address indexed user, uint8 categoryId)</c>.</summary>
    public static readonly Hash256 UserEModeSet = EvmLogs.TopicOf("UserEModeSet(address,uint8)");

    public static EvmCall Of(EvmAddress contract, uint function, EvmAddress about) => new(contract, new AbiWriter().Address(about).ToCall(function));

    public static EvmCall ForUserReserve(EvmAddress dataProvider, EvmAddress asset, EvmAddress owner) => new(dataProvider, new AbiWriter().Address(asset).Address(owner).ToCall(GetUserReserveData));
}
