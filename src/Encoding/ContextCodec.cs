using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>The canonical bytes of what travels beside a statement and is hashed into it (docs/spec/attestation-v1.md, section 5).</summary>
public static partial class ContextCodec
{
    private const byte PriceTag = 0x11;
    private const byte GapTag = 0x12;

    public static void Write(CanonicalWriter writer, PriceContext context)
    {
        writer.U8(PriceTag);
        writer.Time(context.OldestPublishedAt);
        writer.Price(context.Dispersion);
        writer.U64((ulong)context.Absence);
        writer.U64((ulong)context.Sigma);
        writer.U32(context.ZMilli);
        writer.U8(context.ConfiguredProviders);
        writer.U8((byte)context.Votes.Count);
        writer.U8((byte)context.Outliers.Count);
        writer.U8((byte)Math.Min(context.Dissents.Count, byte.MaxValue));
        WriteVotes(writer, context.Votes);
        WriteVotes(writer, context.Outliers);
        WriteVotes(writer, context.Dissents);
    }

    public static void Write(CanonicalWriter writer, GapContext context)
    {
        writer.U8(GapTag);
        writer.U8(context.Usable);
        writer.U16(Math.Min(context.Causes.Count, GapContext.MaximumCauses));
        foreach (var cause in context.Causes.Take(GapContext.MaximumCauses))
        {
            writer.U8((byte)cause.Provider);
            writer.Route(cause.Route);
            writer.U8((byte)cause.Code);
        }
    }

    public static Refusal? Decode(ReadOnlySpan<byte> bytes, out PriceContext? context)
    {
        context = null;
        var reader = new CanonicalReader(bytes, "price context");
        var tag = reader.U8();
        var oldest = reader.Time();
        var dispersion = reader.Price();
        var (absence, sigma, z, configured) = (reader.U64(), reader.U64(), reader.U32(), reader.U8());
        var (votes, outliers, dissents) = (reader.U8(), reader.U8(), reader.U8());
        reader.Require(tag == PriceTag, "tag", "is not a price context", tag);
        var read = new PriceContext
        {
            OldestPublishedAt = oldest,
            Dispersion = dispersion,
            Absence = absence,
            Sigma = sigma,
            ZMilli = z,
            ConfiguredProviders = configured,
            Votes = ReadVotes(ref reader, votes),
            Outliers = ReadVotes(ref reader, outliers),
            Dissents = ReadVotes(ref reader, dissents),
        };
        var refusal = reader.Finish();
        if (refusal is null) context = read;
        return refusal;
    }

    public static Refusal? Decode(ReadOnlySpan<byte> bytes, out GapContext? context)
    {
        context = null;
        var reader = new CanonicalReader(bytes, "gap context");
        var tag = reader.U8();
        var usable = reader.U8();
        var count = reader.U16();
        reader.Require(tag == GapTag, "tag", "is not a gap context", tag);
        reader.RequireAtMost(GapContext.MaximumCauses, "causes", count);
        var causes = new List<GapCause>();
        for (var i = 0; i < count && reader.Ok; i++)
        {
            var cause = new GapCause(reader.Enum<Provider>("provider"), reader.Route(optional: true), reader.Enum<RejectionCode>("code"));
            reader.Require(i == 0 || Compare(causes[i - 1], cause) < 0, "causes", "must be distinct and in order", cause);
            causes.Add(cause);
        }

        var refusal = reader.Finish();
        if (refusal is null) context = new(usable, causes);
        return refusal;
    }

    private static int Compare(GapCause left, GapCause right) =>
        (left.Provider, left.Route, left.Code).CompareTo((right.Provider, right.Route, right.Code));

    private static void WriteVotes(CanonicalWriter writer, IReadOnlyList<Vote> votes)
    {
        for (var i = 0; i < votes.Count && i < byte.MaxValue; i++)
        {
            var vote = votes[i];
            writer.U8((byte)vote.Provider);
            writer.Route(vote.Route);
            writer.Price(vote.Value);
            writer.Price(vote.HalfWidth);
            writer.Time(vote.PublishedAt);
            writer.U8((byte)vote.Authenticity);
        }
    }

    private static List<Vote> ReadVotes(ref CanonicalReader reader, int count)
    {
        var votes = new List<Vote>();
        for (var i = 0; i < count && reader.Ok; i++)
        {
            votes.Add(new(
                reader.Enum<Provider>("provider"), reader.Route(), reader.Price(), reader.Price(), reader.Time(), reader.Enum<Authenticity>("authenticity")));
        }

        return votes;
    }
}
