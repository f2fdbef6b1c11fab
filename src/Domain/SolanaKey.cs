using System.Diagnostics.CodeAnalysis;

namespace CrossChainOracle.Domain;

/// <summary>A 32-byte Solana address: a wallet, a program, a mint, an account. Written in base58.</summary>
/// <remarks>The default value is 32 zeros, which is the System Program. Ordered as bytes.</remarks>
public readonly record struct SolanaKey : IComparable<SolanaKey>
{
    public const int Size = Hash256.Size;

    private readonly Hash256 _bytes;

    private SolanaKey(Hash256 bytes) => _bytes = bytes;

    /// <exception cref="ArgumentException">The span is not exactly 32 bytes.</exception>
    public static SolanaKey From(ReadOnlySpan<byte> bytes) => new(Hash256.From(bytes));

    /// <summary>32 to 44 characters of base58.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SolanaKey key)
    {
        key = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (text is not { Length: >= 32 and <= 44 } || !Base58.TryDecode(text, bytes)) return false;
        key = From(bytes);
        return true;
    }

    /// <exception cref="FormatException">Not 32 bytes in base58.</exception>
    public static SolanaKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException($"'{text}' is not a Solana address of 32 bytes in base58.");

    /// <summary>Writes the 32 bytes to the start of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination) => _bytes.CopyTo(destination);

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    public int CompareTo(SolanaKey other) => _bytes.CompareTo(other._bytes);

    public static bool operator <(SolanaKey left, SolanaKey right) => left.CompareTo(right) < 0;

    public static bool operator >(SolanaKey left, SolanaKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(SolanaKey left, SolanaKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SolanaKey left, SolanaKey right) => left.CompareTo(right) >= 0;

    public override string ToString() => Base58.Encode(ToArray());
}
