using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Encoding;

/// <summary>The canonical bytes of statements (docs/spec/attestation-v1.md, section 4).</summary>
public static partial class StatementCodec
{
    public const int PriceSize = 96;
    public const int GapSize = 64;
    public const int AttesterSetHeadSize = 20;

    /// <summary>Largest statement a reader accepts, also of kinds it does not know.</summary>
    public const int MaximumSize = 4_096;

    private const int BreakerShift = 5;

    public static byte[] Encode(Statement statement)
    {
        var writer = new CanonicalWriter(PriceSize);
        Write(writer, statement);
        return writer.ToArray();
    }

    public static void Write(CanonicalWriter writer, Statement statement)
    {
        switch (statement)
        {
            case PriceStatement price: WritePrice(writer, price); break;
            case GapStatement gap: WriteGap(writer, gap); break;
            case AttesterSetStatement { Set: var set }: WriteAttesterSet(writer, set); break;
            case CollateralStatement collateral: WriteCollateral(writer, collateral); break;
            case MarketIndexStatement index: WriteMarketIndex(writer, index); break;
            case SnapshotStatement snapshot: WriteSnapshot(writer, snapshot); break;
            case ChainStatusStatement status: WriteChainStatus(writer, status); break;
            case RetractionStatement retraction: WriteRetraction(writer, retraction); break;
            case CollateralGapStatement gap: WriteCollateralGap(writer, gap); break;
            default: throw new InvalidOperationException($"No canonical form for {statement.GetType().Name}.");
        }
    }

    /// <summary>Reads one whole statement. Kinds this version does not know are not refused: they come back with a null statement, verified as bytes only.</summary>
    public static Refusal? Decode(ReadOnlySpan<byte> bytes, out Statement? statement)
    {
        statement = null;
        if (bytes.IsEmpty) return new Refusal.Truncated("statement", 1, 0);
        if (bytes.Length > MaximumSize) return new Refusal.Oversized("statement", bytes.Length, MaximumSize);
        return (StatementKind)bytes[0] switch
        {
            StatementKind.Price => DecodePrice(bytes, out statement),
            StatementKind.Gap => DecodeGap(bytes, out statement),
            StatementKind.AttesterSet => DecodeAttesterSet(bytes, out statement),
            StatementKind.Collateral => DecodeCollateral(bytes, out statement),
            StatementKind.MarketIndex => DecodeMarketIndex(bytes, out statement),
            StatementKind.Snapshot => DecodeSnapshot(bytes, out statement),
            StatementKind.ChainStatus => DecodeChainStatus(bytes, out statement),
            StatementKind.Retraction => DecodeRetraction(bytes, out statement),
            StatementKind.CollateralGap => DecodeCollateralGap(bytes, out statement),
            _ => null,
        };
    }

    private static void WritePrice(CanonicalWriter writer, PriceStatement price)
    {
        writer.U8((byte)StatementKind.Price);
        writer.U8(Flags(price.Verdict, price.Breaker));
        writer.U32(price.Sigma);
        writer.Time(price.PublishedAt);
        writer.U32(price.ValidFor);
        writer.Feed(price.Feed);
        writer.Price(price.Value);
        writer.Price(price.Confidence);
        writer.Hash(price.Context);
    }

    private static Refusal? DecodePrice(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Statement? statement)
    {
        var reader = new CanonicalReader(bytes[1..], "price statement");
        var flags = reader.U8();
        var price = new PriceStatement
        {
            Verdict = (Verdict)flags & Verdict.All,
            Breaker = (BreakerState)(flags >> BreakerShift),
            Sigma = reader.U32(),
            PublishedAt = reader.Time(),
            ValidFor = reader.U32(),
            Feed = reader.Feed(),
            Value = reader.Price(),
            Confidence = reader.Price(),
            Context = reader.Hash(),
        };
        RequireFlags(ref reader, flags);
        reader.Require(price.Value.IsPositive && price.Value <= Price.Maximum, "value", $"must be above 0 and at most {Price.Maximum}", price.Value);
        reader.Require(price.Confidence >= Price.Zero, "confidence", "must not be negative", price.Confidence);
        var refusal = reader.Finish();
        statement = refusal is null ? price : null;
        return refusal;
    }

    private static void WriteGap(CanonicalWriter writer, GapStatement gap)
    {
        writer.U8((byte)StatementKind.Gap);
        writer.U8(Flags(Verdict.None, gap.Breaker));
        writer.U8((byte)gap.Reason);
        writer.U8(gap.Quorum);
        writer.Time(gap.From);
        writer.Time(gap.To);
        writer.Feed(gap.Feed);
        writer.Hash(gap.Context);
    }

    private static Refusal? DecodeGap(ReadOnlySpan<byte> bytes, out Statement? statement)
    {
        var reader = new CanonicalReader(bytes[1..], "gap statement");
        var flags = reader.U8();
        var gap = new GapStatement
        {
            Breaker = (BreakerState)(flags >> BreakerShift),
            Reason = reader.Enum<GapReason>("reason"),
            Quorum = reader.U8(),
            From = reader.Time(),
            To = reader.Time(),
            Feed = reader.Feed(),
            Context = reader.Hash(),
        };
        RequireFlags(ref reader, flags);
        reader.Require((flags & (byte)Verdict.All) == 0, "flags", "a gap has no verdict", flags);
        reader.Require(gap.From < gap.To, "from", $"must be before {gap.To}", gap.From);
        var refusal = reader.Finish();
        statement = refusal is null ? gap : null;
        return refusal;
    }

    private static void WriteAttesterSet(CanonicalWriter writer, AttesterSet set)
    {
        writer.U8((byte)StatementKind.AttesterSet);
        writer.U8(0);
        writer.U8((byte)set.Threshold);
        writer.U8((byte)set.Members.Count);
        writer.U32(set.Epoch);
        writer.Time(set.ValidFrom);
        writer.Time(set.ExpiresAt);
        foreach (var member in set.Members) writer.Address(member);
    }

    private static Refusal? DecodeAttesterSet(ReadOnlySpan<byte> bytes, out Statement? statement)
    {
        statement = null;
        var reader = new CanonicalReader(bytes[1..], "attester set");
        var flags = reader.U8();
        var threshold = reader.U8();
        var count = reader.U8();
        reader.Require(count <= AttesterSet.MaximumMembers, "members", $"1 to {AttesterSet.MaximumMembers}", count);
        var members = new EvmAddress[Math.Min((int)count, AttesterSet.MaximumMembers)];
        var epoch = reader.U32();
        var (validFrom, expiresAt) = (reader.Time(), reader.Time());
        for (var i = 0; i < members.Length; i++) members[i] = reader.Address();
        reader.Require(flags == 0, "flags", "must be zero", flags);
        if (reader.Finish() is { } refusal) return refusal;
        var set = AttesterSet.Create(epoch, threshold, validFrom, expiresAt, members, out var problem);
        if (set is null) return new Refusal.OutOfRange("attester set", $"epoch {epoch}", problem!);
        statement = new AttesterSetStatement(set);
        return null;
    }

    private static byte Flags(Verdict verdict, BreakerState breaker) => (byte)((byte)verdict | ((byte)breaker << BreakerShift));

    private static void RequireFlags(ref CanonicalReader reader, byte flags) =>
        reader.Require(flags >> BreakerShift <= (byte)BreakerState.Open, "flags", "breaker must be 0, 1 or 2 and the highest bit zero", flags);
}
