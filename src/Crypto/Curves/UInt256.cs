using System.Buffers.Binary;

namespace CrossChainOracle.Crypto.Curves;

/// <summary>256 bits as four limbs, least significant first: the form in which field elements, scalars and the inversion exchange values.</summary>
internal readonly record struct UInt256(ulong L0, ulong L1, ulong L2, ulong L3)
{
    public static UInt256 FromBigEndian(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes[24..32]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes));

    public void WriteBigEndian(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..32], L0);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], L1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], L2);
        BinaryPrimitives.WriteUInt64BigEndian(destination, L3);
    }

    public bool IsZero => (L0 | L1 | L2 | L3) == 0;

    public bool IsLessThan(in UInt256 other)
    {
        Subtract(other, out var borrow);
        return borrow != 0;
    }

    /// <summary>The difference modulo 2^256; <paramref name="borrow"/> is 1 when it wrapped.</summary>
    public UInt256 Subtract(in UInt256 other, out ulong borrow)
    {
        borrow = 0;
        var l0 = Limbs.Subtract(L0, other.L0, ref borrow);
        var l1 = Limbs.Subtract(L1, other.L1, ref borrow);
        var l2 = Limbs.Subtract(L2, other.L2, ref borrow);
        var l3 = Limbs.Subtract(L3, other.L3, ref borrow);
        return new(l0, l1, l2, l3);
    }

    /// <summary>The sum modulo 2^256; <paramref name="carry"/> is 1 when it wrapped.</summary>
    public UInt256 Add(in UInt256 other, out ulong carry)
    {
        carry = 0;
        var l0 = Limbs.Add(L0, other.L0, ref carry);
        var l1 = Limbs.Add(L1, other.L1, ref carry);
        var l2 = Limbs.Add(L2, other.L2, ref carry);
        var l3 = Limbs.Add(L3, other.L3, ref carry);
        return new(l0, l1, l2, l3);
    }

    /// <summary>The value minus <paramref name="modulus"/> once if it is not below it. The value must be below twice the modulus.</summary>
    public UInt256 ReduceOnce(in UInt256 modulus)
    {
        var reduced = Subtract(modulus, out var borrow);
        return borrow == 0 ? reduced : this;
    }
}
