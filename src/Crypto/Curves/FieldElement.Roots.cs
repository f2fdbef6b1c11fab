namespace CrossChainOracle.Crypto.Curves;

/// <summary>Inverse and square root.</summary>
internal readonly partial struct FieldElement
{
    /// <summary>1/a, and 0 for 0.</summary>
    public static void Invert(in FieldElement a, out FieldElement result) =>
        result = From(ModularInverse.Prime.Invert(a.ToCanonical()));

    /// <summary>A root of a, if there is one: a^((p + 1) / 4), because p = 3 (mod 4) (SEC 1, section 2.3.4).</summary>
    /// <remarks>
    /// (p + 1) / 4 in binary is 223 ones, a zero, 22 ones, four zeros, two ones, two zeros: an addition chain over the lengths of the
    /// runs of ones (1, 2, 3, 6, 9, 11, 22, 44, 88, 176, 220, 223) takes 253 squarings and 13 products.
    /// </remarks>
    public static bool TrySquareRoot(in FieldElement a, out FieldElement root)
    {
        AppendOnes(a, 1, a, out var ones2);
        AppendOnes(ones2, 1, a, out var ones3);
        AppendOnes(ones3, 3, ones3, out var ones6);
        AppendOnes(ones6, 3, ones3, out var ones9);
        AppendOnes(ones9, 2, ones2, out var ones11);
        AppendOnes(ones11, 11, ones11, out var ones22);
        AppendOnes(ones22, 22, ones22, out var ones44);
        AppendOnes(ones44, 44, ones44, out var ones88);
        AppendOnes(ones88, 88, ones88, out var ones176);
        AppendOnes(ones176, 44, ones44, out var ones220);
        AppendOnes(ones220, 3, ones3, out var power);
        AppendOnes(power, 23, ones22, out power);
        AppendOnes(power, 6, ones2, out power);
        Square(power, out power);
        Square(power, out root);

        Square(root, out var check);
        return check.IsSameAs(a);
    }

    /// <summary>power^(2^shift) · tail: the exponent shifted left, with the exponent of the tail in the room made.</summary>
    private static void AppendOnes(in FieldElement power, int shift, in FieldElement tail, out FieldElement result)
    {
        Square(power, out var shifted);
        for (var i = 1; i < shift; i++) Square(shifted, out shifted);
        Multiply(shifted, tail, out result);
    }
}
