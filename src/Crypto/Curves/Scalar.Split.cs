namespace CrossChainOracle.Crypto.Curves;

/// <summary>Splitting of a scalar for the endomorphism (Gallant, Lambert, Vanstone, CRYPTO 2001).</summary>
internal readonly partial struct Scalar
{
    // The lattice of (a, b) with a + b·λ = 0 (mod n), λ a cube root of one, has the short basis (a1, b1), (a2, b2) with b2 = a1:
    // a1 = 0x3086D221A7D46BCDE86C90E49284EB15, b1 = -0xE4437ED6010E88286F547FA90ABFE4C3, a2 = a1 - b1.
    private static readonly Scalar s_minusB1 = new(new(0x6F547FA90ABFE4C3, 0xE4437ED6010E8828, 0, 0));
    private static readonly Scalar s_minusB2 = new(new(0xD765CDA83DB1562C, 0x8A280AC50774346D, 0xFFFFFFFFFFFFFFFE, ulong.MaxValue));

    // round(2^384 · b2 / n) and round(2^384 · -b1 / n): a division by n as a product and a shift.
    private static readonly UInt256 s_b2OverN = new(0xE893209A45DBB031, 0x3DAA8A1471E8CA7F, 0xE86C90E49284EB15, 0x3086D221A7D46BCD);
    private static readonly UInt256 s_minusB1OverN = new(0x1571B4AE8AC47F71, 0x221208AC9DF506C6, 0x6F547FA90ABFE4C4, 0xE4437ED6010E8828);

    /// <summary>λ with λ·(x, y) = (β·x, y) for every point; β is <see cref="AffinePoint.Beta"/>.</summary>
    public static Scalar Lambda { get; } = new(new(0xDF02967C1B23BD72, 0x122E22EA20816678, 0xA5261C028812645A, 0x5363AD4CC05C30E0));

    /// <summary>first + second · λ = this, with both parts below 2^128 in magnitude: the nearest lattice point taken off.</summary>
    public void Split(out SignedHalf first, out SignedHalf second)
    {
        var c1 = new Scalar(MultiplyShift384(_value, s_b2OverN));
        var c2 = new Scalar(MultiplyShift384(_value, s_minusB1OverN));
        var k2 = c1.Multiply(s_minusB1).Add(c2.Multiply(s_minusB2));
        var k1 = Add(k2.Multiply(Lambda).Negate());
        first = k1.ToSignedHalf();
        second = k2.ToSignedHalf();
    }

    /// <summary>The magnitude of the representative nearest to zero, and whether it is negative.</summary>
    private SignedHalf ToSignedHalf()
    {
        var negative = IsHigh;
        var magnitude = negative ? Negate()._value : _value;
        return new(new(magnitude.L1, magnitude.L0), negative);
    }

    /// <summary>round(a · b / 2^384).</summary>
    private static UInt256 MultiplyShift384(in UInt256 a, in UInt256 b)
    {
        MultiplyWide(a, b, out _, out var high);
        return new UInt256(high.L2, high.L3, 0, 0).Add(new(high.L1 >> 63, 0, 0, 0), out _);
    }
}

/// <summary>A signed number of at most 128 bits.</summary>
internal readonly record struct SignedHalf(UInt128 Magnitude, bool IsNegative);
