namespace CrossChainOracle.Crypto.Curves;

/// <summary>A point (x, y) other than the one at infinity: of secp256k1, y² = x³ + 7, unless a caller says it is of an isomorphic curve.</summary>
internal readonly struct AffinePoint(in FieldElement x, in FieldElement y)
{
    public readonly FieldElement X = x;
    public readonly FieldElement Y = y;

    /// <summary>The cube root of one with (β·x, y) = λ·(x, y); λ is <see cref="Scalar.Lambda"/>.</summary>
    public static FieldElement Beta { get; } = new(0xC1396C28719501EE, 0x9CF0497512F58995, 0x6E64479EAC3434E9, 0x7AE96A2B657C0710);

    /// <summary>The base point G (SEC 2, section 2.4.1).</summary>
    public static AffinePoint Generator { get; } = new(
        new(0x59F2815B16F81798, 0x029BFCDB2DCE28D9, 0x55A06295CE870B07, 0x79BE667EF9DCBBAC),
        new(0x9C47D08FFB10D4B8, 0xFD17B448A6855419, 0x5DA4FBFC0E1108A8, 0x483ADA7726A3C465));

    /// <summary>The point of secp256k1 with this x and a y of this parity; false when x is p or more, or on no point.</summary>
    public static bool TryFromX(in UInt256 x, bool oddY, out AffinePoint point)
    {
        point = default;
        if (!x.IsLessThan(FieldElement.Prime)) return false;
        var fieldX = FieldElement.From(x);
        RightSide(fieldX, out var square);
        if (!FieldElement.TrySquareRoot(square, out var y)) return false;
        if (y.IsOdd != oddY) FieldElement.Negate(y, out y);
        point = new(fieldX, y);
        return true;
    }

    /// <summary>The point with these coordinates; false when one is p or more, or the point is not of secp256k1.</summary>
    public static bool TryFrom(in UInt256 x, in UInt256 y, out AffinePoint point)
    {
        point = new(FieldElement.From(x), FieldElement.From(y));
        if (!x.IsLessThan(FieldElement.Prime) || !y.IsLessThan(FieldElement.Prime)) return false;
        RightSide(point.X, out var right);
        FieldElement.Square(point.Y, out var left);
        return left.IsSameAs(right);
    }

    /// <summary>Writes x and y, 32 bytes each, big-endian.</summary>
    public void WriteTo(Span<byte> destination64)
    {
        X.ToCanonical().WriteBigEndian(destination64);
        Y.ToCanonical().WriteBigEndian(destination64[32..]);
    }

    /// <summary>(x·z², y·z³): the image on the isomorphic curve y² = x³ + 7·z⁶.</summary>
    public void Scale(in FieldElement z, out AffinePoint result)
    {
        FieldElement.Square(z, out var z2);
        FieldElement.Multiply(z2, z, out var z3);
        FieldElement.Multiply(X, z2, out var x);
        FieldElement.Multiply(Y, z3, out var y);
        result = new(x, y);
    }

    private static void RightSide(in FieldElement x, out FieldElement result)
    {
        FieldElement.Square(x, out var cube);
        FieldElement.Multiply(cube, x, out cube);
        FieldElement.Add(cube, new(7, 0, 0, 0), out result);
    }
}
