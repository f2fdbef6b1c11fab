using System.Buffers.Binary;
using System.Numerics;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Solana;

/// <summary>Little-endian fields of an account's data at fixed offsets. Whoever reads has checked the size: reading beyond the end is a fault of ours and throws.</summary>
internal readonly ref struct AccountData(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Length => _bytes.Length;

    public byte U8(int offset) => _bytes[offset];

    public ushort U16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[offset..]);

    public uint U32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[offset..]);

    public ulong U64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[offset..]);

    public int I32(int offset) => BinaryPrimitives.ReadInt32LittleEndian(_bytes[offset..]);

    public long I64(int offset) => BinaryPrimitives.ReadInt64LittleEndian(_bytes[offset..]);

    public UInt128 U128(int offset) => BinaryPrimitives.ReadUInt128LittleEndian(_bytes[offset..]);

    public Int128 I128(int offset) => BinaryPrimitives.ReadInt128LittleEndian(_bytes[offset..]);

    public BigInteger U256(int offset) => new(_bytes.Slice(offset, 32), isUnsigned: true);

    public SolanaKey Key(int offset) => SolanaKey.From(_bytes.Slice(offset, SolanaKey.Size));

    public AccountData Part(int offset, int length) => new(_bytes.Slice(offset, length));

    public bool StartsWith(ReadOnlySpan<byte> prefix) => _bytes.StartsWith(prefix);
}
