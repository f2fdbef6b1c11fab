namespace CrossChainOracle.Proofs.Cosmos.Ics23;

/// <summary>The prefix of an IAVL leaf or node: height, size and version as zigzag varints, then for a node the first child's length and, where the proof comes from the second, that child.</summary>
internal static class IavlPrefix
{
    private const int Numbers = 3;
    private const int LengthByte = 1;
    private const int FirstChildAndLengthBytes = 34;

    /// <summary>Null where the prefix is one.</summary>
    /// <param name="layer">0 for a leaf, else the steps above it: a node is at least that high.</param>
    public static string? Problem(ReadOnlySpan<byte> prefix, int layer)
    {
        for (var i = 0; i < Numbers; i++)
        {
            if (!TryReadVarint(ref prefix, out var number)) return $"prefix holds no {Numbers} numbers";

            // Zigzag: odd numbers are negative.
            if ((number & 1) != 0) return "prefix holds a negative number";
            if (i == 0 && number / 2 < (ulong)layer) return $"height {number / 2} at {layer} steps above a leaf";
        }

        return layer == 0
            ? prefix.IsEmpty ? null : $"leaf prefix is {prefix.Length} bytes too long"
            : prefix.Length is LengthByte or FirstChildAndLengthBytes ? null : $"{prefix.Length} bytes after the numbers, not {LengthByte} or {FirstChildAndLengthBytes}";
    }

    private static bool TryReadVarint(ref ReadOnlySpan<byte> bytes, out ulong number)
    {
        number = 0;
        for (var i = 0; i < bytes.Length && i < 10; i++)
        {
            if (i == 9 && bytes[i] > 1) return false;
            number |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] >= 0x80) continue;
            bytes = bytes[(i + 1)..];
            return true;
        }

        return false;
    }
}
