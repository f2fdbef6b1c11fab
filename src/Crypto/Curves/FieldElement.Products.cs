using System.Runtime.CompilerServices;

namespace CrossChainOracle.Crypto.Curves;

/// <summary>Products: schoolbook to 512 bits, then the upper half times 2^32 + 977 is added to the lower half.</summary>
/// <remarks>Never inlined: a caller that holds several of them at once spills more than a call costs.</remarks>
internal readonly partial struct FieldElement
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Multiply(in FieldElement a, in FieldElement b, out FieldElement result)
    {
        ulong a0 = a._l0, a1 = a._l1, a2 = a._l2, a3 = a._l3;
        ulong b0 = b._l0, b1 = b._l1, b2 = b._l2, b3 = b._l3;

        ulong carry = 0;
        var t0 = Limbs.MultiplyAdd(a0, b0, 0, ref carry);
        var t1 = Limbs.MultiplyAdd(a1, b0, 0, ref carry);
        var t2 = Limbs.MultiplyAdd(a2, b0, 0, ref carry);
        var t3 = Limbs.MultiplyAdd(a3, b0, 0, ref carry);
        var t4 = carry;

        carry = 0;
        t1 = Limbs.MultiplyAdd(a0, b1, t1, ref carry);
        t2 = Limbs.MultiplyAdd(a1, b1, t2, ref carry);
        t3 = Limbs.MultiplyAdd(a2, b1, t3, ref carry);
        t4 = Limbs.MultiplyAdd(a3, b1, t4, ref carry);
        var t5 = carry;

        carry = 0;
        t2 = Limbs.MultiplyAdd(a0, b2, t2, ref carry);
        t3 = Limbs.MultiplyAdd(a1, b2, t3, ref carry);
        t4 = Limbs.MultiplyAdd(a2, b2, t4, ref carry);
        t5 = Limbs.MultiplyAdd(a3, b2, t5, ref carry);
        var t6 = carry;

        carry = 0;
        t3 = Limbs.MultiplyAdd(a0, b3, t3, ref carry);
        t4 = Limbs.MultiplyAdd(a1, b3, t4, ref carry);
        t5 = Limbs.MultiplyAdd(a2, b3, t5, ref carry);
        t6 = Limbs.MultiplyAdd(a3, b3, t6, ref carry);

        Reduce(t0, t1, t2, t3, t4, t5, t6, carry, out result);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Square(in FieldElement a, out FieldElement result)
    {
        ulong a0 = a._l0, a1 = a._l1, a2 = a._l2, a3 = a._l3;

        ulong carry = 0;
        var t1 = Limbs.MultiplyAdd(a0, a1, 0, ref carry);
        var t2 = Limbs.MultiplyAdd(a0, a2, 0, ref carry);
        var t3 = Limbs.MultiplyAdd(a0, a3, 0, ref carry);
        var t4 = carry;
        carry = 0;
        t3 = Limbs.MultiplyAdd(a1, a2, t3, ref carry);
        t4 = Limbs.MultiplyAdd(a1, a3, t4, ref carry);
        var t5 = carry;
        carry = 0;
        t5 = Limbs.MultiplyAdd(a2, a3, t5, ref carry);
        var t6 = carry;

        // Twice the products of different limbs, plus the squares on the even places.
        var t7 = t6 >> 63;
        t6 = (t6 << 1) | (t5 >> 63);
        t5 = (t5 << 1) | (t4 >> 63);
        t4 = (t4 << 1) | (t3 >> 63);
        t3 = (t3 << 1) | (t2 >> 63);
        t2 = (t2 << 1) | (t1 >> 63);
        t1 <<= 1;

        carry = 0;
        var t0 = Limbs.MultiplyAdd(a0, a0, 0, ref carry);
        t1 = AddCarry(t1, ref carry);
        t2 = Limbs.MultiplyAdd(a1, a1, t2, ref carry);
        t3 = AddCarry(t3, ref carry);
        t4 = Limbs.MultiplyAdd(a2, a2, t4, ref carry);
        t5 = AddCarry(t5, ref carry);
        t6 = Limbs.MultiplyAdd(a3, a3, t6, ref carry);
        Reduce(t0, t1, t2, t3, t4, t5, t6, t7 + carry, out result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddCarry(ulong value, ref ulong carry)
    {
        var sum = value + carry;
        carry = sum < carry ? 1UL : 0UL;
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduce(
        ulong t0, ulong t1, ulong t2, ulong t3, ulong t4, ulong t5, ulong t6, ulong t7, out FieldElement result)
    {
        ulong carry = 0;
        t0 = Limbs.MultiplyAdd(t4, Fold, t0, ref carry);
        t1 = Limbs.MultiplyAdd(t5, Fold, t1, ref carry);
        t2 = Limbs.MultiplyAdd(t6, Fold, t2, ref carry);
        t3 = Limbs.MultiplyAdd(t7, Fold, t3, ref carry);

        // The carry has at most 34 bits; its fold has at most 67.
        var high = Limbs.Multiply(carry, Fold, out var low);
        carry = 0;
        t0 = Limbs.Add(t0, low, ref carry);
        t1 = Limbs.Add(t1, high, ref carry);
        t2 = AddCarry(t2, ref carry);
        t3 = AddCarry(t3, ref carry);
        FoldCarry(t0, t1, t2, t3, carry * Fold, out result);
    }
}
