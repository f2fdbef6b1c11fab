using System.Numerics;

namespace CrossChainOracle.Domain.Collateral;

/// <summary>Why an asset has no credit, or a figure of it is not known: expected, with operands. Never an exception.</summary>
/// <param name="Code">Stable number of the kind of cause.</param>
/// <param name="Asset">Whose figures it voids, other assets keep theirs; empty where it is the account's equity.</param>
public abstract record CreditProblem(RejectionCode Code, AssetId Asset)
{
    /// <summary>A block of the window, or the finalized state, was not read.</summary>
    public sealed record Unread(PositionKey Key, ReadingProblem Cause) : CreditProblem(Cause.Code, Key.Asset);

    /// <summary>More than the type holds that the figure is given in.</summary>
    public sealed record TooLarge(AssetId Asset, string What, BigInteger Value) : CreditProblem(RejectionCode.OutOfRange, Asset);

    /// <summary>A denominator of zero, or a lowest index above the highest.</summary>
    public sealed record BadIndex(PositionKey Key, ShareIndex Lowest, ShareIndex Highest) : CreditProblem(RejectionCode.Malformed, Key.Asset);

    /// <summary>More than 38 decimals, or not those of another line of the asset.</summary>
    public sealed record BadDecimals(PositionKey Key, byte Decimals) : CreditProblem(RejectionCode.Malformed, Key.Asset);

    /// <summary>The finalized shares and the changes do not give the shares at the head: a change is missing, seen twice or not what it says.</summary>
    public sealed record DoesNotAddUp(PositionKey Key, UInt128 Finalized, BigInteger Changes, UInt128 AtHead) : CreditProblem(RejectionCode.Malformed, Key.Asset);

    /// <summary>Two lines for one position.</summary>
    public sealed record Repeated(PositionKey Key) : CreditProblem(RejectionCode.Malformed, Key.Asset);

    /// <summary>A change of a position that has no line.</summary>
    public sealed record NoLine(PositionKey Key) : CreditProblem(RejectionCode.Absent, Key.Asset);

    /// <summary>A change without the hash of its unit: it could be netted with anything.</summary>
    public sealed record NoUnit(PositionKey Key) : CreditProblem(RejectionCode.Malformed, Key.Asset);

    /// <summary>The asset has no price to be valued at.</summary>
    public sealed record NoPrice(AssetId Asset) : CreditProblem(RejectionCode.Absent, Asset);

    /// <summary>A negative lower edge, or one above the upper.</summary>
    public sealed record BadPrice(AssetId Asset, EdgePrices Prices) : CreditProblem(RejectionCode.Malformed, Asset);
}
