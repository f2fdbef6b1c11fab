namespace CrossChainOracle.Crypto.Curves;

/// <summary>a·G + b·P, what verification and recovery spend their time on.</summary>
/// <remarks>
/// Strauss's interleaving (Guide to Elliptic Curve Cryptography, algorithm 3.51) of four streams of 128 bits over one chain of doublings:
/// b is split by the endomorphism into b1·P + b2·λP, and a by its bits into a1·G + a2·(2^128·G), whose tables are made once. Variable
/// time: public data only.
/// </remarks>
internal static class DoubleMultiplication
{
    private const int GeneratorWindow = 10;
    private const int PointWindow = 5;
    private const int PointTableSize = 1 << (PointWindow - 2);

    private static readonly AffinePoint[] s_generator = OddMultiples.Create(AffinePoint.Generator, Wnaf.TableSize(GeneratorWindow));
    private static readonly AffinePoint[] s_generatorHigh = OddMultiples.Create(ShiftedGenerator(), Wnaf.TableSize(GeneratorWindow));

    /// <summary>generatorScalar·G + pointScalar·point.</summary>
    public static void Multiply(in Scalar generatorScalar, in Scalar pointScalar, in AffinePoint point, out JacobianPoint result)
    {
        Span<AffinePoint> table = stackalloc AffinePoint[PointTableSize];
        Span<AffinePoint> lambdaTable = stackalloc AffinePoint[PointTableSize];
        OddMultiples.Fill(point, table, stackalloc FieldElement[PointTableSize], out var scale);
        for (var i = 0; i < table.Length; i++)
        {
            FieldElement.Multiply(table[i].X, AffinePoint.Beta, out var x);
            lambdaTable[i] = new(x, table[i].Y);
        }

        pointScalar.Split(out var first, out var second);
        var a = generatorScalar.Value;
        Span<short> digits = stackalloc short[4 * Wnaf.MaxDigits];
        digits.Clear();
        var firstDigits = digits[..Wnaf.MaxDigits];
        var secondDigits = digits.Slice(Wnaf.MaxDigits, Wnaf.MaxDigits);
        var lowDigits = digits.Slice(2 * Wnaf.MaxDigits, Wnaf.MaxDigits);
        var highDigits = digits[(3 * Wnaf.MaxDigits)..];
        var length = Wnaf.Write(first, PointWindow, firstDigits);
        length = Math.Max(length, Wnaf.Write(second, PointWindow, secondDigits));
        length = Math.Max(length, Wnaf.Write(new(new(a.L1, a.L0), false), GeneratorWindow, lowDigits));
        length = Math.Max(length, Wnaf.Write(new(new(a.L3, a.L2), false), GeneratorWindow, highDigits));

        result = JacobianPoint.Infinity;
        for (var i = length - 1; i >= 0; i--)
        {
            result.Double();
            AddDigit(ref result, table, firstDigits[i]);
            AddDigit(ref result, lambdaTable, secondDigits[i]);
            AddGeneratorDigit(ref result, s_generator, lowDigits[i], scale);
            AddGeneratorDigit(ref result, s_generatorHigh, highDigits[i], scale);
        }

        // From the isomorphic curve of the point's table back to secp256k1.
        FieldElement.Multiply(result.Z, scale, out result.Z);
    }

    private static void AddDigit(ref JacobianPoint sum, ReadOnlySpan<AffinePoint> table, int digit)
    {
        if (digit > 0)
        {
            sum.Add(table[digit >> 1]);
        }
        else if (digit < 0)
        {
            Negate(table[-digit >> 1], out var negative);
            sum.Add(negative);
        }
    }

    private static void AddGeneratorDigit(ref JacobianPoint sum, AffinePoint[] table, int digit, in FieldElement scale)
    {
        if (digit > 0)
        {
            sum.AddUnscaled(table[digit >> 1], scale);
        }
        else if (digit < 0)
        {
            Negate(table[-digit >> 1], out var negative);
            sum.AddUnscaled(negative, scale);
        }
    }

    private static void Negate(in AffinePoint point, out AffinePoint negative)
    {
        FieldElement.Negate(point.Y, out var y);
        negative = new(point.X, y);
    }

    private static AffinePoint ShiftedGenerator()
    {
        var point = JacobianPoint.From(AffinePoint.Generator);
        for (var i = 0; i < 128; i++) point.Double();
        return point.ToAffine();
    }
}
