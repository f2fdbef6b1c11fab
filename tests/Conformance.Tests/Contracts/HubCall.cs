using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Conformance.Tests.Contracts;

/// <summary>Calls of the contracts of contracts/evm (IOracleHub, IFactHub).</summary>
/// <param name="Target"><c>hub</c> or <c>facts</c>.</param>
/// <param name="Data">Selector and arguments.</param>
public sealed record HubCall(string Target, byte[] Data)
{
    public static HubCall Post(string function, byte[] posting) => Hub($"{function}(bytes)", new AbiWriter().Bytes(posting));

    public static HubCall OpenStatement(byte[] posting, EvmAddress reader) => Hub("openStatement(bytes,address)", new AbiWriter().Bytes(posting).Address(reader));

    public static HubCall Price(ShardId shard, FeedId feed) => Hub("price(bytes16,bytes16)", new AbiWriter().Name(shard).Name(feed));

    public static HubCall PairedPrice(Hash256 layout, int position) => Hub("pairedPrice(bytes32,uint256)", new AbiWriter().Bytes32(layout).UInt((UInt128)position));

    public static HubCall CurrentEpoch() => Hub("currentEpoch()", new());

    public static HubCall Verify(string function, byte[] posting) => Facts($"{function}(bytes)", new AbiWriter().Bytes(posting));

    public static HubCall Read(ShardId shard, Statement fact) => fact switch
    {
        CollateralStatement collateral => Facts("collateral(bytes16,bytes32)", new AbiWriter().Name(shard).Bytes32(collateral.Position)),
        MarketIndexStatement index => Facts("marketIndex(bytes16,bytes32)", new AbiWriter().Name(shard).Bytes32(index.Market)),
        SnapshotStatement snapshot => Facts("snapshot(bytes16,bytes16)", new AbiWriter().Name(shard).Name(snapshot.Account)),
        ChainStatusStatement status => Facts("chainStatus(bytes16,bytes32)", new AbiWriter().Name(shard).Bytes32(status.Chain)),
        RetractionStatement retraction => Facts("floorOf(bytes16,bytes32)", new AbiWriter().Name(retraction.Shard).Bytes32(retraction.Subject)),
        _ => throw new ArgumentException(fact.Kind.ToString(), nameof(fact)),
    };

    private static HubCall Hub(string signature, AbiWriter arguments) => new("hub", arguments.ToCall(AbiSelector.Of(signature)));

    private static HubCall Facts(string signature, AbiWriter arguments) => new("facts", arguments.ToCall(AbiSelector.Of(signature)));
}
