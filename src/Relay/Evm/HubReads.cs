using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Relay.Evm;

/// <summary>The views of a hub and of its facts that a relayer asks (contracts/evm, <c>IOracleHub</c>): calls, and what they return. Nothing that is returned makes it throw.</summary>
public static class HubReads
{
    private const int PriceWords = 8;
    private const int CollateralWords = 18;
    private const int MarketIndexWords = 14;
    private const int SnapshotWords = 16;
    private const int ChainStatusWords = 9;

    private static readonly uint PriceSelector = AbiSelector.Of("price(bytes16,bytes16)");
    private static readonly uint PairedSelector = AbiSelector.Of("pairedPrice(bytes32,uint256)");
    private static readonly uint FloorSelector = AbiSelector.Of("floorOf(bytes16,bytes32)");
    private static readonly uint EpochSelector = AbiSelector.Of("currentEpoch()");
    private static readonly uint CollateralSelector = AbiSelector.Of("collateral(bytes16,bytes32)");
    private static readonly uint MarketIndexSelector = AbiSelector.Of("marketIndex(bytes16,bytes32)");
    private static readonly uint SnapshotFloorSelector = AbiSelector.Of("snapshotFloorOf(bytes16)");
    private static readonly uint FactsSelector = AbiSelector.Of("facts()");
    private static readonly uint SnapshotSelector = AbiSelector.Of("snapshot(bytes16,bytes16)");
    private static readonly uint ChainStatusSelector = AbiSelector.Of("chainStatus(bytes16,bytes32)");

    public static byte[] Price(ShardId shard, FeedId feed) => new AbiWriter().Bytes32(Left(shard.CopyTo)).Bytes32(Left(feed.CopyTo)).ToCall(PriceSelector);

    /// <param name="layout">As <see cref="HubCalls.LayoutOf"/> gives it.</param>
    /// <param name="position">Of the feed in the layout, from 0.</param>
    public static byte[] PairedPrice(Hash256 layout, int position) => new AbiWriter().Bytes32(layout).UInt((UInt128)position).ToCall(PairedSelector);

    public static byte[] FloorOf(ShardId shard, Hash256 subject) => new AbiWriter().Bytes32(Left(shard.CopyTo)).Bytes32(subject).ToCall(FloorSelector);

    public static byte[] SnapshotFloorOf(ShardId shard) => new AbiWriter().Bytes32(Left(shard.CopyTo)).ToCall(SnapshotFloorSelector);

    /// <summary>The contract that keeps the facts.</summary>
    public static byte[] Facts() => new AbiWriter().ToCall(FactsSelector);

    public static byte[] CurrentEpoch() => new AbiWriter().ToCall(EpochSelector);

    /// <param name="kind">Position, market index, snapshot or chain status.</param>
    /// <param name="shard">Where it is stated.</param>
    /// <param name="subject">As <see cref="FactSubject"/> gives it.</param>
    public static byte[] Fact(StatementKind kind, ShardId shard, Hash256 subject) => new AbiWriter().Bytes32(Left(shard.CopyTo)).Bytes32(subject).ToCall(kind switch
    {
        StatementKind.Collateral => CollateralSelector,
        StatementKind.MarketIndex => MarketIndexSelector,
        StatementKind.Snapshot => SnapshotSelector,
        StatementKind.ChainStatus => ChainStatusSelector,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "is not stored as a fact"),
    });

    public static bool TryReadPrice(ReadOnlySpan<byte> data, out StoredPrice? price, out AbiFault fault)
    {
        price = null;
        var reader = new AbiReader(data);
        var read = reader.TryOpen(PriceWords, out var frame)
            && reader.TryReadUInt64(ref frame, 64, out var sequence) && TryTime(ref reader, ref frame, out var observedAt)
            && TryTime(ref reader, ref frame, out var publishedAt) && TryTime(ref reader, ref frame, out var validUntil)
            && reader.TryReadUInt64(ref frame, 8, out var verdict) && reader.TryReadUInt64(ref frame, 8, out var breaker)
            && TryPrice(ref reader, ref frame, out var value) && TryPrice(ref reader, ref frame, out var confidence) && reader.TryFinish()
            && verdict <= (ulong)Verdict.All && breaker <= (ulong)BreakerState.Open
            && (price = new(sequence, observedAt, publishedAt, validUntil, value, confidence, (Verdict)verdict, (BreakerState)breaker)) is not null;
        fault = Fault(reader, read, "a verdict or breaker that is none");
        return read;
    }

    /// <summary>Every fact begins with its sequence and its end.</summary>
    public static bool TryReadFact(StatementKind kind, ReadOnlySpan<byte> data, out ulong sequence, out long validUntil, out AbiFault fault)
    {
        (sequence, validUntil) = (0, 0);
        var words = kind switch
        {
            StatementKind.Collateral => CollateralWords,
            StatementKind.MarketIndex => MarketIndexWords,
            StatementKind.Snapshot => SnapshotWords,
            _ => ChainStatusWords,
        };
        var reader = new AbiReader(data);
        var read = reader.TryOpen(words, out var frame) && reader.TryReadUInt64(ref frame, 64, out sequence) && TryTime(ref reader, ref frame, out validUntil) && reader.TryFinish();
        fault = Fault(reader, read, "a time that is none");
        return read;
    }

    /// <param name="floor">Null where nothing about the subject was retracted.</param>
    public static bool TryReadFloor(ReadOnlySpan<byte> data, out ulong? floor, out AbiFault fault)
    {
        floor = null;
        var reader = new AbiReader(data);
        var read = reader.TryOpen(2, out var frame) && reader.TryReadBool(ref frame, out var exists) && reader.TryReadUInt64(ref frame, 64, out var sequence) && reader.TryFinish()
            && (!exists || (floor = sequence) is not null);
        fault = reader.Fault;
        return read;
    }

    public static bool TryReadEpoch(ReadOnlySpan<byte> data, out uint epoch, out AbiFault fault)
    {
        epoch = 0;
        var reader = new AbiReader(data);
        var read = reader.TryOpen(1, out var frame) && reader.TryReadUInt64(ref frame, 32, out var value) && reader.TryFinish() && (epoch = (uint)value) == value;
        fault = reader.Fault;
        return read;
    }

    public static bool TryReadAddress(ReadOnlySpan<byte> data, out EvmAddress address, out AbiFault fault)
    {
        address = default;
        var reader = new AbiReader(data);
        var read = reader.TryOpen(1, out var frame) && reader.TryReadAddress(ref frame, out address) && reader.TryFinish();
        fault = reader.Fault;
        return read;
    }

    private static bool TryTime(ref AbiReader reader, ref AbiFrame frame, out long time)
    {
        time = 0;
        if (!reader.TryReadUInt64(ref frame, 64, out var value) || value > (ulong)UnixTime.MaxValue) return false;
        time = (long)value;
        return true;
    }

    private static bool TryPrice(ref AbiReader reader, ref AbiFrame frame, out Price price)
    {
        price = default;
        if (!reader.TryReadUInt128(ref frame, 128, out var value) || value > (UInt128)Int128.MaxValue) return false;
        price = Domain.Price.FromScaled((Int128)value);
        return true;
    }

    private static AbiFault Fault(AbiReader reader, bool read, string otherwise) =>
        read || reader.Fault.Code != AbiFaultCode.None ? reader.Fault : new(AbiFaultCode.OutOfRange, 0, otherwise);

    /// <summary>A <c>bytes16</c> stands at the left of its word.</summary>
    private static Hash256 Left(WriteName write)
    {
        Span<byte> word = stackalloc byte[Hash256.Size];
        word.Clear();
        write(word);
        return Hash256.From(word);
    }

    private delegate void WriteName(Span<byte> destination);
}
