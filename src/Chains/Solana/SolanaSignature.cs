using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Solana;

/// <summary>A transaction's first signature, which is its name: 64 bytes in base58.</summary>
public readonly record struct SolanaSignature
{
    private readonly string? _text;

    private SolanaSignature(string text) => _text = text;

    public static bool TryParse([NotNullWhen(true)] string? text, out SolanaSignature signature)
    {
        signature = default;
        Span<byte> bytes = stackalloc byte[64];
        if (!Base58.TryDecode(text, bytes)) return false;
        signature = new(text);
        return true;
    }

    public override string ToString() => _text ?? string.Empty;
}
