using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Domain.Tests.Collateral.Model;

namespace CrossChainOracle.Domain.Tests.Collateral;

/// <summary>What holds of every result, over random histories. CreditHistoryTests holds the results against the truth.</summary>
public class CreditLawTests
{
    private const int Histories = 4_000;

    [Fact]
    public void WhatPositionsAreCredited_IsTheAssetsCredit_ToTheUnit()
    {
        var carried = 0;
        ForAll(310_000, (where, history, rules, _) =>
        {
            var book = history.Book(rules);
            var lines = book.Lines.OfType<CreditLine.Read>().ToDictionary(line => line.Key);
            foreach (var credit in book.Credits())
            {
                Same(where, credit.Credited, credit.Positions, PositionSide.Collateral, position => position.Amount);
                Same(where, credit.AtRisk, credit.Positions, PositionSide.Collateral, position => position.AtRisk);
                Same(where, credit.Debt, credit.Positions, PositionSide.Debt, position => position.Amount);
                Same(where, credit.Encumbered, credit.Positions, PositionSide.Encumbrance, position => position.Amount);
                Same(where, credit.Pending, credit.Positions, PositionSide.Pending, position => position.AtRisk);
                foreach (var position in credit.Positions) WithinItsLine(where, position, lines[position.Key]);
                if (credit.Positions.Any(position => Carries(position, lines[position.Key], book.Changes))) carried++;
            }
        });
        Assert.True(carried > 100, $"a debit was carried to another position only {carried} times");
    }

    [Fact]
    public void NothingIsHeldBack_BeyondTheWorstOutcome()
    {
        var compared = 0;
        ForAll(320_000, (where, history, _, _) =>
        {
            var units = history.Transactions;
            if (units.Count > Outcomes.Exhaustive || history.Indices.Any(market => market.Any(index => index != (1, 1)))) return;

            // Also outcomes that cannot be: the rule asks nobody what the ledger would refuse.
            var claim = Claim.Of(history, [.. Enumerable.Repeat(CreditRule.TransactionNet, World.Count)]);
            var left = Enumerable.Range(0, 1 << units.Count).Select(survivors => Survivors(history, survivors)).ToList();
            for (var asset = 0; asset < World.Assets; asset++)
            {
                long Most(PositionSide side) => left.Max(shares => Total(shares, asset, side));
                var least = left.Min(shares => Total(shares, asset, PositionSide.Collateral));
                Assert.True(Math.Max(0, least - Most(PositionSide.Encumbrance)) == claim.Credit![asset], where);
                Assert.True(Most(PositionSide.Debt) == claim.Debt![asset], where);
            }

            if (history.Decimals.Any(decimals => decimals != 0)) return;
            compared++;
            var encumbered = Enumerable.Range(0, World.Assets).Sum(asset => history.Prices[asset].Lower * left.Max(shares => Total(shares, asset, PositionSide.Encumbrance)));
            Assert.True(left.Min(shares => NetValue(history, shares)) - encumbered == claim.Equity, where);
        });
        Assert.True(compared > 300, $"only {compared} histories compared by value");
    }

    [Fact]
    public void TheOrderOfLinesAndChanges_ChangesNothing()
    {
        ForAll(330_000, (where, history, rules, random) =>
        {
            var book = history.Book(rules);
            foreach (var missing in Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(book.Lines.Count)))
            {
                book.Lines[missing] = new CreditLine.Unread(book.Lines[missing].Key, book.Lines[missing].Rule, CreditBook.Missing);
            }

            var expected = Text(book, history);
            var (lines, changes) = (book.Lines.ToArray(), book.Changes.ToArray());
            random.Shuffle(lines);
            random.Shuffle(changes);
            var shuffled = new CreditBook();
            shuffled.Lines.AddRange(lines);
            shuffled.Changes.AddRange(changes);
            Assert.True(expected == Text(shuffled, history), where);
        });
    }

    [Fact]
    public void WhichLinkedAddressHoldsWhat_ChangesNoTotal()
    {
        var (one, two) = (World.Places[0].Key.Owner, World.Places[1].Key.Owner);
        ForAll(340_000, (where, history, rules, _) =>
        {
            var book = history.Book(rules);
            var exchanged = new CreditBook();
            exchanged.Lines.AddRange(book.Lines.Select(line => line with { Key = Other(line.Key) }));
            exchanged.Changes.AddRange(book.Changes.Select(change => change with { Key = Other(change.Key) }));
            Assert.True(Totals(book).SequenceEqual(Totals(exchanged)), where);
            Assert.True($"{history.Equity(book)}" == $"{history.Equity(exchanged)}", where);
        });

        PositionKey Other(PositionKey key) => key with { Owner = key.Owner == one ? two : one };

        static IEnumerable<string> Totals(CreditBook book) => book.Credits().Select(credit => $"{credit with { Positions = [] }}");
    }

    private static void ForAll(int seed, Action<string, History, CreditRule[], Random> check)
    {
        for (var i = 0; i < Histories; i++)
        {
            var generator = new Generator(seed + i);
            check($"seed {seed + i}", generator.Next(3), generator.MixedRules(), new(seed + i));
        }
    }

    private static void Same(string where, UInt128? total, IReadOnlyList<PositionCredit> positions, PositionSide side, Func<PositionCredit, UInt128?> part)
    {
        var sum = positions.Where(position => position.Key.Side == side).Aggregate(UInt128.Zero, (sum, position) => sum + part(position)!.Value);
        Assert.True(total == sum, $"{where}: {side} {total}, its parts {sum}");
    }

    private static void WithinItsLine(string where, PositionCredit position, CreditLine.Read line)
    {
        var (shares, amount) = (position.Shares!.Value, position.Amount!.Value);
        var sound = position.Key.Side switch
        {
            PositionSide.Collateral => shares <= line.Finalized && line.Lowest.ToAmount(shares, Rounding.Down) <= amount && amount <= line.Lowest.ToAmount(line.Finalized, Rounding.Down),
            PositionSide.Pending => shares == 0 && amount == 0,
            _ => shares >= line.Finalized && line.Highest.ToAmount(shares, Rounding.Up) >= amount && amount - position.AtRisk == line.Highest.ToAmount(line.Finalized, Rounding.Up),
        };
        Assert.True(sound, $"{where}: {position} of {line}");
    }

    /// <summary>Less than it had at the finalized block, although nothing was ever taken from it.</summary>
    private static bool Carries(PositionCredit position, CreditLine.Read line, IReadOnlyList<UnitChange> changes) =>
        position.Key.Side == PositionSide.Collateral
        && position.Key.Source != "vault"
        && position.Amount < line.Lowest.ToAmount(line.Finalized, Rounding.Down)
        && !changes.Any(change => change.Key == position.Key && change.Shares < 0);

    private static long[] Survivors(History history, int survivors)
    {
        var shares = new long[World.Count];
        Ledger.TryLeave(history.Finalized, history.Transactions, survivors, shares);
        return shares;
    }

    private static long Total(long[] shares, int asset, PositionSide side) =>
        History.Own.Where(place => World.Places[place].Asset == asset && World.Places[place].Key.Side == side).Sum(place => shares[place]);

    private static long NetValue(History history, long[] shares) => Enumerable.Range(0, World.Assets).Sum(asset =>
        (Total(shares, asset, PositionSide.Collateral) * history.Prices[asset].Lower) - (Total(shares, asset, PositionSide.Debt) * history.Prices[asset].Upper));

    private static string Text(CreditBook book, History history) =>
        string.Join('\n', book.Credits().Select(credit => $"{credit} {string.Join('\n', credit.Positions)} {string.Join('\n', credit.Problems)}")) + history.Equity(book) switch
        {
            EquityOutcome.Known known => $"{known} {string.Join('\n', known.LeftOut)}",
            EquityOutcome.Unknown unknown => string.Join('\n', unknown.Problems),
            var other => $"{other}",
        };
}
