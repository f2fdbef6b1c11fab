using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CrossChainOracle.Domain;

/// <summary>A chain by its CAIP-2 name, <c>namespace:reference</c>, such as <c>eip155:1</c>.</summary>
/// <remarks>
/// The namespace has 3 to 8 characters of <c>-a-z0-9</c>, the reference 1 to 32 of <c>-_a-zA-Z0-9</c> (CAIP-2). For <c>eip155</c> the reference is the chain id
/// of EIP-155 in decimal without leading zeros, so that one chain has one name. The default value names nothing. Ordered as text.
/// </remarks>
public readonly record struct ChainId : IComparable<ChainId>
{
    public const string Eip155Namespace = "eip155";

    private readonly string? _text;

    private ChainId(string text) => _text = text;

    public bool IsEmpty => _text is null;

    /// <summary>The EVM chain with this id of EIP-155, which must not be zero.</summary>
    public static ChainId Eip155(ulong id) =>
        id == 0
            ? throw new ArgumentOutOfRangeException(nameof(id), "An EIP-155 chain id is at least 1.")
            : new(string.Create(CultureInfo.InvariantCulture, $"{Eip155Namespace}:{id}"));

    public static bool TryParse([NotNullWhen(true)] string? text, out ChainId value)
    {
        value = default;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (text is null || colon is < 3 or > 8) return false;
        var reference = text.AsSpan(colon + 1);
        if (reference.Length is < 1 or > 32) return false;
        foreach (var c in text.AsSpan(0, colon))
        {
            if (!(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')) return false;
        }

        foreach (var c in reference)
        {
            if (!(char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) return false;
        }

        value = new(text);
        return !text.StartsWith(Eip155Namespace + ":", StringComparison.Ordinal) || value.TryGetEip155(out _);
    }

    /// <exception cref="FormatException">Not a CAIP-2 name.</exception>
    public static ChainId Parse(string text) =>
        TryParse(text, out var value) ? value : throw new FormatException($"'{text}' is not a CAIP-2 chain id such as eip155:1.");

    /// <summary>The EIP-155 chain id; false for chains of other namespaces.</summary>
    public bool TryGetEip155(out ulong id)
    {
        id = 0;
        if (_text is null || !_text.StartsWith(Eip155Namespace + ":", StringComparison.Ordinal)) return false;
        var reference = _text.AsSpan(Eip155Namespace.Length + 1);
        return reference[0] != '0' && ulong.TryParse(reference, NumberStyles.None, CultureInfo.InvariantCulture, out id);
    }

    public int CompareTo(ChainId other) => string.CompareOrdinal(_text, other._text);

    public static bool operator <(ChainId left, ChainId right) => left.CompareTo(right) < 0;

    public static bool operator >(ChainId left, ChainId right) => left.CompareTo(right) > 0;

    public static bool operator <=(ChainId left, ChainId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ChainId left, ChainId right) => left.CompareTo(right) >= 0;

    public override string ToString() => _text ?? string.Empty;
}
