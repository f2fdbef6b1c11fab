using System.Diagnostics.CodeAnalysis;

namespace CrossChainOracle.Domain.Collateral;

/// <summary>Whose collateral: a name of the deployment's own for all addresses that belong together, such as <c>alice</c>.</summary>
/// <remarks>1 to 16 printable ASCII characters without spaces. The default value names nothing. Ordered as text.</remarks>
public readonly record struct AccountId : IComparable<AccountId>
{
    /// <summary>Bytes in canonical form: the characters, then zeros.</summary>
    public const int Size = Ascii16.Size;

    private readonly Ascii16 _text;

    private AccountId(Ascii16 text) => _text = text;

    public bool IsEmpty => _text.IsEmpty;

    public static bool TryParse([NotNullWhen(true)] string? text, out AccountId value)
    {
        var parsed = Ascii16.TryParse(text, out var ascii);
        value = new(ascii);
        return parsed;
    }

    /// <exception cref="FormatException">Not 1 to 16 printable ASCII characters.</exception>
    public static AccountId Parse(string text) =>
        TryParse(text, out var value) ? value : throw new FormatException($"'{text}' is not 1 to 16 printable ASCII characters without spaces.");

    /// <summary>Reads the canonical 16 bytes; false when they are not characters followed by zeros only.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out AccountId value)
    {
        var read = Ascii16.TryRead(bytes, out var ascii);
        value = new(ascii);
        return read;
    }

    /// <summary>Writes the canonical 16 bytes to the start of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination) => _text.CopyTo(destination);

    public int CompareTo(AccountId other) => _text.CompareTo(other._text);

    public static bool operator <(AccountId left, AccountId right) => left.CompareTo(right) < 0;

    public static bool operator >(AccountId left, AccountId right) => left.CompareTo(right) > 0;

    public static bool operator <=(AccountId left, AccountId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(AccountId left, AccountId right) => left.CompareTo(right) >= 0;

    public override string ToString() => _text.ToString();
}
