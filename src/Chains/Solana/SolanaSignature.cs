using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Solana;

/// <summary>A transaction's first signature, which is its name: 64 bytes in base58.</summary>
public readonly record struct SolanaSignature
{
    public const int Size = 64;

    private readonly string? _text;

    private SolanaSignature(string text) => _text = text;

    /// <exception cref="ArgumentException">The span is not exactly 64 bytes.</exception>
    public static SolanaSignature From(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Size ? new(Base58.Encode(bytes)) : throw new ArgumentException($"A signature has {Size} bytes, not {bytes.Length}.", nameof(bytes));

    public static bool TryParse([NotNullWhen(true)] string? text, out SolanaSignature signature)
    {
        signature = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (!Base58.TryDecode(text, bytes)) return false;
        signature = new(text);
        return true;
    }

    /// <summary>Writes the 64 bytes to the start of <paramref name="destination"/>; zeros for the default value.</summary>
    public void CopyTo(Span<byte> destination)
    {
        if (!Base58.TryDecode(_text, destination[..Size])) destination[..Size].Clear();
    }

    public override string ToString() => _text ?? string.Empty;
}
