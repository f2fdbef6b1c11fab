using System.Numerics;

namespace CrossChainOracle.Domain.Collateral;

/// <summary>A deposit counts when it is final, a withdrawal when it is seen.</summary>
/// <remarks>
/// Per asset: credit = max(0, Σ finalized − Σ over units of max(0, −net) − encumbrance), debt = Σ finalized + Σ over units of max(0, net), encumbrance as debt; nothing is netted between them. Whichever
/// units survive, each with the effect it was seen to have, and whichever index of the window then holds, at least the credit is left and at most the debt is owed: dropping a unit that
/// takes only leaves more, dropping one that gives was already counted. Neither the lesser of two balances nor a running minimum is enough.
/// </remarks>
public static class Credit
{
    /// <summary>For an account's positions on one chain, all its linked addresses together. Pure, and the same in whatever order lines and changes come.</summary>
    /// <param name="lines">Each position once, also those that only the window knows.</param>
    /// <param name="changes">What every unit of the unfinalized blocks did to them.</param>
    /// <returns>By asset, in the order of their names.</returns>
    public static IReadOnlyList<AssetCredit> Of(IReadOnlyCollection<CreditLine> lines, IReadOnlyCollection<UnitChange> changes) =>
        [.. AssetWindow.Read(lines, changes).Select(OfAsset)];

    private static AssetCredit OfAsset(AssetWindow window)
    {
        var problems = new List<CreditProblem>(window.ProblemsOf(Enum.GetValues<PositionSide>()));
        var debt = Figures(window, PositionSide.Debt, problems, CreditAllocation.Counted);
        var encumbered = Figures(window, PositionSide.Encumbrance, problems, CreditAllocation.Counted);
        var pending = Figures(window, PositionSide.Pending, problems, positions => [.. positions.Select(_ => BigInteger.Zero)]);
        var collateral = encumbered is null
            ? null
            : Figures(window, PositionSide.Collateral, problems, positions => CreditAllocation.Credited(positions, window.Of(PositionSide.Encumbrance)));
        var figures = new[] { debt, encumbered, pending, collateral }.OfType<SideFigures>().SelectMany(side => side.Positions).ToDictionary(position => position.Key);
        return new()
        {
            Asset = window.Asset,
            Rule = window.Lines.Select(line => line.Rule).DefaultIfEmpty(CreditRule.BlockNet).Max(),
            Credited = collateral?.Amount ?? 0,
            AtRisk = collateral?.AtRisk,
            Debt = debt?.Amount,
            Encumbered = encumbered?.Amount,
            Pending = pending?.AtRisk,
            Positions = [.. window.Lines.Select(line => figures.GetValueOrDefault(line.Key) ?? Unknown(line.Key, line.Rule))],
            Problems = problems,
        };
    }

    private static PositionCredit Unknown(PositionKey key, CreditRule rule)
    {
        UInt128? nothing = key.Side is PositionSide.Collateral or PositionSide.Pending ? 0 : null;
        return new(key, rule, nothing, nothing, null);
    }

    /// <summary>Null where a line of the side is not known or a figure does not fit; the problems then say why.</summary>
    private static SideFigures? Figures(AssetWindow window, PositionSide side, List<CreditProblem> problems, Func<IReadOnlyList<CreditPosition>, IReadOnlyList<BigInteger>> allocate)
    {
        if (window.ProblemsOf(side).Count > 0) return null;
        var positions = window.Of(side);
        var amounts = allocate(positions);
        var atRisk = side switch
        {
            PositionSide.Collateral => CreditAllocation.AtRisk(positions, amounts),
            PositionSide.Pending => [.. positions.Select(position => position.AtHead)],
            _ => [.. positions.Zip(amounts, (position, amount) => amount - position.Finalized)],
        };
        var shares = positions.Zip(amounts, (position, amount) => position.ToShares(amount)).ToList();
        var most = shares.Append(amounts.Sum(amount => amount)).Append(atRisk.Sum(amount => amount)).Max();
        if (most > UInt128.MaxValue)
        {
            problems.Add(new CreditProblem.TooLarge(window.Asset, $"{side} in total", most));
            return null;
        }

        return new(
            [.. positions.Select((position, i) => new PositionCredit(position.Key, position.Rule, (UInt128)shares[i], (UInt128)amounts[i], (UInt128)atRisk[i]))],
            (UInt128)amounts.Sum(amount => amount),
            (UInt128)atRisk.Sum(amount => amount));
    }

    private sealed record SideFigures(IReadOnlyList<PositionCredit> Positions, UInt128 Amount, UInt128 AtRisk);
}
