using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Encoding;

/// <summary>The canonical bytes of one input of a round of accounts.</summary>
internal static class CollateralInputCodec
{
    /// <summary>A chain with its texts and the most blocks that it may have lost; no other input is as large.</summary>
    public const int MaximumSize = 2_048 + (MaximumLost * 72);

    private const byte ChainTag = 0x83;
    private const byte MarketTag = 0x84;
    private const byte PositionTag = 0x85;
    private const byte ProblemTag = 0x86;
    private const byte PriceTag = 0x87;

    // One for every fact that can be lost: where a fact hangs from the bytes that were read it has a place of its own.
    private const int MaximumLost = CollateralState.MaximumFacts;

    public static byte[] Encode(ChainReading chain)
    {
        using var writer = new CanonicalWriter(512);
        writer.U8(ChainTag);
        writer.Text(chain.Chain.ToString());
        writer.U8((byte)chain.Flags);
        writer.Anchor(chain.Head);
        writer.Anchor(chain.Safe);
        writer.Anchor(chain.Finalized);
        writer.U64(chain.ScannedTo);
        writer.U128(chain.BaseFee);
        writer.U32(chain.ReorgDepth);
        writer.Text(chain.Note);
        writer.U16(chain.Lost.Count);
        foreach (var lost in chain.Lost)
        {
            writer.U64(lost.Height);
            writer.Hash(lost.Lost);
            writer.Hash(lost.Won);
        }

        return writer.ToArray();
    }

    public static byte[] Encode(MarketReading reading)
    {
        using var writer = new CanonicalWriter(512);
        writer.U8(MarketTag);
        writer.Text(reading.Market.Chain.ToString());
        writer.Text(reading.Market.Source);
        writer.Text(reading.Market.Market);
        writer.Text(reading.Market.Asset.ToString());
        writer.U8((byte)reading.Market.Side);
        writer.U8(reading.Decimals);
        writer.Index(reading.Index);
        writer.Index(reading.Bound);
        writer.Anchor(reading.At);
        writer.U8((byte)reading.Evidence);
        writer.U8((byte)reading.Pin);
        return writer.ToArray();
    }

    public static byte[] Encode(PositionReading reading)
    {
        using var writer = new CanonicalWriter(512 + (reading.Changes.Count * 56));
        writer.U8(PositionTag);
        writer.Account(reading.Account);
        ContextCodec.Write(writer, reading.Key);
        writer.U8(reading.Decimals);
        writer.U8((byte)reading.Rule);
        writer.U8((byte)reading.Evidence);
        writer.U8((byte)reading.Pin);
        writer.Anchor(reading.At);
        writer.U128(reading.Finalized);
        writer.U128(reading.Seen);
        writer.Index(reading.Index);
        writer.Index(reading.Bound);
        writer.U8(reading.IsWindowUnknown ? (byte)1 : (byte)0);
        writer.U16(reading.Changes.Count);
        foreach (var change in reading.Changes) ContextCodec.Write(writer, change);
        return writer.ToArray();
    }

    public static byte[] Encode(AccountProblem problem)
    {
        using var writer = new CanonicalWriter(512);
        writer.U8(ProblemTag);
        writer.Account(problem.Account);
        writer.Text(problem.Chain.ToString());
        ContextCodec.Write(writer, problem.Problem);
        return writer.ToArray();
    }

    public static byte[] Encode(PriceReading price)
    {
        using var writer = new CanonicalWriter(128);
        writer.U8(PriceTag);
        ContextCodec.Write(writer, price.Reference);
        writer.Price(price.Value);
        writer.Price(price.Confidence);
        writer.U8((byte)price.Verdict);
        writer.U8((byte)price.Breaker);
        writer.Time(price.ValidUntil);
        return writer.ToArray();
    }

    /// <summary>Adds one input to those of its kind.</summary>
    public static Refusal? Decode(ReadOnlySpan<byte> bytes, CollateralInputs inputs)
    {
        var reader = new CanonicalReader(bytes, "round input");
        var tag = reader.U8();
        switch (tag)
        {
            case ChainTag: inputs.Chains.Add(ReadChain(ref reader)); break;
            case MarketTag: inputs.Markets.Add(ReadMarket(ref reader)); break;
            case PositionTag: inputs.Positions.Add(ReadPosition(ref reader)); break;
            case ProblemTag: inputs.Problems.Add(new(reader.Account(), reader.Chain(), ContextCodec.ReadProblem(ref reader))); break;
            case PriceTag: inputs.Prices.Add(ReadPrice(ref reader)); break;
            default: reader.Require(false, "tag", "is no input of a round of accounts", tag); break;
        }

        return reader.Finish();
    }

    private static ChainReading ReadChain(ref CanonicalReader reader)
    {
        var chain = new ChainReading
        {
            Chain = reader.Chain(),
            Flags = (ChainFlags)reader.U8(),
            Head = reader.Anchor(),
            Safe = reader.Anchor(),
            Finalized = reader.Anchor(),
            ScannedTo = reader.U64(),
            BaseFee = reader.U128(),
            ReorgDepth = reader.U32(),
            Note = reader.Text(PrintableText.MaximumLength, "note"),
            Lost = ReadLost(ref reader),
        };
        reader.Require((byte)chain.Flags < 16, "flags", "has unknown bits", (byte)chain.Flags);
        reader.Require(chain.Finalized.Height <= chain.Safe.Height && chain.Safe.Height <= chain.Head.Height, "heights", "finalized, safe and head do not fall", chain.Safe.Height);
        reader.Require(chain.ScannedTo <= chain.Head.Height, "scanned to", $"must not be after the head {chain.Head.Height}", chain.ScannedTo);
        return chain;
    }

    private static List<LostBlock> ReadLost(ref CanonicalReader reader)
    {
        var count = reader.U16();
        reader.RequireAtMost(MaximumLost, "lost blocks", count);
        var lost = new List<LostBlock>();
        for (var i = 0; i < count && reader.Ok; i++)
        {
            var block = new LostBlock(reader.U64(), reader.Hash(), reader.Hash());
            reader.Require(lost.Count == 0 || (lost[^1].Height, lost[^1].Lost).CompareTo((block.Height, block.Lost)) < 0, "lost blocks", "must be distinct and in order", block.Height);
            reader.Require(block.Lost != block.Won, "lost blocks", "the block that won is another", block.Won);
            lost.Add(block);
        }

        return lost;
    }

    private static MarketReading ReadMarket(ref CanonicalReader reader)
    {
        var (market, decimals) = (ContextCodec.ReadMarket(ref reader), reader.U8());
        var (index, bound, at) = (reader.Index(), reader.Index(), reader.Anchor());
        RequireDecimals(ref reader, decimals);
        if (reader.Ok) reader.Require(market.Side.Bounds(bound, index), "bound", "must be no better than the index", bound);
        return new(market, decimals, index, bound, at, reader.Enum<Authenticity>("evidence"), reader.Enum<PinKind>("pin"));
    }

    private static PositionReading ReadPosition(ref CanonicalReader reader)
    {
        var reading = new PositionReading
        {
            Account = reader.Account(),
            Key = ContextCodec.ReadKey(ref reader),
            Decimals = reader.U8(),
            Rule = reader.Enum<CreditRule>("rule"),
            Evidence = reader.Enum<Authenticity>("evidence"),
            Pin = reader.Enum<PinKind>("pin"),
            At = reader.Anchor(),
            Finalized = reader.U128(),
            Seen = reader.U128(),
            Index = reader.Index(),
            Bound = reader.Index(),
            IsWindowUnknown = reader.Bool("window unknown"),
            Changes = ReadChanges(ref reader),
        };
        RequireDecimals(ref reader, reading.Decimals);
        return reading;
    }

    private static List<ShareDelta> ReadChanges(ref CanonicalReader reader)
    {
        var count = reader.U16();
        reader.RequireAtMost(PositionReading.MaximumChanges, "changes", count);
        var changes = new List<ShareDelta>();
        for (var i = 0; i < count && reader.Ok; i++)
        {
            var change = ContextCodec.ReadDelta(ref reader);
            reader.Require(i == 0 || Compare(changes[^1], change) <= 0, "changes", "must be in order of height, unit, delta", change.Height);
            changes.Add(change);
        }

        return changes;
    }

    private static PriceReading ReadPrice(ref CanonicalReader reader)
    {
        var (reference, value, confidence) = (ContextCodec.ReadReference(ref reader), reader.Price(), reader.Price());
        var verdict = reader.U8();
        var price = new PriceReading(reference, value, confidence, (Verdict)verdict, reader.Enum<BreakerState>("breaker"), reader.Time());
        reader.Require(verdict <= (byte)Verdict.All, "verdict", "has unknown bits", verdict);
        reader.Require(value.IsPositive && value <= Price.Maximum && confidence >= Price.Zero && confidence <= Price.Maximum, "price", "is positive and not too large, its half-width not negative", value);
        return price;
    }

    private static int Compare(ShareDelta left, ShareDelta right) =>
        (left.Height, left.Unit, left.Delta).CompareTo((right.Height, right.Unit, right.Delta));

    private static void RequireDecimals(ref CanonicalReader reader, byte decimals) =>
        reader.Require(decimals <= Position.MaximumDecimals, "decimals", $"at most {Position.MaximumDecimals}", decimals);
}
