namespace CrossChainOracle.Crypto.Curves;

/// <summary>(X/Z², Y/Z³), or the point at infinity: sums without divisions.</summary>
/// <remarks>
/// Formulas: Explicit-Formulas Database, short Weierstrass with a = 0. The doubling is the usual one with Z scaled by 1/2, which trades
/// multiples of field elements for one halving. None uses b = 7, so they hold on every isomorphic curve y² = x³ + 7·z⁶ as well; the tables
/// of odd multiples rely on that.
/// </remarks>
internal struct JacobianPoint
{
    public FieldElement X, Y, Z;
    public bool IsInfinity;

    public static JacobianPoint Infinity => new() { IsInfinity = true };

    public static JacobianPoint From(in AffinePoint point) => new() { X = point.X, Y = point.Y, Z = FieldElement.One };

    /// <summary>This point twice. No point has y = 0 (the group order is odd), so only infinity doubles to infinity.</summary>
    public void Double()
    {
        if (IsInfinity) return;
        FieldElement.Square(Y, out var y2);
        FieldElement.Multiply(X, y2, out var t);
        FieldElement.Multiply(Y, Z, out Z);
        FieldElement.Square(X, out var x2);
        FieldElement.Add(x2, x2, out var slope);
        FieldElement.Add(slope, x2, out slope);
        FieldElement.Halve(slope, out slope);

        FieldElement.Square(slope, out X);
        FieldElement.Subtract(X, t, out X);
        FieldElement.Subtract(X, t, out X);

        FieldElement.Square(y2, out y2);
        FieldElement.Subtract(t, X, out t);
        FieldElement.Multiply(slope, t, out Y);
        FieldElement.Subtract(Y, y2, out Y);
    }

    /// <summary>Adds a point of the same curve as this one.</summary>
    public void Add(in AffinePoint point)
    {
        if (IsInfinity) this = From(point);
        else Add(point, Z, out _);
    }

    /// <summary>
    /// Adds a point of secp256k1 while this one lives on the isomorphic curve of <paramref name="scale"/>: its own Z times the scale is
    /// its Z on secp256k1, which costs one product instead of the mapping of each point added.
    /// </summary>
    public void AddUnscaled(in AffinePoint point, in FieldElement scale)
    {
        if (IsInfinity)
        {
            point.Scale(scale, out var image);
            this = From(image);
            return;
        }

        FieldElement.Multiply(Z, scale, out var z);
        Add(point, z, out _);
    }

    /// <summary>Adds a point whose coordinates belong to <paramref name="z"/>; Z grows by the factor <paramref name="ratio"/>. Not for infinity.</summary>
    public void Add(in AffinePoint point, in FieldElement z, out FieldElement ratio)
    {
        FieldElement.Square(z, out var z2);
        FieldElement.Multiply(point.X, z2, out ratio);
        FieldElement.Multiply(z2, z, out var z3);
        FieldElement.Multiply(point.Y, z3, out var slope);
        FieldElement.Subtract(ratio, X, out ratio);
        FieldElement.Subtract(slope, Y, out slope);
        if (ratio.IsZero)
        {
            if (slope.IsZero) Double();
            else IsInfinity = true;
            return;
        }

        FieldElement.Square(ratio, out var h2);
        FieldElement.Multiply(h2, ratio, out var h3);
        FieldElement.Multiply(X, h2, out var v);
        FieldElement.Multiply(Z, ratio, out Z);

        FieldElement.Square(slope, out X);
        FieldElement.Subtract(X, h3, out X);
        FieldElement.Subtract(X, v, out X);
        FieldElement.Subtract(X, v, out X);

        FieldElement.Subtract(v, X, out v);
        FieldElement.Multiply(Y, h3, out h3);
        FieldElement.Multiply(slope, v, out Y);
        FieldElement.Subtract(Y, h3, out Y);
    }

    /// <summary>Not for infinity.</summary>
    public readonly AffinePoint ToAffine()
    {
        FieldElement.Invert(Z, out var inverse);
        new AffinePoint(X, Y).Scale(inverse, out var affine);
        return affine;
    }

    /// <summary>X/Z² = x, without a division. Not for infinity.</summary>
    public readonly bool HasX(in FieldElement x)
    {
        FieldElement.Square(Z, out var z2);
        FieldElement.Multiply(z2, x, out var expected);
        return expected.IsSameAs(X);
    }
}
