using System.Buffers.Binary;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.RelayChaos.Judging;

/// <summary>What a reader of the hub gets for a feed, in the words of <c>PriceView</c>; value 0: a gap, or nothing that could be stored.</summary>
internal readonly record struct FeedReading(ulong Sequence, long ObservedAt, long ValidUntil, UInt128 Value)
{
    private const int Words = 8;

    /// <summary>Null where the call reverted.</summary>
    public static FeedReading? Of(byte[]? answer)
    {
        if (answer is null) return null;
        if (answer.Length != Words * AbiReader.Word) throw new InvalidOperationException($"a price has {Words} words, not {answer.Length} bytes");
        return new((ulong)Word(0), (long)Word(1), (long)Word(3), Word(6));

        UInt128 Word(int index) => BinaryPrimitives.ReadUInt128BigEndian(answer.AsSpan((index * AbiReader.Word) + 16));
    }
}
