using System.Numerics;
using static CrossChainOracle.Crypto.Tests.Numbers;

namespace CrossChainOracle.Crypto.Tests;

/// <summary>secp256k1 by the textbook, in affine coordinates over <see cref="BigInteger"/>; null is the point at infinity.</summary>
internal static class ReferenceCurve
{
    public sealed record Point(BigInteger X, BigInteger Y)
    {
        public byte[] ToBytes() => [.. Numbers.ToBytes(X), .. Numbers.ToBytes(Y)];
    }

    public static Point Generator { get; } = new(
        FromBytes(Vectors.FromHex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")),
        FromBytes(Vectors.FromHex("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8")));

    private static readonly Point?[] s_doubledGenerators = [.. Doubled(Generator)];

    public static Point? Add(Point? a, Point? b)
    {
        if (a is null || b is null) return a ?? b;
        if (a.X == b.X && Mod(a.Y + b.Y, P).IsZero) return null;
        var slope = a == b ? 3 * a.X * a.X * Inverse(2 * a.Y, P) : (b.Y - a.Y) * Inverse(b.X - a.X, P);
        var x = Mod(slope * slope - a.X - b.X, P);
        return new(x, Mod(slope * (a.X - x) - a.Y, P));
    }

    public static Point? Multiply(BigInteger scalar, Point point) =>
        SumOfBits(Mod(scalar, N), point == Generator ? s_doubledGenerators : Doubled(point));

    private static Point? SumOfBits(BigInteger scalar, IEnumerable<Point?> doubled)
    {
        Point? sum = null;
        foreach (var point in doubled)
        {
            if (scalar.IsZero) break;
            if (!scalar.IsEven) sum = Add(sum, point);
            scalar >>= 1;
        }

        return sum;
    }

    /// <summary>point, 2·point, 4·point, ...</summary>
    private static IEnumerable<Point?> Doubled(Point point)
    {
        Point? doubled = point;
        for (var i = 0; i < 256; i++, doubled = Add(doubled, doubled)) yield return doubled;
    }

    /// <summary>r | s | v (27 or 28) of ECDSA with this key and nonce, s low; null if r or s would be zero.</summary>
    public static byte[]? Sign(BigInteger digest, BigInteger key, BigInteger nonce)
    {
        var point = Multiply(nonce, Generator)!;
        var s = Mod(Inverse(nonce, N) * (digest + point.X * key), N);
        if (s.IsZero || point.X >= N) return null;
        var odd = !point.Y.IsEven;
        if (2 * s > N) (s, odd) = (N - s, !odd);
        return [.. Numbers.ToBytes(point.X), .. Numbers.ToBytes(s), (byte)(odd ? 28 : 27)];
    }
}
