using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Domain.Tests.Collateral.Model;

/// <summary>A finalized state and the blocks after it, as the ledger went through them.</summary>
internal sealed class History
{
    public required long[] Finalized { get; init; }

    /// <summary>By block, by transaction: the shares that each place gained or lost.</summary>
    public required IReadOnlyList<IReadOnlyList<long[]>> Blocks { get; init; }

    /// <summary>By market, by block (the finalized one first): what a share is worth.</summary>
    public required IReadOnlyList<(long Numerator, long Denominator)>[] Indices { get; init; }

    public required byte[] Decimals { get; init; }

    /// <summary>By asset, scaled by 10^18.</summary>
    public required (long Lower, long Upper)[] Prices { get; init; }

    public static readonly IReadOnlyList<int> Own = [.. World.Where(place => !place.Foreign)];

    public IReadOnlyList<long[]> Transactions => field ??= [.. Blocks.SelectMany(block => block)];

    /// <summary>What each block did as a whole: all that a view shows.</summary>
    public IReadOnlyList<long[]> BlockSums => field ??= [.. Blocks.Select(block => Ledger.Plus(block, new long[World.Count]))];

    /// <summary>For amounts that are not negative.</summary>
    public static long Down(long shares, (long Numerator, long Denominator) index) => shares * index.Numerator / index.Denominator;

    public static long Up(long shares, (long Numerator, long Denominator) index) => ((shares * index.Numerator) + index.Denominator - 1) / index.Denominator;

    /// <summary>What shares are worth at the index of the window that is worst for the account.</summary>
    public long Worst(int place, long shares)
    {
        var owed = World.Places[place].Key.Side is PositionSide.Debt or PositionSide.Encumbrance;
        var worst = owed ? 0 : long.MaxValue;
        foreach (var index in Indices[World.Places[place].Market]) worst = owed ? Math.Max(worst, Up(shares, index)) : Math.Min(worst, Down(shares, index));
        return worst;
    }

    /// <summary>As readers hand it over, each place under its rule.</summary>
    public CreditBook Book(IReadOnlyList<CreditRule> rules)
    {
        var book = new CreditBook();
        foreach (var place in Own)
        {
            var units = rules[place] == CreditRule.TransactionNet ? Transactions : BlockSums;
            var seen = Indices[World.Places[place].Market].Select(index => new ShareIndex((UInt128)index.Numerator, (UInt128)index.Denominator)).Order(Comparer<ShareIndex>.Create((a, b) => a.CompareValue(b))).ToList();
            var changes = units.Select((unit, number) => (Unit: number + 1, Shares: (Int128)unit[place])).Where(change => change.Shares != 0).ToArray();
            book.Hold(World.Places[place].Key, rules[place], (UInt128)Finalized[place], seen[0], seen[^1], changes);
        }

        for (var i = 0; i < book.Lines.Count; i++)
        {
            var line = (CreditLine.Read)book.Lines[i];
            book.Lines[i] = line with { Decimals = Decimals[line.Key.Asset == CreditBook.Dollar ? 0 : 1] };
        }

        return book;
    }

    public EquityOutcome Equity(CreditBook book) => Domain.Collateral.Equity.Of(book.Lines, book.Changes, asset =>
    {
        var (lower, upper) = Prices[asset == CreditBook.Dollar ? 0 : 1];
        return new EdgePrices(Price.FromScaled(lower), Price.FromScaled(upper));
    });
}
