using System.Numerics;

namespace CrossChainOracle.Crypto.Curves;

/// <summary>
/// Inverse modulo an odd 256-bit number by division steps (Bernstein and Yang, "Fast constant-time gcd computation and modular
/// inversion", 2019), in the variable-time form: the low 62 bits of f and g decide 62 steps at once, whose 2×2 matrix is then applied to
/// the full numbers.
/// </summary>
/// <remarks>
/// Chosen over a^(m - 2), whose 255 squarings take longer, for n several times. Numbers are five signed limbs of 62 bits, so that sums of
/// limb · matrix entry fit 128 bits with room. Invariants: d·x = f and e·x = g (mod m); d and e stay in (-2m, m).
/// </remarks>
internal sealed class ModularInverse
{
    private const int Bits = 62;
    private const long Mask = (1L << Bits) - 1;

    private readonly UInt256 _modulusValue;
    private readonly Signed310 _modulus;
    private readonly long _inverseOfModulus;

    private ModularInverse(in UInt256 modulus)
    {
        _modulusValue = modulus;
        _modulus = Signed310.From(modulus);
        _inverseOfModulus = (long)InverseOfOdd(modulus.L0) & Mask;
    }

    public static ModularInverse Prime { get; } = new(FieldElement.Prime);

    public static ModularInverse Order { get; } = new(Scalar.Order);

    /// <summary>1/x for x in [1, modulus); 0 for 0.</summary>
    public UInt256 Invert(in UInt256 x)
    {
        if (x.IsZero) return x;
        var d = default(Signed310);
        var e = new Signed310 { L0 = 1 };
        var f = _modulus;
        var g = Signed310.From(x);
        var eta = -1;
        while (!g.IsZero)
        {
            eta = Divide(eta, (ulong)f.L0, (ulong)g.L0, out var steps);
            ApplyModular(ref d, ref e, steps);
            ApplyExact(ref f, ref g, steps);
        }

        // f is now +1 or -1, the greatest common divisor up to its sign.
        return ToCanonical(d, negative: f.L4 < 0);
    }

    /// <summary>1/m modulo 2^64 for odd m: m is its own inverse modulo 8, and each Newton step doubles the number of right bits.</summary>
    private static ulong InverseOfOdd(ulong m)
    {
        var inverse = m;
        for (var bits = 3; bits < 64; bits *= 2) inverse *= 2 - m * inverse;
        return inverse;
    }

    /// <summary>62 division steps on the low words; eta is minus the delta of the paper.</summary>
    private static int Divide(int eta, ulong f, ulong g, out Steps steps)
    {
        ulong u = 1, v = 0, q = 0, r = 1;
        var left = Bits;
        while (true)
        {
            // A step with even g only halves it: all trailing zeros at once, bounded by the steps left.
            var zeros = BitOperations.TrailingZeroCount(g | (ulong.MaxValue << left));
            g >>= zeros;
            u <<= zeros;
            v <<= zeros;
            eta -= zeros;
            left -= zeros;
            if (left == 0) break;

            if (eta < 0)
            {
                eta = -eta;
                (f, g) = (g, 0 - f);
                (u, q) = (q, 0 - u);
                (v, r) = (r, 0 - v);
            }

            // Add the multiple of f that clears as many low bits of g as eta allows, six at most: f·(2 - f²) is 1/f modulo 64.
            var clear = Math.Min(Math.Min(eta + 1, left), 6);
            var multiple = g * f * (f * f - 2) & ((1UL << clear) - 1);
            g += f * multiple;
            q += u * multiple;
            r += v * multiple;
        }

        steps = new((long)u, (long)v, (long)q, (long)r);
        return eta;
    }

    /// <summary>(f, g) = steps · (f, g) / 2^62, exactly.</summary>
    private static void ApplyExact(ref Signed310 f, ref Signed310 g, in Steps s)
    {
        var sumF = s.Top(f.L0, g.L0) >> Bits;
        var sumG = s.Bottom(f.L0, g.L0) >> Bits;
        Next(f.L1, g.L1, ref sumF, ref sumG, s, out f.L0, out g.L0);
        Next(f.L2, g.L2, ref sumF, ref sumG, s, out f.L1, out g.L1);
        Next(f.L3, g.L3, ref sumF, ref sumG, s, out f.L2, out g.L2);
        Next(f.L4, g.L4, ref sumF, ref sumG, s, out f.L3, out g.L3);
        f.L4 = (long)sumF;
        g.L4 = (long)sumG;
    }

    private static void Next(long x, long y, ref Int128 sumX, ref Int128 sumY, in Steps s, out long limbX, out long limbY)
    {
        sumX += s.Top(x, y);
        sumY += s.Bottom(x, y);
        limbX = (long)sumX & Mask;
        limbY = (long)sumY & Mask;
        sumX >>= Bits;
        sumY >>= Bits;
    }

    /// <summary>(d, e) = steps · (d, e) / 2^62 modulo m: a multiple of m first makes the low 62 bits zero.</summary>
    private void ApplyModular(ref Signed310 d, ref Signed310 e, in Steps s)
    {
        // As if m had been added to each negative input, which keeps the results in (-2m, m).
        long signD = d.L4 >> 63, signE = e.L4 >> 63;
        var multipleD = (s.U & signD) + (s.V & signE);
        var multipleE = (s.Q & signD) + (s.R & signE);
        var sumD = s.Top(d.L0, e.L0);
        var sumE = s.Bottom(d.L0, e.L0);
        multipleD -= (_inverseOfModulus * (long)sumD + multipleD) & Mask;
        multipleE -= (_inverseOfModulus * (long)sumE + multipleE) & Mask;
        sumD = (sumD + Math.BigMul(_modulus.L0, multipleD)) >> Bits;
        sumE = (sumE + Math.BigMul(_modulus.L0, multipleE)) >> Bits;

        sumD += Math.BigMul(_modulus.L1, multipleD);
        sumE += Math.BigMul(_modulus.L1, multipleE);
        Next(d.L1, e.L1, ref sumD, ref sumE, s, out d.L0, out e.L0);
        sumD += Math.BigMul(_modulus.L2, multipleD);
        sumE += Math.BigMul(_modulus.L2, multipleE);
        Next(d.L2, e.L2, ref sumD, ref sumE, s, out d.L1, out e.L1);
        sumD += Math.BigMul(_modulus.L3, multipleD);
        sumE += Math.BigMul(_modulus.L3, multipleE);
        Next(d.L3, e.L3, ref sumD, ref sumE, s, out d.L2, out e.L2);
        sumD += Math.BigMul(_modulus.L4, multipleD);
        sumE += Math.BigMul(_modulus.L4, multipleE);
        Next(d.L4, e.L4, ref sumD, ref sumE, s, out d.L3, out e.L3);
        d.L4 = (long)sumD;
        e.L4 = (long)sumE;
    }

    /// <summary>±d, which lies in (-2m, 2m), as a number in [0, m).</summary>
    private UInt256 ToCanonical(in Signed310 d, bool negative)
    {
        var isNegative = d.L4 < 0;
        var magnitude = d.ToMagnitude(out var above);
        // Below 2m, hence at most one subtraction; bit 256 only says that it is due.
        magnitude = above != 0 ? magnitude.Subtract(_modulusValue, out _) : magnitude.ReduceOnce(_modulusValue);
        return isNegative == negative || magnitude.IsZero ? magnitude : _modulusValue.Subtract(magnitude, out _);
    }

    /// <summary>The matrix (U V; Q R) of 62 division steps, scaled by 2^62. |U| + |V| and |Q| + |R| are at most 2^62.</summary>
    private readonly record struct Steps(long U, long V, long Q, long R)
    {
        public Int128 Top(long x, long y) => Math.BigMul(U, x) + Math.BigMul(V, y);

        public Int128 Bottom(long x, long y) => Math.BigMul(Q, x) + Math.BigMul(R, y);
    }

    /// <summary>Five limbs of 62 bits; the last carries the sign.</summary>
    private struct Signed310
    {
        public long L0, L1, L2, L3, L4;

        public readonly bool IsZero => (L0 | L1 | L2 | L3 | L4) == 0;

        public static Signed310 From(in UInt256 x) => new()
        {
            L0 = (long)x.L0 & Mask,
            L1 = (long)((x.L0 >> 62) | (x.L1 << 2)) & Mask,
            L2 = (long)((x.L1 >> 60) | (x.L2 << 4)) & Mask,
            L3 = (long)((x.L2 >> 58) | (x.L3 << 6)) & Mask,
            L4 = (long)(x.L3 >> 56),
        };

        /// <summary>The absolute value modulo 2^256, and what stands above it.</summary>
        public readonly UInt256 ToMagnitude(out ulong above)
        {
            var wrapped = new UInt256(
                (ulong)(L0 | (L1 << 62)),
                (ulong)((L1 >> 2) | (L2 << 60)),
                (ulong)((L2 >> 4) | (L3 << 58)),
                (ulong)((L3 >> 6) | (L4 << 56)));
            var top = L4 >> 8;
            if (top >= 0)
            {
                above = (ulong)top;
                return wrapped;
            }

            var negated = default(UInt256).Subtract(wrapped, out var borrow);
            above = (ulong)(-top - (long)borrow);
            return negated;
        }
    }
}
