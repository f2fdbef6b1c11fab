using System.Diagnostics.CodeAnalysis;

namespace CrossChainOracle.Domain;

/// <summary>Base58 with Bitcoin's alphabet, as Solana writes keys and signatures (draft-msporny-base58). Leading zero bytes are leading <c>1</c>s.</summary>
/// <remarks>Quadratic in the length, therefore only for the short texts of keys: callers bound the length.</remarks>
public static class Base58
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int MaximumText = 128;

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        // log(256) / log(58) is below 1.38.
        var digits = new byte[(bytes.Length * 138 / 100) + 1];
        var used = 0;
        foreach (var value in bytes)
        {
            int carry = value;
            var i = 0;
            for (; i < used || carry != 0; i++)
            {
                carry += digits[i] << 8;
                digits[i] = (byte)(carry % 58);
                carry /= 58;
            }

            used = i;
        }

        var zeros = LeadingZeros(bytes);
        return string.Create(zeros + used, (digits, zeros, used), static (text, state) =>
        {
            text[..state.zeros].Fill('1');
            for (var i = 0; i < state.used; i++) text[state.zeros + i] = Alphabet[state.digits[state.used - 1 - i]];
        });
    }

    /// <summary>Decodes exactly <c>destination.Length</c> bytes; false for any other length, a character outside the alphabet, or more than 128 characters.</summary>
    public static bool TryDecode([NotNullWhen(true)] string? text, Span<byte> destination)
    {
        if (text is null || text.Length > MaximumText) return false;
        Span<byte> bytes = stackalloc byte[MaximumText];
        var used = 0;
        foreach (var c in text)
        {
            var carry = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (carry < 0) return false;
            var i = 0;
            for (; i < used || carry != 0; i++)
            {
                carry += bytes[i] * 58;
                bytes[i] = (byte)(carry & 0xff);
                carry >>= 8;
            }

            used = i;
        }

        var zeros = text.AsSpan().IndexOfAnyExcept('1') is >= 0 and var at ? at : text.Length;
        if (zeros + used != destination.Length) return false;
        destination[..zeros].Clear();
        for (var i = 0; i < used; i++) destination[zeros + i] = bytes[used - 1 - i];
        return true;
    }

    private static int LeadingZeros(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept((byte)0) is >= 0 and var at ? at : bytes.Length;
}
