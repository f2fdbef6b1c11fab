using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.CompoundV3;

/// <summary>The functions and events of Comet and its extension that are read (Compound III, github.com/compound-finance/comet).</summary>
public static class CompoundV3Layout
{
    public static readonly uint BaseToken = AbiSelector.Of("baseToken()");
    public static readonly uint NumAssets = AbiSelector.Of("numAssets()");
    public static readonly uint TotalsBasic = AbiSelector.Of("totalsBasic()");
    public static readonly uint GetUtilization = AbiSelector.Of("getUtilization()");
    public static readonly uint GetBorrowRate = AbiSelector.Of("getBorrowRate(uint256)");
    public static readonly uint GetAssetInfo = AbiSelector.Of("getAssetInfo(uint8)");
    public static readonly uint UserBasic = AbiSelector.Of("userBasic(address)");
    public static readonly uint UserCollateral = AbiSelector.Of("userCollateral(address,address)");
    public static readonly uint IsLiquidatable = AbiSelector.Of("isLiquidatable(address)");

    /// <summary>What the base indices are scaled by (<c>baseIndexScale()</c>).</summary>
    public static readonly UInt128 IndexScale = 1_000_000_000_000_000;

    /// <summary>What rates per second are scaled by (<c>factorScale()</c>).</summary>
    public static readonly UInt128 FactorScale = 1_000_000_000_000_000_000;

    public static EvmCall For(EvmAddress comet, uint function) => new(comet, new AbiWriter().ToCall(function));

    public static EvmCall ForUser(EvmAddress comet, uint function, EvmAddress owner) => new(comet, new AbiWriter().Address(owner).ToCall(function));

    public static EvmCall ForNumber(EvmAddress comet, uint function, UInt128 number) => new(comet, new AbiWriter().UInt(number).ToCall(function));

    public static EvmCall ForCollateral(EvmAddress comet, EvmAddress owner, EvmAddress asset) => new(comet, new AbiWriter().Address(owner).Address(asset).ToCall(UserCollateral));

    /// <summary>Every event that tells of a change of somebody's principal or collateral, with the topics that hold whose.</summary>
    public static IEnumerable<EvmWatch> WatchesOf(EvmAddress comet) =>
    [
        new(comet, EvmLogs.TopicOf("Supply(address,address,uint256)"), [2]),
        new(comet, EvmLogs.TopicOf("Withdraw(address,address,uint256)"), [1]),
        new(comet, EvmLogs.TopicOf("Transfer(address,address,uint256)"), [1, 2]),
        new(comet, EvmLogs.TopicOf("AbsorbDebt(address,address,uint256,uint256)"), [2]),
        new(comet, EvmLogs.TopicOf("SupplyCollateral(address,address,address,uint256)"), [2]),
        new(comet, EvmLogs.TopicOf("WithdrawCollateral(address,address,address,uint256)"), [1]),
        new(comet, EvmLogs.TopicOf("TransferCollateral(address,address,address,uint256)"), [1, 2]),
        new(comet, EvmLogs.TopicOf("AbsorbCollateral(address,address,address,uint256,uint256)"), [2]),
    ];
}
