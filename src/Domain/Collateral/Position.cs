namespace CrossChainOracle.Domain.Collateral;

/// <summary>What a position means for its owner's equity. Numbers stand in signed bytes.</summary>
public enum PositionSide : byte
{
    /// <summary>Owned, and free to be taken.</summary>
    Collateral = 1,

    /// <summary>Owed.</summary>
    Debt = 2,

    /// <summary>A part of a collateral position of the same asset and source that cannot be taken now: locks, margin in use, frozen balances. A debit.</summary>
    Encumbrance = 3,

    /// <summary>Owned but under way, and in no collateral position any more: unbonding, queued redemptions, bridged value in flight. A line of its own, never credit.</summary>
    Pending = 4,
}

/// <summary>What a side means for counting.</summary>
public static class PositionSides
{
    /// <summary>Counted upwards, against the owner.</summary>
    public static bool IsOwed(this PositionSide side) => side is PositionSide.Debt or PositionSide.Encumbrance;

    /// <summary>Whether a bound is no better for the owner than the index itself: of what is owned not higher, of what is owed not lower.</summary>
    public static bool Bounds(this PositionSide side, ShareIndex bound, ShareIndex index) => side.IsOwed() ? bound.CompareValue(index) >= 0 : bound.CompareValue(index) <= 0;
}

/// <summary>What is held where and by whom.</summary>
/// <param name="Source">Who keeps the position: the reader's name, 1 to 16 of <c>a-z0-9-</c>, such as <c>erc20</c> or <c>aave-v3</c>.</param>
/// <param name="Market">Which of the source's markets, in its own terms; at most 128 printable ASCII characters without spaces, empty where there is but one.</param>
/// <param name="Asset">What the position is worth units of.</param>
/// <param name="Side">What it means for equity.</param>
/// <param name="Owner">The address that holds it, on the asset's chain.</param>
public sealed record PositionKey(string Source, string Market, AssetId Asset, PositionSide Side, AccountAddress Owner) : IComparable<PositionKey>
{
    public const int MaximumSource = 16;
    public const int MaximumMarket = 128;

    public ChainId Chain => Owner.Chain;

    public static bool IsSource(string text) => text.Length is >= 1 and <= MaximumSource && text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public static bool IsMarket(string text) => text.Length <= MaximumMarket && text.All(static c => c is > ' ' and <= '~');

    /// <summary>By chain, owner, source, market, asset, side.</summary>
    public int CompareTo(PositionKey? other)
    {
        if (other is null) return 1;
        var order = Owner.CompareTo(other.Owner);
        if (order == 0) order = string.CompareOrdinal(Source, other.Source);
        if (order == 0) order = string.CompareOrdinal(Market, other.Market);
        if (order == 0) order = Asset.CompareTo(other.Asset);
        return order == 0 ? Side.CompareTo(other.Side) : order;
    }

    public static bool operator <(PositionKey left, PositionKey right) => left.CompareTo(right) < 0;

    public static bool operator >(PositionKey left, PositionKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(PositionKey left, PositionKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PositionKey left, PositionKey right) => left.CompareTo(right) >= 0;

    public override string ToString() => $"{Owner} {Source} {Market} {Asset} {Side}";
}

/// <summary>How much asset one share is: <c>amount = shares × Numerator ÷ Denominator</c>. An exact fraction as the protocol keeps it (Aave: index ÷ 10^27; a vault: assets ÷ shares).</summary>
/// <remarks>The default value is no index; <see cref="One"/> is for protocols that count in the asset itself. Compared by value.</remarks>
public readonly record struct ShareIndex(UInt128 Numerator, UInt128 Denominator)
{
    public static readonly ShareIndex One = new(1, 1);

    /// <summary>Collateral rounds down, debt rounds up: rounding hurts the claimant.</summary>
    /// <exception cref="OverflowException">The amount needs more than 128 bits; readers refuse such indices by <see cref="TryToAmount"/>.</exception>
    public UInt128 ToAmount(UInt128 shares, Rounding rounding) => FixedPoint.MulDiv(shares, Numerator, Denominator, rounding);

    /// <summary>False where the denominator is zero or the amount needs more than 128 bits.</summary>
    public bool TryToAmount(UInt128 shares, Rounding rounding, out UInt128 amount)
    {
        amount = 0;
        if (Denominator == 0) return false;
        var exact = System.Numerics.BigInteger.DivRem((System.Numerics.BigInteger)shares * Numerator, Denominator, out var rest);
        if (rounding == Rounding.Up && !rest.IsZero) exact += 1;
        if (exact > UInt128.MaxValue) return false;
        amount = (UInt128)exact;
        return true;
    }

    /// <summary>By the value of the fraction, not by its spelling.</summary>
    public int CompareValue(ShareIndex other) =>
        ((System.Numerics.BigInteger)Numerator * other.Denominator).CompareTo((System.Numerics.BigInteger)other.Numerator * Denominator);
}

/// <summary>A position as it stood at one pin. Zero shares say that there is none: absence is a fact too.</summary>
/// <param name="Key">What, where and whose.</param>
/// <param name="Shares">In the protocol's own unit, which only the owner's acts change.</param>
/// <param name="Index">What a share is worth in the asset's smallest unit at that pin.</param>
/// <param name="Decimals">Of the asset, 0 to 38.</param>
public sealed record Position(PositionKey Key, UInt128 Shares, ShareIndex Index, byte Decimals)
{
    public const byte MaximumDecimals = FixedPoint.MaxPowerOfTen;

    /// <summary>In the asset's smallest unit; debt rounded up, everything else down.</summary>
    public UInt128 Amount => Index.ToAmount(Shares, Key.Side == PositionSide.Debt ? Rounding.Up : Rounding.Down);
}

/// <summary>A figure by which the protocol itself judges the account, such as Aave's health factor.</summary>
/// <param name="Name">As the protocol calls it, printable ASCII, at most 32 characters.</param>
/// <param name="Value">Scaled by 10^<paramref name="Decimals"/>; null where the protocol says that it is unbounded (no debt).</param>
/// <param name="Decimals">0 to 38.</param>
public sealed record HealthFigure(string Name, Int128? Value, byte Decimals);

/// <summary>What a source could not say about an owner.</summary>
/// <param name="Code">The kind of cause.</param>
/// <param name="Source">Whose answer; empty where all of them.</param>
/// <param name="Market">Which market; empty where all of them.</param>
/// <param name="Detail">What, where and the operands. Made printable, see <see cref="PrintableText"/>.</param>
public sealed record ReadingProblem(RejectionCode Code, string Source, string Market, string Detail)
{
    public string Detail { get; } = PrintableText.Clean(Detail);
}
