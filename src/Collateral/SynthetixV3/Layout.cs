using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.SynthetixV3;

/// <summary>The functions of Synthetix v3 that are called; their sources stand in the README beside this file.</summary>
internal static class SynthetixV3Layout
{
    /// <summary>Every amount inside the core system, whatever the token has.</summary>
    public const byte SystemDecimals = 18;

    public static readonly uint TokenOfOwnerByIndex = AbiSelector.Of("tokenOfOwnerByIndex(address,uint256)");
    public static readonly uint GetAccountOwner = AbiSelector.Of("getAccountOwner(uint128)");
    public static readonly uint GetAccountCollateral = AbiSelector.Of("getAccountCollateral(uint128,address)");
    public static readonly uint GetPositionCollateral = AbiSelector.Of("getPositionCollateral(uint128,uint128,address)");

    /// <summary>Not a view function: it brings the vault's debt up to date first, which a call that is never sent does not keep.</summary>
    public static readonly uint GetPositionDebt = AbiSelector.Of("getPositionDebt(uint128,uint128,address)");
}
