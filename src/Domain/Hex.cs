using System.Diagnostics.CodeAnalysis;

namespace CrossChainOracle.Domain;

/// <summary>Hexadecimal text as Ethereum tools write it: lower case with <c>0x</c>; both cases and a missing <c>0x</c> are read.</summary>
public static class Hex
{
    public static string Encode(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <summary>Decodes exactly <c>destination.Length</c> bytes; false for any other length or a character that is no hex digit.</summary>
    public static bool TryDecode([NotNullWhen(true)] string? text, Span<byte> destination)
    {
        if (text is null) return false;
        var digits = Digits(text);
        return digits.Length == destination.Length * 2
            && Convert.FromHexString(digits, destination, out _, out _) == System.Buffers.OperationStatus.Done;
    }

    /// <summary>Decodes the whole text; false for an odd number of digits or a character that is no hex digit.</summary>
    public static bool TryDecode([NotNullWhen(true)] string? text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text is null) return false;
        var decoded = new byte[Digits(text).Length / 2];
        if (!TryDecode(text, decoded)) return false;
        bytes = decoded;
        return true;
    }

    private static ReadOnlySpan<char> Digits(string text) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text;
}
