using System.Runtime.CompilerServices;

namespace CrossChainOracle.Crypto.Curves;

/// <summary>
/// An element of the field of secp256k1, integers modulo p = 2^256 - 2^32 - 977 (SEC 2, section 2.4.1).
/// </summary>
/// <remarks>
/// Four 64-bit limbs that hold any 256-bit number congruent to the element, not only the smallest: reduction to [0, p) happens where a
/// value is compared or leaves. Every operation takes and gives such numbers, so there are no magnitudes to track (as five 52-bit limbs
/// would need), and 2^256 = 2^32 + 977 (mod p) folds a carry back with one addition. Results go through <c>out</c>, which may name an
/// input: returning 32-byte structs by value costs copies on the hot path. Variable time: public data only.
/// </remarks>
internal readonly partial struct FieldElement
{
    /// <summary>2^256 - p.</summary>
    private const ulong Fold = 0x1_0000_03D1;

    private readonly ulong _l0, _l1, _l2, _l3;

    public FieldElement(ulong l0, ulong l1, ulong l2, ulong l3) => (_l0, _l1, _l2, _l3) = (l0, l1, l2, l3);

    public static UInt256 Prime { get; } = new(0xFFFFFFFEFFFFFC2F, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    public static FieldElement Zero => default;

    public static FieldElement One => new(1, 0, 0, 0);

    /// <summary>Any 256-bit number; p and above stand for the number minus p.</summary>
    public static FieldElement From(in UInt256 value) => new(value.L0, value.L1, value.L2, value.L3);

    /// <summary>The smallest non-negative number congruent to the element.</summary>
    public UInt256 ToCanonical() => new UInt256(_l0, _l1, _l2, _l3).ReduceOnce(Prime);

    public bool IsZero =>
        (_l0 | _l1 | _l2 | _l3) == 0 || ((_l1 & _l2 & _l3) == ulong.MaxValue && _l0 == Prime.L0);

    public bool IsOdd => (ToCanonical().L0 & 1) != 0;

    public bool IsSameAs(in FieldElement other)
    {
        Subtract(this, other, out var difference);
        return difference.IsZero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(in FieldElement a, in FieldElement b, out FieldElement result)
    {
        ulong carry = 0;
        var l0 = Limbs.Add(a._l0, b._l0, ref carry);
        var l1 = Limbs.Add(a._l1, b._l1, ref carry);
        var l2 = Limbs.Add(a._l2, b._l2, ref carry);
        var l3 = Limbs.Add(a._l3, b._l3, ref carry);
        FoldCarry(l0, l1, l2, l3, carry * Fold, out result);
    }

    /// <summary>Adds <paramref name="folded"/>, and once more the fold if that carries out of 256 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FoldCarry(ulong l0, ulong l1, ulong l2, ulong l3, ulong folded, out FieldElement result)
    {
        l0 += folded;
        if (l0 < folded && ++l1 == 0 && ++l2 == 0 && ++l3 == 0)
        {
            // What is left is below the amount just added, so this cannot carry again.
            l0 += Fold;
        }

        result = new(l0, l1, l2, l3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(in FieldElement a, in FieldElement b, out FieldElement result)
    {
        ulong borrow = 0;
        var l0 = Limbs.Subtract(a._l0, b._l0, ref borrow);
        var l1 = Limbs.Subtract(a._l1, b._l1, ref borrow);
        var l2 = Limbs.Subtract(a._l2, b._l2, ref borrow);
        var l3 = Limbs.Subtract(a._l3, b._l3, ref borrow);
        var folded = borrow * Fold;
        var low = l0;
        l0 -= folded;
        if (low < folded && l1-- == 0 && l2-- == 0 && l3-- == 0)
        {
            // What is left is within Fold of 2^256, so this cannot borrow again.
            l0 -= Fold;
        }

        result = new(l0, l1, l2, l3);
    }

    public static void Negate(in FieldElement a, out FieldElement result) => Subtract(Zero, a, out result);

    /// <summary>a / 2: an odd representative is made even by adding p, which is odd.</summary>
    public static void Halve(in FieldElement a, out FieldElement result)
    {
        var odd = 0UL - (a._l0 & 1);
        ulong carry = 0;
        var l0 = Limbs.Add(a._l0, odd & Prime.L0, ref carry);
        var l1 = Limbs.Add(a._l1, odd, ref carry);
        var l2 = Limbs.Add(a._l2, odd, ref carry);
        var l3 = Limbs.Add(a._l3, odd, ref carry);
        result = new((l0 >> 1) | (l1 << 63), (l1 >> 1) | (l2 << 63), (l2 >> 1) | (l3 << 63), (l3 >> 1) | (carry << 63));
    }
}
