namespace CrossChainOracle.Crypto.Curves;

/// <summary>Tables P, 3P, 5P, ... for windowed multiplication.</summary>
internal static class OddMultiples
{
    /// <summary>
    /// Fills <paramref name="table"/> with the odd multiples of <paramref name="point"/> as affine points of the isomorphic curve of
    /// <paramref name="scale"/>: entry (x, y) is the point (x/scale², y/scale³) of secp256k1. No division: 2P is made affine by going to
    /// the curve of its own Z, and the entries share the last Z by the ratios between them, for which <paramref name="ratios"/> is scratch of the
    /// table's length.
    /// </summary>
    public static void Fill(in AffinePoint point, Span<AffinePoint> table, Span<FieldElement> ratios, out FieldElement scale)
    {
        var twice = JacobianPoint.From(point);
        twice.Double();
        var step = new AffinePoint(twice.X, twice.Y);
        point.Scale(twice.Z, out table[0]);

        var sum = JacobianPoint.From(table[0]);
        for (var i = 1; i < table.Length; i++)
        {
            sum.Add(step, sum.Z, out ratios[i]);
            table[i] = new(sum.X, sum.Y);
        }

        FieldElement.Multiply(sum.Z, twice.Z, out scale);
        var missing = FieldElement.One;
        for (var i = table.Length - 2; i >= 0; i--)
        {
            FieldElement.Multiply(missing, ratios[i + 1], out missing);
            table[i].Scale(missing, out table[i]);
        }
    }

    /// <summary>The odd multiples of <paramref name="point"/> as points of secp256k1.</summary>
    public static AffinePoint[] Create(in AffinePoint point, int count)
    {
        var table = new AffinePoint[count];
        Fill(point, table, new FieldElement[count], out var scale);
        FieldElement.Invert(scale, out var inverse);
        for (var i = 0; i < count; i++) table[i].Scale(inverse, out table[i]);
        return table;
    }
}
