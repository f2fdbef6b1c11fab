using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Encoding;

/// <summary>What an account holds, what a market's shares are worth, and what is taken back.</summary>
public static partial class StatementCodec
{
    public const int CollateralSize = 224;
    public const int MarketIndexSize = 192;
    public const int SnapshotSize = 160;
    public const int ChainStatusSize = 256;
    public const int RetractionSize = 224;
    public const int CollateralGapSize = 96;

    private const byte LinkProven = 1;
    private const byte WindowUnknown = 2;
    private const byte Incomplete = 128;

    private static void WriteCollateral(CanonicalWriter writer, CollateralStatement statement)
    {
        writer.U8((byte)StatementKind.Collateral);
        writer.U8((byte)((statement.IsLinkProven ? LinkProven : 0) | (statement.IsWindowUnknown ? WindowUnknown : 0)));
        writer.U8((byte)statement.Side);
        writer.U8((byte)statement.Stage);
        writer.U8((byte)statement.Evidence);
        writer.U8((byte)statement.Pin);
        writer.U8((byte)statement.Rule);
        writer.U8(statement.Decimals);
        writer.U64(statement.At.Height);
        writer.Account(statement.Account);
        writer.Hash(statement.Position);
        writer.Hash(statement.At.Hash);
        writer.U128(statement.Finalized);
        writer.U128(statement.Seen);
        writer.U128(statement.Credited);
        writer.U128(statement.Amount);
        writer.Time(statement.At.Time);
        writer.U32(statement.ValidFor);
        WriteZeros(writer, 22);
        writer.Hash(statement.Context);
    }

    private static Refusal? DecodeCollateral(ReadOnlySpan<byte> bytes, out Statement? statement)
    {
        var reader = new CanonicalReader(bytes[1..], "collateral statement");
        var flags = reader.U8();
        var (side, stage, evidence) = (reader.Enum<PositionSide>("side"), reader.Enum<Stage>("stage"), reader.Enum<Authenticity>("evidence"));
        var (pin, rule, decimals, height) = (reader.Enum<PinKind>("pin"), reader.Enum<CreditRule>("rule"), reader.U8(), reader.U64());
        var (account, position, hash) = (reader.Account(), reader.Hash(), reader.Hash());
        var (finalized, seen, credited, amount) = (reader.U128(), reader.U128(), reader.U128(), reader.U128());
        var (time, validFor) = (reader.Time(), reader.U32());
        ReadZeros(ref reader, 22);
        var context = reader.Hash();
        reader.Require((flags & ~(LinkProven | WindowUnknown)) == 0, "flags", "has unknown bits", flags);
        reader.Require(decimals <= Position.MaximumDecimals, "decimals", $"at most {Position.MaximumDecimals}", decimals);
        reader.Require(pin != PinKind.Answer || stage == Stage.Seen, "stage", "of an answer without a block is never above seen", stage);
        var refusal = reader.Finish();
        statement = refusal is not null ? null : new CollateralStatement
        {
            IsLinkProven = (flags & LinkProven) != 0,
            IsWindowUnknown = (flags & WindowUnknown) != 0,
            Side = side,
            Stage = stage,
            Evidence = evidence,
            Pin = pin,
            Rule = rule,
            Decimals = decimals,
            Account = account,
            Position = position,
            At = new(height, hash, time),
            ValidFor = validFor,
            Finalized = finalized,
            Seen = seen,
            Credited = credited,
            Amount = amount,
            Context = context,
        };
        return refusal;
    }

    private static void WriteMarketIndex(CanonicalWriter writer, MarketIndexStatement statement)
    {
        writer.U8((byte)StatementKind.MarketIndex);
        writer.U8(0);
        writer.U8((byte)statement.Side);
        writer.U8((byte)statement.Stage);
        writer.U8((byte)statement.Evidence);
        writer.U8((byte)statement.Pin);
        writer.U8(0);
        writer.U8(statement.Decimals);
        writer.U64(statement.At.Height);
        writer.Time(statement.At.Time);
        writer.U32(statement.ValidFor);
        WriteZeros(writer, 6);
        writer.Hash(statement.Market);
        writer.Hash(statement.At.Hash);
        writer.Index(statement.Index);
        writer.Index(statement.Bound);
        writer.Hash(statement.Context);
    }

    private static Refusal? DecodeMarketIndex(ReadOnlySpan<byte> bytes, out Statement? statement)
    {
        var reader = new CanonicalReader(bytes[1..], "market index statement");
        ReadZeros(ref reader, 1);
        var (side, stage, evidence, pin) = (reader.Enum<PositionSide>("side"), reader.Enum<Stage>("stage"), reader.Enum<Authenticity>("evidence"), reader.Enum<PinKind>("pin"));
        ReadZeros(ref reader, 1);
        var (decimals, height, time, validFor) = (reader.U8(), reader.U64(), reader.Time(), reader.U32());
        ReadZeros(ref reader, 6);
        var (market, hash) = (reader.Hash(), reader.Hash());
        var (index, bound, context) = (reader.Index(), reader.Index(), reader.Hash());
        reader.Require(decimals <= Position.MaximumDecimals, "decimals", $"at most {Position.MaximumDecimals}", decimals);
        reader.Require(pin != PinKind.Answer || stage == Stage.Seen, "stage", "of an answer without a block is never above seen", stage);
        if (reader.Ok) reader.Require(side.Bounds(bound, index), "bound", "must be no better than the index", bound);
        var refusal = reader.Finish();
        statement = refusal is not null ? null : new MarketIndexStatement
        {
            Side = side,
            Stage = stage,
            Evidence = evidence,
            Pin = pin,
            Decimals = decimals,
            Market = market,
            At = new(height, hash, time),
            ValidFor = validFor,
            Index = index,
            Bound = bound,
            Context = context,
        };
        return refusal;
    }

    private static void WriteRetraction(CanonicalWriter writer, RetractionStatement statement)
    {
        writer.U8((byte)StatementKind.Retraction);
        writer.U8((byte)statement.FactKind);
        WriteZeros(writer, 6);
        writer.U64(statement.Sequence);
        writer.Shard(statement.Shard);
        writer.Hash(statement.Subject);
        writer.Hash(statement.Fact);
        writer.Hash(statement.Lost);
        writer.Hash(statement.Won);
        writer.Hash(statement.Chain);
        writer.U64(statement.Height);
        WriteZeros(writer, 24);
    }

    private static Refusal? DecodeRetraction(ReadOnlySpan<byte> bytes, out Statement? statement)
    {
        var reader = new CanonicalReader(bytes[1..], "retraction statement");
        var factKind = reader.Enum<StatementKind>("fact kind");
        ReadZeros(ref reader, 6);
        var read = new RetractionStatement
        {
            FactKind = factKind,
            Sequence = reader.U64(),
            Shard = reader.Shard(),
            Subject = reader.Hash(),
            Fact = reader.Hash(),
            Lost = reader.Hash(),
            Won = reader.Hash(),
            Chain = reader.Hash(),
            Height = reader.U64(),
        };
        ReadZeros(ref reader, 24);
        reader.Require(factKind is StatementKind.Collateral or StatementKind.MarketIndex, "fact kind", "must be collateral or a market index", factKind);
        reader.Require(read.Lost != read.Won, "won", "must be another block than the lost one", read.Won);
        var refusal = reader.Finish();
        statement = refusal is null ? read : null;
        return refusal;
    }

    private static void WriteCollateralGap(CanonicalWriter writer, CollateralGapStatement statement)
    {
        writer.U8((byte)StatementKind.CollateralGap);
        writer.U8(0);
        writer.U8((byte)statement.Reason);
        writer.U8(0);
        writer.Time(statement.From);
        writer.Time(statement.To);
        writer.Account(statement.Account);
        writer.Hash(statement.Chain);
        writer.Hash(statement.Context);
    }

    private static Refusal? DecodeCollateralGap(ReadOnlySpan<byte> bytes, out Statement? statement)
    {
        var reader = new CanonicalReader(bytes[1..], "collateral gap statement");
        ReadZeros(ref reader, 1);
        var reason = reader.Enum<CollateralGapReason>("reason");
        ReadZeros(ref reader, 1);
        var read = new CollateralGapStatement
        {
            Reason = reason, From = reader.Time(), To = reader.Time(), Account = reader.Account(), Chain = reader.Hash(), Context = reader.Hash(),
        };
        reader.Require(read.From < read.To, "from", $"must be before {read.To}", read.From);
        var refusal = reader.Finish();
        statement = refusal is null ? read : null;
        return refusal;
    }

    /// <summary>Room for later versions; a reader of this one insists on zeros.</summary>
    private static void WriteZeros(CanonicalWriter writer, int count)
    {
        for (var i = 0; i < count; i++) writer.U8(0);
    }

    private static void ReadZeros(ref CanonicalReader reader, int count)
    {
        var zeros = reader.Bytes(count);
        reader.Require(!zeros.ContainsAnyExcept((byte)0), "reserved", "must be zero", zeros);
    }
}
