using System.Numerics;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Conformance.Tests.Contracts;

/// <summary>What a hub gives for a price, from docs/spec/attestation-v1.md, section 15.3, in whole numbers of any size: it shares nothing with the contract.</summary>
public sealed record PriceRead(ulong Sequence, long ObservedAt, long PublishedAt = 0, long ValidUntil = 0, Verdict Verdict = Verdict.None, BreakerState Breaker = BreakerState.Closed, UInt128 Value = default, UInt128 Confidence = default)
{
    private static readonly BigInteger Thousand = 1_000;

    /// <summary>As it was signed: of a pull.</summary>
    public static PriceRead Signed(BatchHeader header, Statement statement) => statement is PriceStatement price
        ? new(header.Sequence, header.ObservedAt, price.PublishedAt, header.ObservedAt + price.ValidFor, price.Verdict, price.Breaker, (UInt128)price.Value.Scaled, (UInt128)price.Confidence.Scaled)
        : new(header.Sequence, header.ObservedAt, ValidUntil: header.ObservedAt, Breaker: ((GapStatement)statement).Breaker);

    /// <summary>In a slot of its own; null: it is passed over.</summary>
    public static PriceRead? Slot(BatchHeader header, Statement statement)
    {
        if (statement is not PriceStatement price) return new(header.Sequence, header.ObservedAt, ValidUntil: header.ObservedAt, Breaker: ((GapStatement)statement).Breaker);
        if (!price.Verdict.HasFlag(Verdict.Relay)) return null;
        var none = new PriceRead(header.Sequence, header.ObservedAt, ValidUntil: header.ObservedAt, Breaker: price.Breaker);
        if (Band(price, 64, 7, 24, 22) is not { } band) return none;
        return none with { PublishedAt = price.PublishedAt, ValidUntil = header.ObservedAt + price.ValidFor, Verdict = price.Verdict, Value = band.Value, Confidence = band.Confidence };
    }

    /// <summary>As half of a slot. What is not there or does not fit is zero but for the batch's own.</summary>
    public static PriceRead Half(BatchHeader header, Statement statement)
    {
        var observed = header.ObservedAt / 1_000;
        var none = new PriceRead(header.Sequence, observed * 1_000);
        if (statement is not PriceStatement price || !price.Verdict.HasFlag(Verdict.Relay)) return none;
        var published = price.PublishedAt / 1_000;
        if (observed - published + 16 is < 0 or >= 1 << 17 || Band(price, 47, 4, 12, 14) is not { } band) return none;
        return none with
        {
            PublishedAt = published * 1_000, ValidUntil = (observed + Validity(price.ValidFor / 1_000)) * 1_000, Verdict = price.Verdict, Breaker = price.Breaker, Value = band.Value, Confidence = band.Confidence,
        };
    }

    /// <summary>keccak256(0x02 ‖ shard ‖ each feed).</summary>
    public static Hash256 Layout(ShardId shard, IEnumerable<FeedId> feeds)
    {
        FeedId[] all = [.. feeds];
        var bytes = new byte[1 + ShardId.Size + (FeedId.Size * all.Length)];
        bytes[0] = 2;
        shard.CopyTo(bytes.AsSpan(1));
        for (var i = 0; i < all.Length; i++) all[i].CopyTo(bytes.AsSpan(1 + ShardId.Size + (FeedId.Size * i)));
        return Keccak256.Hash(bytes);
    }

    /// <summary>The value down to its grid, the half-width up to parts of it and by what the value lost; null where a field does not hold its number.</summary>
    private static (UInt128 Value, UInt128 Confidence)? Band(PriceStatement price, int valueBits, int largestGrid, int widthBits, int partBits)
    {
        var (value, width) = ((BigInteger)price.Value.Scaled, (BigInteger)price.Confidence.Scaled);
        var grid = 0;
        while (value >= (BigInteger.One << valueBits) * BigInteger.Pow(Thousand, grid)) grid++;
        if (grid > largestGrid) return null;
        var unit = BigInteger.Pow(Thousand, grid);
        var rounded = value / unit * unit;
        var parts = Up((width + value - rounded) << partBits, rounded);
        return parts < BigInteger.One << widthBits ? ((UInt128)rounded, (UInt128)((rounded * parts) >> partBits)) : null;
    }

    private static BigInteger Up(BigInteger value, BigInteger step) => (value + step - 1) / step;

    /// <summary>The largest number of seconds that e u4, m u4 can say and that is not above it.</summary>
    private static long Validity(long seconds) =>
        Enumerable.Range(0, 256).Select(code => code < 16 ? code : (16L + (code & 15)) << ((code >> 4) - 1)).Where(said => said <= seconds).Max();
}
