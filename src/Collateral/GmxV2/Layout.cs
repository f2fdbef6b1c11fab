using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.GmxV2;

/// <summary>The functions, events and storage keys of GMX v2 that are used; their sources stand in the README beside this file.</summary>
internal static class GmxV2Layout
{
    private const string EventData =
        "(((string,address)[],(string,address[])[]),((string,uint256)[],(string,uint256[])[]),((string,int256)[],(string,int256[])[]),((string,bool)[],(string,bool[])[])," +
        "((string,bytes32)[],(string,bytes32[])[]),((string,bytes)[],(string,bytes[])[]),((string,string)[],(string,string[])[]))";

    public static readonly uint GetAccountPositions = AbiSelector.Of("getAccountPositions(address,address,uint256,uint256)");
    public static readonly uint GetAccountOrders = AbiSelector.Of("getAccountOrders(address,address,uint256,uint256)");
    public static readonly uint GetUint = AbiSelector.Of("getUint(bytes32)");

    /// <summary>An event with one indexed topic of its own, which is the account where it is about an account: positions, claims.</summary>
    public static readonly Hash256 EventLog1 = EvmLogs.TopicOf($"EventLog1(address,string,string,bytes32,{EventData})");

    /// <summary>An event with two indexed topics of its own; orders have their key first and their account second.</summary>
    public static readonly Hash256 EventLog2 = EvmLogs.TopicOf($"EventLog2(address,string,string,bytes32,bytes32,{EventData})");

    private static readonly Hash256 ClaimableFundingAmount = Keccak256.Hash(new AbiWriter().String("CLAIMABLE_FUNDING_AMOUNT").ToArray());

    /// <summary>Under which key the data store keeps what an account may claim of a market's funding fees in one token.</summary>
    public static Hash256 ClaimableFundingKey(EvmAddress market, EvmAddress token, EvmAddress account) =>
        Keccak256.Hash(new AbiWriter().Bytes32(ClaimableFundingAmount).Address(market).Address(token).Address(account).ToArray());
}
