using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Domain.Tests.Collateral.Model;

namespace CrossChainOracle.Domain.Tests.Collateral;

/// <summary>Claims about an account, held against what is true in every outcome of a history.</summary>
internal sealed class CreditSweep
{
    public int Histories { get; private set; }

    public long Outcomes { get; private set; }

    /// <summary>Histories, and outcomes, in which more was claimed than there was.</summary>
    public int FalseHistories { get; private set; }

    public long FalseOutcomes { get; private set; }

    /// <summary>Of the sum that was finalized, what was credited: a rule that credits nothing is never wrong.</summary>
    public long CreditedPpm => _finalized == 0 ? 0 : _credited * 1_000_000 / _finalized;

    /// <summary>The first false claim, in words.</summary>
    public string? First { get; private set; }

    private long _finalized, _credited;

    public void Check(string where, History history, Claim claim, IEnumerable<long[]> outcomes)
    {
        var before = FalseOutcomes;
        foreach (var shares in outcomes)
        {
            Outcomes++;
            if (claim.Against(Ledger.Worst(history, shares)) is not { } wrong) continue;
            FalseOutcomes++;
            First ??= $"{where}: {wrong}";
        }

        Histories++;
        if (FalseOutcomes > before) FalseHistories++;
        var finalized = Ledger.Worst(history, history.Finalized);
        _finalized += finalized.Free(0) + finalized.Free(1);
        _credited += (claim.Credit?[0] ?? 0) + (claim.Credit?[1] ?? 0);
    }

    public string Row(string rule, string outcomes) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"| {rule,-24} | {outcomes,-26} | {Histories,9:N0} | {Outcomes,11:N0} | {Percent(FalseHistories, Histories),9} | {Percent(FalseOutcomes, Outcomes),9} | {Percent(CreditedPpm, 1_000_000),8} |");

    private static string Percent(long part, long whole)
    {
        var hundredths = whole == 0 ? 0 : part * 100_000 / whole;
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{hundredths / 1_000}.{hundredths % 1_000:000} %");
    }
}

/// <summary>What is said of an account: credit and debt by asset, and equity. What is null is not claimed.</summary>
internal sealed record Claim(long[]? Credit, long[]? Debt = null, long? Equity = null)
{
    /// <summary>By the product, each place under its rule.</summary>
    public static Claim Of(History history, IReadOnlyList<CreditRule> rules)
    {
        var book = history.Book(rules);
        AssetCredit[] credits = [book.CreditOf(CreditBook.Dollar), book.CreditOf(CreditBook.Ether)];
        Assert.All(credits, credit => Assert.Empty(credit.Problems));
        var equity = Assert.IsType<EquityOutcome.Known>(history.Equity(book));
        return new([.. credits.Select(credit => (long)credit.Credited)], [.. credits.Select(credit => (long)credit.Debt!.Value)], (long)equity.Value);
    }

    /// <summary>By a rule over the free balance of an asset at the finalized and at every unfinalized block.</summary>
    public static Claim Of(History history, Func<IReadOnlyList<long>, long> rule)
    {
        var shares = (long[])history.Finalized.Clone();
        var standings = new List<Standing> { Ledger.Worst(history, shares) };
        foreach (var block in history.BlockSums)
        {
            shares = Ledger.Plus([block], shares);
            standings.Add(Ledger.Worst(history, shares));
        }

        return new([.. Enumerable.Range(0, World.Assets).Select(asset => rule([.. standings.Select(standing => standing.Free(asset))]))]);
    }

    /// <summary>In what it says more than is true; null where it does not.</summary>
    public string? Against(Standing truth)
    {
        for (var asset = 0; asset < World.Assets; asset++)
        {
            if (Credit?[asset] > truth.Free(asset)) return $"credit {Credit[asset]} of asset {asset}, free {truth.Free(asset)}";
            if (Debt?[asset] < truth.Debt[asset]) return $"debt {Debt[asset]} of asset {asset}, owed {truth.Debt[asset]}";
        }

        return Equity > truth.Equity ? $"equity {Equity}, in truth {truth.Equity}" : null;
    }
}
