namespace CrossChainOracle.TestKit;

/// <summary>Damaged copies of a valid input: flipped bits, cuts, insertions, repeats, swapped ranges, extreme bytes.</summary>
/// <remarks>Deterministic in its seed. A test prints the seed of a failing case through <see cref="Describe"/>.</remarks>
public sealed class Mutator(int seed)
{
    private readonly Random _random = new(seed);

    public int Seed => seed;

    public string Describe(int caseIndex) => $"mutation seed {seed}, case {caseIndex}";

    /// <summary>One damaged copy. It may equal the original by chance; callers that need a difference compare.</summary>
    public byte[] Next(ReadOnlySpan<byte> original)
    {
        var bytes = original.ToArray();
        for (var edits = _random.Next(1, 4); edits > 0; edits--) bytes = Edit(bytes);
        return bytes;
    }

    private byte[] Edit(byte[] bytes)
    {
        if (bytes.Length == 0) return [(byte)_random.Next(256)];
        var at = _random.Next(bytes.Length);
        var length = _random.Next(1, Math.Min(bytes.Length - at, 40) + 1);
        switch (_random.Next(8))
        {
            case 0: bytes[at] ^= (byte)(1 << _random.Next(8)); return bytes;
            case 1: bytes[at] = (byte)_random.Next(256); return bytes;
            case 2: return bytes[..at];
            case 3: return [.. bytes[..at], .. bytes[(at + length)..]];
            case 4: return [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]];
            case 5: bytes.AsSpan(at, length).Fill(_random.Next(2) == 0 ? (byte)0x00 : (byte)0xff); return bytes;
            case 6:
                var inserted = new byte[length];
                _random.NextBytes(inserted);
                return [.. bytes[..at], .. inserted, .. bytes[at..]];
            default:
                var other = _random.Next(bytes.Length - length + 1);
                bytes.AsSpan(other, length).ToArray().CopyTo(bytes, at);
                return bytes;
        }
    }
}
