using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace CrossChainOracle.Crypto.Curves;

/// <summary>The three word operations that all multi-limb arithmetic here is made of. Limbs are 64 bits, least significant first.</summary>
/// <remarks>Unsigned comparison stands for the carry flag, which C# cannot see.</remarks>
internal static class Limbs
{
    /// <summary>The high and the low word of a·b.</summary>
    /// <remarks>
    /// Where there is MULX the low word comes from a second product: <see cref="Math.BigMul(ulong, ulong, out ulong)"/> takes it through
    /// memory there (.NET 10), which makes a recovery half as slow again.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Multiply(ulong a, ulong b, out ulong low)
    {
        if (!Bmi2.X64.IsSupported) return Math.BigMul(a, b, out low);
        low = a * b;
        return Bmi2.X64.MultiplyNoFlags(a, b);
    }

    /// <summary>Low word of a·b + addend + carry; the high word becomes the carry. Cannot overflow 128 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyAdd(ulong a, ulong b, ulong addend, ref ulong carry)
    {
        var high = Multiply(a, b, out var low);
        low += addend;
        high += low < addend ? 1UL : 0UL;
        low += carry;
        high += low < carry ? 1UL : 0UL;
        carry = high;
        return low;
    }

    /// <summary>Low word of a + b + carry; carry is 0 or 1 before and after.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ulong a, ulong b, ref ulong carry)
    {
        var sum = a + carry;
        var overflow = sum < carry ? 1UL : 0UL;
        sum += b;
        carry = overflow | (sum < b ? 1UL : 0UL);
        return sum;
    }

    /// <summary>Low word of a - b - borrow; borrow is 0 or 1 before and after.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Subtract(ulong a, ulong b, ref ulong borrow)
    {
        var difference = a - b;
        var underflow = a < b ? 1UL : 0UL;
        var result = difference - borrow;
        borrow = underflow | (difference < borrow ? 1UL : 0UL);
        return result;
    }
}
