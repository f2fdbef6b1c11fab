using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Conformance.Tests.Contracts;

/// <summary>The structs that the contracts return, in order of their fields.</summary>
public static class ContractViews
{
    /// <summary>A name is a bytes16: at the left of its word.</summary>
    public static AbiWriter Name(this AbiWriter writer, ShardId name) => writer.Left(name.CopyTo);

    public static AbiWriter Name(this AbiWriter writer, FeedId name) => writer.Left(name.CopyTo);

    public static AbiWriter Name(this AbiWriter writer, AccountId name) => writer.Left(name.CopyTo);

    public static AbiWriter Price(this AbiWriter writer, PriceRead price) => writer
        .UInt(price.Sequence).Time(price.ObservedAt).Time(price.PublishedAt).Time(price.ValidUntil).UInt((byte)price.Verdict).UInt((byte)price.Breaker).UInt(price.Value).UInt(price.Confidence);

    /// <param name="fact">What a fact of the batch is read as.</param>
    public static AbiWriter Fact(this AbiWriter writer, BatchHeader header, Statement fact) => fact switch
    {
        CollateralStatement item => writer
            .UInt(header.Sequence).Time(header.ObservedAt + item.ValidFor).Bool(item.IsLinkProven).Bool(item.IsWindowUnknown).UInt((byte)item.Side).UInt((byte)item.Stage).UInt((byte)item.Evidence)
            .UInt((byte)item.Pin).UInt((byte)item.Rule).UInt(item.Decimals).UInt(item.At.Height).Name(item.Account).Time(item.At.Time).Bytes32(item.At.Hash)
            .UInt(item.Finalized).UInt(item.Seen).UInt(item.Credited).UInt(item.Amount),
        MarketIndexStatement item => writer
            .UInt(header.Sequence).Time(header.ObservedAt + item.ValidFor).UInt((byte)item.Side).UInt((byte)item.Stage).UInt((byte)item.Evidence).UInt((byte)item.Pin).UInt(item.Decimals).UInt(item.At.Height)
            .Time(item.At.Time).Bytes32(item.At.Hash).UInt(item.Index.Numerator).UInt(item.Index.Denominator).UInt(item.Bound.Numerator).UInt(item.Bound.Denominator),
        SnapshotStatement item => writer
            .UInt(header.Sequence).Time(header.ObservedAt + item.ValidFor).UInt((byte)item.Verdict).UInt((byte)item.Breaker).Bool(item.IsIncomplete).UInt((byte)item.Stage).UInt((byte)item.Evidence)
            .UInt((byte)item.Rule).UInt(item.Positions).UInt(item.Skew).Int(item.Equity).Int(item.Confidence).Int(item.Credited).Int(item.AtRisk).Int(item.Debt).Int(item.Pending),
        ChainStatusStatement item => writer
            .UInt(header.Sequence).Time(header.ObservedAt + item.ValidFor).UInt((byte)item.Flags).UInt(item.Head.Height).UInt(item.Safe.Height).UInt(item.Finalized.Height)
            .Time(item.Head.Time).UInt(item.ScannedTo).UInt(item.BaseFee),
        RetractionStatement item => writer.Bool(true).UInt(item.Sequence),
        _ => throw new ArgumentException(fact.Kind.ToString(), nameof(fact)),
    };

    /// <summary>What `verifyCollateral` and its like give before the struct.</summary>
    public static AbiWriter Subject(this AbiWriter writer, BatchHeader header, Statement fact) => fact switch
    {
        CollateralStatement item => writer.Name(header.Shard).Bytes32(item.Position),
        MarketIndexStatement item => writer.Name(header.Shard).Bytes32(item.Market),
        SnapshotStatement item => writer.Name(header.Shard).Name(item.Account),
        ChainStatusStatement item => writer.Name(header.Shard).Bytes32(item.Chain),
        _ => throw new ArgumentException(fact.Kind.ToString(), nameof(fact)),
    };

    private static AbiWriter Time(this AbiWriter writer, long milliseconds) => writer.UInt((UInt128)milliseconds);

    private static AbiWriter Left(this AbiWriter writer, SpanWriter copy)
    {
        Span<byte> word = stackalloc byte[Hash256.Size];
        copy(word);
        return writer.Bytes32(Hash256.From(word));
    }

    private delegate void SpanWriter(Span<byte> destination);
}
