using System.Runtime.CompilerServices;

namespace CrossChainOracle.Crypto.Curves;

/// <summary>The three word operations that all multi-limb arithmetic here is made of. Limbs are 64 bits, least significant first.</summary>
/// <remarks>Unsigned comparison stands for the carry flag, which C# cannot see.</remarks>
internal static class Limbs
{
    /// <summary>Low word of a·b + addend + carry; the high word becomes the carry. Cannot overflow 128 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyAdd(ulong a, ulong b, ulong addend, ref ulong carry)
    {
        var high = Math.BigMul(a, b, out var low);
        low += carry;
        if (low < carry) high++;
        low += addend;
        if (low < addend) high++;
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
