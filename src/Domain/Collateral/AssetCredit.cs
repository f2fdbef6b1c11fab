namespace CrossChainOracle.Domain.Collateral;

/// <summary>What an account may be credited with, and must be charged with, in one asset of one chain. Amounts in the asset's smallest unit.</summary>
public sealed record AssetCredit
{
    public required AssetId Asset { get; init; }

    /// <summary>The weakest rule of the asset's lines: the outcomes for which the figures hold.</summary>
    public required CreditRule Rule { get; init; }

    /// <summary>At most what is left, encumbrance taken off, whichever units survive. Zero where collateral or encumbrance is not known; <see cref="Problems"/> then says why.</summary>
    public required UInt128 Credited { get; init; }

    /// <summary>Collateral that is seen at the head and not credited; null where it is not known.</summary>
    public required UInt128? AtRisk { get; init; }

    /// <summary>At least what is owed, whichever units survive; null where it is not known.</summary>
    public required UInt128? Debt { get; init; }

    /// <summary>At least what is encumbered, whichever units survive; null where it is not known.</summary>
    public required UInt128? Encumbered { get; init; }

    /// <summary>Owned and under way as seen at the head, never credit; null where it is not known.</summary>
    public required UInt128? Pending { get; init; }

    /// <summary>In the order of their keys.</summary>
    public required IReadOnlyList<PositionCredit> Positions { get; init; }

    /// <summary>Empty where everything is known.</summary>
    public required IReadOnlyList<CreditProblem> Problems { get; init; }
}

/// <summary>A position's part of its asset's figures.</summary>
/// <param name="Key">What, where and whose.</param>
/// <param name="Rule">Of its source.</param>
/// <param name="Shares">Collateral: worth at most <paramref name="Amount"/> at the lowest index. Debt and encumbrance: worth at least that at the highest. Pending: 0. For the indices of this window only.</param>
/// <param name="Amount">Collateral: credited; the parts make up the asset's credit exactly, and shares moved between own positions stay credited where they were final. Debt and encumbrance: counted. Pending: 0.</param>
/// <param name="AtRisk">Collateral: its part of what is seen and not credited. Debt and encumbrance: counted only because of unfinalized units. Pending: all of it.</param>
/// <remarks>Shares and amount are null for debt and encumbrance, and <paramref name="AtRisk"/> for every side, where a line of the asset's side is not known; collateral is then 0.</remarks>
public sealed record PositionCredit(PositionKey Key, CreditRule Rule, UInt128? Shares, UInt128? Amount, UInt128? AtRisk);
