using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.EigenLayer;

/// <summary>The functions and events of EigenLayer that are used; their sources stand in the README beside this file.</summary>
internal static class EigenLayerLayout
{
    /// <summary>StrategyBase adds this to its shares and to its tokens before it divides, against donations that inflate the first share.</summary>
    public const uint VirtualOffset = 1_000;

    public static readonly uint GetWithdrawableShares = AbiSelector.Of("getWithdrawableShares(address,address[])");
    public static readonly uint GetQueuedWithdrawals = AbiSelector.Of("getQueuedWithdrawals(address)");
    public static readonly uint TotalShares = AbiSelector.Of("totalShares()");
    public static readonly uint SharesToUnderlyingView = AbiSelector.Of("sharesToUnderlyingView(uint256)");
    public static readonly uint UnderlyingToken = AbiSelector.Of("underlyingToken()");

    public static readonly IReadOnlyList<Hash256> StrategyManagerEvents = [EvmLogs.TopicOf("Deposit(address,address,uint256)")];

    /// <summary>None has the staker as a topic in every case: a slash is an operator's and hits all who delegated to it.</summary>
    public static readonly IReadOnlyList<Hash256> DelegationManagerEvents =
    [
        EvmLogs.TopicOf("SlashingWithdrawalQueued(bytes32,(address,address,address,uint256,uint32,address[],uint256[]),uint256[])"),
        EvmLogs.TopicOf("SlashingWithdrawalCompleted(bytes32)"),
        EvmLogs.TopicOf("OperatorSharesSlashed(address,address,uint256)"),
        EvmLogs.TopicOf("DepositScalingFactorUpdated(address,address,uint256)"),
    ];
}
