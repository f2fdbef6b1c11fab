namespace CrossChainOracle.Domain.Collateral;

/// <summary>One position of an account over the window from the finalized block to the head, whole or not read.</summary>
/// <param name="Key">What, where and whose.</param>
/// <param name="Rule">What the units of its changes are, by its source.</param>
public abstract record CreditLine(PositionKey Key, CreditRule Rule)
{
    /// <summary>Every block of the window was read.</summary>
    /// <param name="Key">What, where and whose.</param>
    /// <param name="Rule">What the units of its changes are.</param>
    /// <param name="Finalized">Shares at the finalized block.</param>
    /// <param name="AtHead">Shares at the head: <paramref name="Finalized"/> and all changes of the window.</param>
    /// <param name="Lowest">The lowest index of the finalized and every unfinalized block.</param>
    /// <param name="Highest">The highest of them.</param>
    /// <param name="Decimals">Of the asset, 0 to 38; the same for all lines of an asset.</param>
    public sealed record Read(PositionKey Key, CreditRule Rule, UInt128 Finalized, UInt128 AtHead, ShareIndex Lowest, ShareIndex Highest, byte Decimals) : CreditLine(Key, Rule);

    /// <summary>The finalized state or a block of the window is missing: no subset of what is not known can be bounded.</summary>
    public sealed record Unread(PositionKey Key, CreditRule Rule, ReadingProblem Cause) : CreditLine(Key, Rule);
}

/// <summary>What an unfinalized unit did to a position.</summary>
/// <param name="Key">The position.</param>
/// <param name="Unit">The transaction's hash for <see cref="CreditRule.TransactionNet"/> sources, the block's for <see cref="CreditRule.BlockNet"/>; never zero.</param>
/// <param name="Shares">Gained or, negative, lost. Several changes of one unit add up.</param>
public readonly record struct UnitChange(PositionKey Key, Hash256 Unit, Int128 Shares);
