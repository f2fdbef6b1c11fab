namespace CrossChainOracle.Crypto.Curves;

/// <summary>An integer modulo n, the order of the group of secp256k1 (SEC 2, section 2.4.1). Always in [0, n).</summary>
/// <remarks>
/// A product is reduced by folding what stands above 2^256 back as its multiple of 2^256 - n, a 129-bit number, until nothing does.
/// Products of scalars are rare (a recovery takes about ten), hence no faster scheme. Variable time: public data only.
/// </remarks>
internal readonly partial struct Scalar
{
    /// <summary>2^256 - n = 2^128 + Fold1 · 2^64 + Fold0.</summary>
    private const ulong Fold0 = 0x402DA1732FC9BEBF, Fold1 = 0x4551231950B75FC4;

    private readonly UInt256 _value;

    private Scalar(in UInt256 value) => _value = value;

    public static UInt256 Order { get; } = new(0xBFD25E8CD0364141, 0xBAAEDCE6AF48A03B, 0xFFFFFFFFFFFFFFFE, ulong.MaxValue);

    /// <summary>(n - 1) / 2: the largest s that EIP-2 allows.</summary>
    private static UInt256 HalfOrder { get; } = new(0xDFE92F46681B20A0, 0x5D576E7357A4501D, ulong.MaxValue, 0x7FFFFFFFFFFFFFFF);

    public UInt256 Value => _value;

    public bool IsZero => _value.IsZero;

    /// <summary>Above n/2.</summary>
    public bool IsHigh => HalfOrder.IsLessThan(_value);

    /// <summary>Any 256-bit number, taken modulo n.</summary>
    public static Scalar Reduce(in UInt256 value) => new(value.ReduceOnce(Order));

    /// <summary>A number in [1, n), as r and s of a signature must be; false for any other.</summary>
    public static bool TryFromNonZero(in UInt256 value, out Scalar scalar)
    {
        scalar = new(value);
        return !value.IsZero && value.IsLessThan(Order);
    }

    public Scalar Negate() => IsZero ? this : new(Order.Subtract(_value, out _));

    public Scalar Add(in Scalar other)
    {
        var sum = _value.Add(other._value, out var carry);
        return carry != 0 ? new(sum.Subtract(Order, out _)) : new(sum.ReduceOnce(Order));
    }

    /// <summary>1/x, and 0 for 0.</summary>
    public Scalar Invert() => new(ModularInverse.Order.Invert(_value));

    public Scalar Multiply(in Scalar other)
    {
        MultiplyWide(_value, other._value, out var low, out var high);
        while (!high.IsZero) FoldOnce(ref low, ref high);
        return new(low.ReduceOnce(Order));
    }

    /// <summary>The 512-bit product.</summary>
    private static void MultiplyWide(in UInt256 a, in UInt256 b, out UInt256 low, out UInt256 high)
    {
        ulong t0 = 0, t1 = 0, t2 = 0, t3 = 0;
        AddRow(a, b.L0, ref t0, ref t1, ref t2, ref t3, out var t4);
        AddRow(a, b.L1, ref t1, ref t2, ref t3, ref t4, out var t5);
        AddRow(a, b.L2, ref t2, ref t3, ref t4, ref t5, out var t6);
        AddRow(a, b.L3, ref t3, ref t4, ref t5, ref t6, out var t7);
        low = new(t0, t1, t2, t3);
        high = new(t4, t5, t6, t7);
    }

    /// <summary>high · 2^256 + low becomes high · (2^256 - n) + low: the same modulo n, and shorter.</summary>
    private static void FoldOnce(ref UInt256 low, ref UInt256 high)
    {
        ulong t0 = low.L0, t1 = low.L1, t2 = low.L2, t3 = low.L3;
        AddRow(high, Fold0, ref t0, ref t1, ref t2, ref t3, out var t4);
        AddRow(high, Fold1, ref t1, ref t2, ref t3, ref t4, out var t5);
        AddRow(high, 1, ref t2, ref t3, ref t4, ref t5, out var t6);
        low = new(t0, t1, t2, t3);
        high = new(t4, t5, t6, 0);
    }

    /// <summary>(top, t3, t2, t1, t0) = (t3, t2, t1, t0) + a · factor.</summary>
    private static void AddRow(in UInt256 a, ulong factor, ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3, out ulong top)
    {
        top = 0;
        t0 = Limbs.MultiplyAdd(a.L0, factor, t0, ref top);
        t1 = Limbs.MultiplyAdd(a.L1, factor, t1, ref top);
        t2 = Limbs.MultiplyAdd(a.L2, factor, t2, ref top);
        t3 = Limbs.MultiplyAdd(a.L3, factor, t3, ref top);
    }
}
