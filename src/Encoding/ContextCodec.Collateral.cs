using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Encoding;

/// <summary>What travels beside the statements about accounts and chains.</summary>
public static partial class ContextCodec
{
    private const byte CollateralTag = 0x13;
    private const byte MarketTag = 0x14;
    private const byte ChainTag = 0x15;
    private const byte SnapshotTag = 0x16;
    private const byte CollateralGapTag = 0x17;

    // A snapshot has a part for each position of its account, and no more prices than that.
    private const int MaximumPrices = CollateralRound.MaximumPositions;
    private const int MaximumParts = CollateralRound.MaximumPositions;

    public static byte[] Encode(CollateralContext context)
    {
        using var writer = new CanonicalWriter(512);
        writer.U8(CollateralTag);
        Write(writer, context.Key);
        writer.Index(context.Bound);
        writer.U8((byte)Math.Min(context.Changes.Count, CollateralContext.MaximumChanges));
        foreach (var change in context.Changes.Take(CollateralContext.MaximumChanges)) Write(writer, change);
        return writer.ToArray();
    }

    public static byte[] Encode(MarketKey market)
    {
        using var writer = new CanonicalWriter(512);
        writer.U8(MarketTag);
        writer.Text(market.Chain.ToString());
        writer.Text(market.Source);
        writer.Text(market.Market);
        writer.Text(market.Asset.ToString());
        writer.U8((byte)market.Side);
        return writer.ToArray();
    }

    public static byte[] Encode(ChainContext context)
    {
        using var writer = new CanonicalWriter(256);
        writer.U8(ChainTag);
        writer.Text(context.Chain.ToString());
        writer.Text(context.Note);
        return writer.ToArray();
    }

    /// <summary>What is missing beyond the first <see cref="SnapshotContext.MaximumMissing"/> is left out.</summary>
    public static byte[] Encode(SnapshotContext context)
    {
        using var writer = new CanonicalWriter(1_024);
        writer.U8(SnapshotTag);
        writer.Time(context.Oldest);
        writer.Time(context.Newest);
        writer.U16(context.Prices.Count);
        foreach (var price in context.Prices) Write(writer, price);
        writer.U16(context.Parts.Count);
        foreach (var (position, fact) in context.Parts)
        {
            writer.Hash(position);
            writer.Hash(fact);
        }

        writer.U8((byte)Math.Min(context.Missing.Count, SnapshotContext.MaximumMissing));
        foreach (var missing in context.Missing.Take(SnapshotContext.MaximumMissing)) writer.Text(missing);
        return writer.ToArray();
    }

    public static byte[] Encode(CollateralGapContext context)
    {
        using var writer = new CanonicalWriter(512);
        writer.U8(CollateralGapTag);
        writer.Text(context.Chain.ToString());
        writer.U8((byte)Math.Min(context.Problems.Count, CollateralGapContext.MaximumProblems));
        foreach (var problem in context.Problems.Take(CollateralGapContext.MaximumProblems)) Write(writer, problem);
        return writer.ToArray();
    }

    public static Refusal? Decode(ReadOnlySpan<byte> bytes, out CollateralContext? context)
    {
        var reader = Open(bytes, CollateralTag, "collateral context");
        var (key, bound, count) = (ReadKey(ref reader), reader.Index(), reader.U8());
        var changes = new List<ShareDelta>();
        for (var i = 0; i < count && reader.Ok; i++) changes.Add(ReadDelta(ref reader));
        var refusal = reader.Finish();
        context = refusal is null ? new(key, bound, changes) : null;
        return refusal;
    }

    public static Refusal? Decode(ReadOnlySpan<byte> bytes, out MarketKey? market)
    {
        var reader = Open(bytes, MarketTag, "market context");
        var read = ReadMarket(ref reader);
        var refusal = reader.Finish();
        market = refusal is null ? read : null;
        return refusal;
    }

    public static Refusal? Decode(ReadOnlySpan<byte> bytes, out ChainContext? context)
    {
        var reader = Open(bytes, ChainTag, "chain context");
        var read = new ChainContext(reader.Chain(), reader.Text(PrintableText.MaximumLength, "note"));
        var refusal = reader.Finish();
        context = refusal is null ? read : null;
        return refusal;
    }

    public static Refusal? Decode(ReadOnlySpan<byte> bytes, out SnapshotContext? context)
    {
        var reader = Open(bytes, SnapshotTag, "snapshot context");
        var (oldest, newest, count) = (reader.Time(), reader.Time(), reader.U16());
        reader.RequireAtMost(MaximumPrices, "prices", count);
        var (prices, parts, missing) = (new List<PriceReference>(), new List<SnapshotPart>(), new List<string>());
        for (var i = 0; i < count && reader.Ok; i++) prices.Add(ReadReference(ref reader));
        count = reader.U16();
        reader.RequireAtMost(MaximumParts, "parts", count);
        for (var i = 0; i < count && reader.Ok; i++) parts.Add(new(reader.Hash(), reader.Hash()));
        count = reader.U8();
        reader.RequireAtMost(SnapshotContext.MaximumMissing, "missing", count);
        for (var i = 0; i < count && reader.Ok; i++) missing.Add(reader.Text(PrintableText.MaximumLength, "missing"));
        var refusal = reader.Finish();
        context = refusal is null ? new(oldest, newest, prices, parts, missing) : null;
        return refusal;
    }

    public static Refusal? Decode(ReadOnlySpan<byte> bytes, out CollateralGapContext? context)
    {
        var reader = Open(bytes, CollateralGapTag, "collateral gap context");
        var (chain, count) = (reader.Chain(), reader.U8());
        reader.RequireAtMost(CollateralGapContext.MaximumProblems, "problems", count);
        var problems = new List<ReadingProblem>();
        for (var i = 0; i < count && reader.Ok; i++) problems.Add(ReadProblem(ref reader));
        var refusal = reader.Finish();
        context = refusal is null ? new(chain, problems) : null;
        return refusal;
    }

    internal static void Write(CanonicalWriter writer, PositionKey key)
    {
        writer.Text(key.Owner.ToString());
        writer.Text(key.Source);
        writer.Text(key.Market);
        writer.Text(key.Asset.ToString());
        writer.U8((byte)key.Side);
    }

    internal static PositionKey ReadKey(ref CanonicalReader reader)
    {
        var (owner, source, market) = (reader.Owner(), reader.Source(), reader.Market());
        return new(source, market, reader.Asset(), reader.Enum<PositionSide>("side"), owner);
    }

    internal static MarketKey ReadMarket(ref CanonicalReader reader)
    {
        var (chain, source, market) = (reader.Chain(), reader.Source(), reader.Market());
        return new(chain, source, market, reader.Asset(), reader.Enum<PositionSide>("side"));
    }

    internal static void Write(CanonicalWriter writer, ShareDelta change)
    {
        writer.U64(change.Height);
        writer.Hash(change.Unit);
        writer.I128(change.Delta);
    }

    internal static ShareDelta ReadDelta(ref CanonicalReader reader) => new(reader.U64(), reader.Hash(), reader.I128());

    internal static void Write(CanonicalWriter writer, PriceReference price)
    {
        writer.Feed(price.Feed);
        writer.Shard(price.Shard);
        writer.U64(price.Sequence);
        writer.Hash(price.Digest);
    }

    internal static PriceReference ReadReference(ref CanonicalReader reader) => new(reader.Feed(), reader.Shard(), reader.U64(), reader.Hash());

    internal static void Write(CanonicalWriter writer, ReadingProblem problem)
    {
        writer.U8((byte)problem.Code);
        writer.Text(problem.Source);
        writer.Text(problem.Market);
        writer.Text(problem.Detail);
    }

    internal static ReadingProblem ReadProblem(ref CanonicalReader reader) =>
        new(reader.Enum<RejectionCode>("code"), reader.Source(optional: true), reader.Market(), reader.Text(PrintableText.MaximumLength, "detail"));

    private static CanonicalReader Open(ReadOnlySpan<byte> bytes, byte expected, string what)
    {
        var reader = new CanonicalReader(bytes, what);
        var tag = reader.U8();
        reader.Require(tag == expected, "tag", $"is not a {what}", tag);
        return reader;
    }
}
