using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Pyth;

/// <summary>What a leaf of Pyth's tree says. Times are Unix seconds as on the wire, of any value: range is for the reader to judge.</summary>
public abstract record PythMessage
{
    /// <summary>
    /// A price with the half-width of its publishers' votes, and their moving averages over about an hour. Value = number × 10^exponent. The unique
    /// update that covers a time t is the one with previous publish time &lt; t ≤ publish time.
    /// </summary>
    public sealed record PriceFeed(
        Hash256 Id,
        long Price,
        ulong Confidence,
        int Exponent,
        long PublishTime,
        long PreviousPublishTime,
        long EmaPrice,
        ulong EmaConfidence) : PythMessage;

    /// <summary>Running sums, of which two give a time-weighted average, and the slots without a price so far.</summary>
    public sealed record Twap(
        Hash256 Id,
        Int128 CumulativePrice,
        UInt128 CumulativeConfidence,
        ulong DownSlots,
        int Exponent,
        long PublishTime,
        long PreviousPublishTime,
        ulong PublishSlot) : PythMessage;

    /// <summary>Of a type that is not read here; signed all the same. The bytes are the whole message with its type.</summary>
    public sealed record Unknown(byte Type, ReadOnlyMemory<byte> Bytes) : PythMessage;
}
