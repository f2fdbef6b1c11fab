using System.Buffers.Binary;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>The inputs of a round as they stand in it: in the order of their bytes and each once.</summary>
internal sealed class RoundInputs : IDisposable
{
    private readonly CanonicalWriter _bytes;
    private readonly List<int> _lengths;

    private RoundInputs(CanonicalWriter bytes, List<int> lengths) => (_bytes, _lengths) = (bytes, lengths);

    /// <summary>One after the other.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Written;

    /// <summary>Of each.</summary>
    public ReadOnlySpan<int> Lengths => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_lengths);

    public static RoundInputs Of(Round round)
    {
        using var arrived = new CanonicalWriter((round.Observations.Count * RoundCodec.ObservationSize) + (round.Failures.Count * 128));
        var entries = new Entry[round.Observations.Count + round.Failures.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var start = arrived.Length;
            if (i < round.Observations.Count) RoundCodec.WriteObservation(arrived, round.Observations[i]);
            else RoundCodec.WriteFailure(arrived, round.Failures[i - round.Observations.Count]);
            entries[i] = Entry.Of(arrived.Written, start);
        }

        entries.AsSpan().Sort((left, right) => left.CompareTo(right, arrived.Written));
        return Distinct(entries, arrived);
    }

    public void Dispose() => _bytes.Dispose();

    private static RoundInputs Distinct(Entry[] sorted, CanonicalWriter arrived)
    {
        var bytes = new CanonicalWriter(arrived.Length);
        var lengths = new List<int>(sorted.Length);
        ReadOnlySpan<byte> last = default;
        foreach (var entry in sorted)
        {
            var input = entry.Bytes(arrived.Written);
            if (input.SequenceEqual(last)) continue;
            bytes.Bytes(input);
            lengths.Add(input.Length);
            last = input;
        }

        return new(bytes, lengths);
    }

    /// <summary>Where an input stands, with its first 24 bytes as numbers, which decide most comparisons. No input is shorter.</summary>
    private readonly record struct Entry(ulong First, ulong Second, ulong Third, int Start, int Length)
    {
        private const int Compared = 3 * sizeof(ulong);

        public static Entry Of(ReadOnlySpan<byte> arrived, int start)
        {
            var input = arrived[start..];
            return new(
                BinaryPrimitives.ReadUInt64BigEndian(input),
                BinaryPrimitives.ReadUInt64BigEndian(input[8..]),
                BinaryPrimitives.ReadUInt64BigEndian(input[16..]),
                start,
                input.Length);
        }

        public ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> arrived) => arrived.Slice(Start, Length);

        public int CompareTo(Entry other, ReadOnlySpan<byte> arrived) =>
            First != other.First ? First.CompareTo(other.First)
            : Second != other.Second ? Second.CompareTo(other.Second)
            : Third != other.Third ? Third.CompareTo(other.Third)
            : Bytes(arrived)[Compared..].SequenceCompareTo(other.Bytes(arrived)[Compared..]);
    }
}
