using CrossChainOracle.Encoding.Rlp;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>Nibbles of a key, and paths of nodes in hex-prefix encoding (Ethereum Yellow Paper, appendix C).</summary>
internal static class TriePath
{
    /// <summary>Nibble i of a key, the high half of each byte first.</summary>
    public static int Nibble(ReadOnlySpan<byte> key, int index) => index % 2 == 0 ? key[index / 2] >> 4 : key[index / 2] & 0x0f;

    /// <summary>Reads a node's path; false if it is no hex-prefix encoding.</summary>
    /// <param name="encoded">The path item of a leaf or an extension.</param>
    /// <param name="isLeaf">Whether the node is a leaf.</param>
    /// <param name="nibbles">How many nibbles the path has.</param>
    public static bool TryRead(ReadOnlySpan<byte> encoded, out bool isLeaf, out int nibbles)
    {
        (isLeaf, nibbles) = (false, 0);
        if (encoded.IsEmpty || encoded[0] >> 4 > 3) return false;
        isLeaf = (encoded[0] & 0x20) != 0;
        var isOdd = (encoded[0] & 0x10) != 0;
        nibbles = (2 * (encoded.Length - 1)) + (isOdd ? 1 : 0);
        return isOdd || (encoded[0] & 0x0f) == 0;
    }

    /// <summary>How many nibbles of a path that <see cref="TryRead"/> has read are those of the key from a position on.</summary>
    public static int Common(ReadOnlySpan<byte> encoded, int nibbles, ReadOnlySpan<byte> key, int from)
    {
        // The path's nibbles end with the last byte, whatever stands before them.
        var offset = (2 * encoded.Length) - nibbles;
        var common = 0;
        while (common < nibbles && from + common < 2 * key.Length && Nibble(encoded, offset + common) == Nibble(key, from + common)) common++;
        return common;
    }

    /// <summary>Encodes nibbles of a key as the path of a node.</summary>
    public static void Write(RlpWriter writer, ReadOnlySpan<byte> key, int from, int to, bool isLeaf)
    {
        var nibbles = to - from;
        Span<byte> path = new byte[1 + (nibbles / 2)];
        path[0] = (byte)((isLeaf ? 0x20 : 0) | (nibbles % 2 == 0 ? 0 : 0x10));
        for (var i = 0; i < nibbles; i++)
        {
            var at = (2 * path.Length) - nibbles + i;
            path[at / 2] |= (byte)(Nibble(key, from + i) << (at % 2 == 0 ? 4 : 0));
        }

        writer.Bytes(path);
    }
}
