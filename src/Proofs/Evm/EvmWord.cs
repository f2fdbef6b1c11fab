using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>A number of 256 bits as the EVM holds it: a balance, a storage slot's value.</summary>
/// <param name="Bytes">Big-endian.</param>
public readonly record struct EvmWord(Hash256 Bytes)
{
    public bool IsZero => Bytes.IsZero;

    public static EvmWord From(UInt128 value)
    {
        Span<byte> word = stackalloc byte[Hash256.Size];
        word.Clear();
        BinaryPrimitives.WriteUInt128BigEndian(word[16..], value);
        return new(Hash256.From(word));
    }

    /// <summary>The number, if it fits 128 bits: never wrapped, never cut.</summary>
    /// <param name="what">What the number is, for the refusal.</param>
    public bool TryToUInt128(string what, out UInt128 value, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        Span<byte> word = stackalloc byte[Hash256.Size];
        Bytes.CopyTo(word);
        var fits = !word[..16].ContainsAnyExcept((byte)0);
        value = fits ? BinaryPrimitives.ReadUInt128BigEndian(word[16..]) : 0;
        refusal = fits ? null : new ProofRefusal.BeyondRange(what, ToString(), 128);
        return fits;
    }

    /// <summary><c>0x</c> and 64 hex digits.</summary>
    public override string ToString() => Bytes.ToString();
}
