using System.Numerics;
using CrossChainOracle.Crypto.Curves;
using static CrossChainOracle.Crypto.Tests.Numbers;

namespace CrossChainOracle.Crypto.Tests;

public class FieldElementTests
{
    private delegate void Binary(in FieldElement a, in FieldElement b, out FieldElement result);

    private delegate void Unary(in FieldElement a, out FieldElement result);

    [Fact]
    public void Add_IsAdditionModuloP() => CheckBinary(FieldElement.Add, (a, b) => a + b);

    [Fact]
    public void Subtract_IsSubtractionModuloP() => CheckBinary(FieldElement.Subtract, (a, b) => a - b);

    [Fact]
    public void Multiply_IsMultiplicationModuloP() => CheckBinary(FieldElement.Multiply, (a, b) => a * b);

    [Fact]
    public void Square_IsMultiplicationByItself() => CheckUnary(FieldElement.Square, a => a * a);

    [Fact]
    public void Negate_IsSubtractionFromZero() => CheckUnary(FieldElement.Negate, a => -a);

    [Fact]
    public void Halve_IsDivisionByTwo() => CheckUnary(FieldElement.Halve, a => a * ((P + 1) / 2));

    [Fact]
    public void Invert_IsDivisionOfOne_AndZeroForZero() => CheckUnary(FieldElement.Invert, a => Inverse(a, P));

    [Fact]
    public void TrySquareRoot_FindsARootExactlyOfSquares() => Check((a, _) =>
    {
        var found = FieldElement.TrySquareRoot(From(a), out var root);
        var value = Mod(a, P);
        Assert.Equal(value.IsZero || BigInteger.ModPow(value, (P - 1) / 2, P).IsOne, found);
        if (found) Assert.Equal(value, BigInteger.ModPow(Value(root), 2, P));
    });

    [Fact]
    public void Comparisons_AreThoseOfTheNumbersModuloP() => Check((a, b) =>
    {
        Assert.Equal(Mod(a, P) == Mod(b, P), From(a).IsSameAs(From(b)));
        Assert.Equal(Mod(a, P).IsZero, From(a).IsZero);
        Assert.Equal(!Mod(a, P).IsEven, From(a).IsOdd);
    });

    /// <summary>Chains without a reduction between reach representatives that no single operation on a fresh number does.</summary>
    [Fact]
    public void Chain_OfOperations_StaysCongruent() => Check((a, b) =>
    {
        var (x, y) = (From(a), From(b));
        var (expectedX, expectedY) = (a, b);
        for (var i = 0; i < 8; i++)
        {
            FieldElement.Add(x, y, out x);
            FieldElement.Subtract(y, x, out y);
            FieldElement.Multiply(x, y, out x);
            FieldElement.Halve(y, out y);
            expectedX = Mod(expectedX + expectedY, P);
            expectedY = Mod(expectedY - expectedX, P);
            expectedX = Mod(expectedX * expectedY, P);
            expectedY = Mod(expectedY * ((P + 1) / 2), P);
        }

        Assert.Equal(expectedX, Value(x));
        Assert.Equal(expectedY, Value(y));
    });

    /// <summary>The result is right, below p when it leaves, and right also when it overwrites an input.</summary>
    private static void CheckBinary(Binary operation, Func<BigInteger, BigInteger, BigInteger> reference) => Check((a, b) =>
    {
        var expected = Mod(reference(a, b), P);
        operation(From(a), From(b), out var result);
        Assert.Equal(expected, Value(result));

        var (first, second) = (From(a), From(b));
        operation(first, second, out first);
        Assert.Equal(expected, Value(first));
        first = From(a);
        operation(first, second, out second);
        Assert.Equal(expected, Value(second));
    });

    private static void CheckUnary(Unary operation, Func<BigInteger, BigInteger> reference) => Check((a, _) =>
    {
        var element = From(a);
        operation(element, out element);
        Assert.Equal(Mod(reference(a), P), Value(element));
    });

    private static FieldElement From(BigInteger value) => FieldElement.From(ToLimbs(value));

    private static BigInteger Value(in FieldElement element)
    {
        var value = FromLimbs(element.ToCanonical());
        Assert.True(value < P);
        return value;
    }
}
