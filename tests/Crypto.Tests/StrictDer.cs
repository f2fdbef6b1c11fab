namespace CrossChainOracle.Crypto.Tests;

/// <summary>The one DER encoding of an ECDSA signature: SEQUENCE of two minimal, non-negative INTEGERs, nothing after.</summary>
internal static class StrictDer
{
    /// <summary>r | s, or null when the bytes are not that encoding or a number does not fit 32 bytes.</summary>
    public static byte[]? ToRaw(ReadOnlySpan<byte> der)
    {
        // Two numbers of 33 bytes at most, so that no length needs the long form.
        if (der.Length is < 2 or > 127 || der[0] != 0x30 || der[1] != der.Length - 2) return null;
        var rest = der[2..];
        if (ReadInteger(ref rest) is not { } r || ReadInteger(ref rest) is not { } s || !rest.IsEmpty) return null;
        return [.. r, .. s];
    }

    private static byte[]? ReadInteger(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 2 || rest[0] != 0x02 || rest[1] == 0 || rest[1] > rest.Length - 2) return null;
        var value = rest.Slice(2, rest[1]);
        rest = rest[(2 + value.Length)..];
        var negative = value[0] >= 0x80;
        var padded = value.Length > 1 && value[0] == 0 && value[1] < 0x80;
        return negative || padded ? null : Vectors.To32(value);
    }
}
