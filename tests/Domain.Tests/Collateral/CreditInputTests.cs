using CrossChainOracle.Domain.Collateral;
using static CrossChainOracle.Domain.Tests.Collateral.CreditBook;

namespace CrossChainOracle.Domain.Tests.Collateral;

/// <summary>What is missing, contradictory or too large: the asset has no credit and says why, and nothing is thrown.</summary>
public class CreditInputTests
{
    private static readonly PositionKey Wallet = Key("erc20", Dollar);
    private static readonly PositionKey Vault = Key("vault", Dollar);
    private static readonly PositionKey Loan = Key("loan", Dollar, side: PositionSide.Debt);
    private static readonly PositionKey Ethers = Key("erc20", Ether);

    [Fact]
    public void AnIncompleteWindow_LeavesTheAssetWithoutCredit_AndOthersWithTheirs()
    {
        var book = new CreditBook().Hold(Wallet, 100).Missed(Vault).Hold(Ethers, 5);
        var credit = book.CreditOf(Dollar);
        Assert.Equal((UInt128)0, credit.Credited);
        Assert.Null(credit.AtRisk);
        Assert.Equal([new CreditProblem.Unread(Vault, Missing)], credit.Problems);
        Assert.All(credit.Positions, position => Assert.Equal((UInt128)0, position.Amount));
        Assert.Equal((UInt128)5, book.CreditOf(Ether).Credited);
        var equity = Assert.IsType<EquityOutcome.Known>(book.Equity((Dollar, 1, 1), (Ether, 2, 2)));
        Assert.Equal(Price.Parse("10").Scaled, equity.Value);
        Assert.Equal(credit.Problems, equity.LeftOut);
    }

    [Fact]
    public void AnUnknownDebt_HasNoFigure_AndEquityNone()
    {
        var book = new CreditBook().Hold(Wallet, 100).Missed(Loan);
        Assert.Equal((UInt128)100, book.CreditOf(Dollar).Credited);
        Assert.Null(book.CreditOf(Dollar).Debt);
        Assert.Null(book.CreditOf(Dollar).Positions.Single(position => position.Key == Loan).Amount);
        Assert.Equal([new CreditProblem.Unread(Loan, Missing)], Assert.IsType<EquityOutcome.Unknown>(book.Equity((Dollar, 1, 1))).Problems);
    }

    [Fact]
    public void AnUnknownEncumbrance_LeavesNoCredit()
    {
        var book = new CreditBook().Hold(Vault, 100).Missed(Key("vault", Dollar, side: PositionSide.Encumbrance));
        Assert.Equal((UInt128)0, book.CreditOf(Dollar).Credited);
        Assert.Null(book.CreditOf(Dollar).Encumbered);
        Assert.Equal(0, book.EquityValue((Dollar, 1, 1)));
    }

    [Fact]
    public void ChangesThatDoNotAddUp_AreNotBelieved()
    {
        var book = new CreditBook().Hold(Wallet, 100, (1, -60), (2, +60));
        book.Changes.RemoveAt(0);
        Refused(book, new CreditProblem.DoesNotAddUp(Wallet, 100, 60, 100));
    }

    [Fact]
    public void AChangeWithoutAUnit_IsNotNetted()
    {
        var book = new CreditBook().Hold(Wallet, 100, (1, -60), (2, +60));
        book.Changes[0] = book.Changes[0] with { Unit = Hash256.Zero };
        Refused(book, new CreditProblem.NoUnit(Wallet));
    }

    [Fact]
    public void LinesThatContradict_AreRefused()
    {
        Refused(new CreditBook().Hold(Wallet, 100).Hold(Wallet, 100), new CreditProblem.Repeated(Wallet));
        var lineless = new CreditBook().Hold(Vault, 100);
        lineless.Changes.Add(new(Wallet, Unit(1), -1));
        Refused(lineless, new CreditProblem.NoLine(Wallet));
        var decimals = new CreditBook().Hold(Wallet, 100).Hold(Vault, 100);
        decimals.Lines[1] = (CreditLine.Read)decimals.Lines[1] with { Decimals = 6 };
        Refused(decimals, new CreditProblem.BadDecimals(Wallet, 0), new CreditProblem.BadDecimals(Vault, 6));
        var many = new CreditBook().Hold(Wallet, 100);
        many.Lines[0] = (CreditLine.Read)many.Lines[0] with { Decimals = 39 };
        Refused(many, new CreditProblem.BadDecimals(Wallet, 39));
    }

    [Theory]
    [InlineData(1, 0, 1, 1)]
    [InlineData(1, 1, 1, 0)]
    [InlineData(3, 2, 4, 3)]
    public void AnImpossibleIndex_IsRefused(int low, int lowBy, int high, int highBy)
    {
        var (lowest, highest) = (new ShareIndex((UInt128)low, (UInt128)lowBy), new ShareIndex((UInt128)high, (UInt128)highBy));
        Refused(new CreditBook().Hold(Vault, CreditRule.BlockNet, 1, lowest, highest), new CreditProblem.BadIndex(Vault, lowest, highest));
    }

    [Fact]
    public void AmountsBeyondTheType_AreNamed_AndNothingIsThrown()
    {
        var most = (System.Numerics.BigInteger)UInt128.MaxValue;
        Refused(new CreditBook().Hold(Vault, CreditRule.BlockNet, UInt128.MaxValue, new(2, 1), new(2, 1)), new CreditProblem.TooLarge(Dollar, $"amount of {Vault}", most * 2));
        var total = new CreditBook().Hold(Wallet, UInt128.MaxValue).Hold(Vault, 1);
        Refused(total, new CreditProblem.TooLarge(Dollar, "Collateral in total", most + 1));
        Assert.IsType<CreditProblem.TooLarge>(Assert.Single(Assert.IsType<EquityOutcome.Unknown>(total.Equity((Dollar, 1, 1))).Problems));
        Assert.Equal(UInt128.MaxValue, new CreditBook().Hold(Wallet, UInt128.MaxValue).CreditOf(Dollar).Credited);
        var debt = new CreditBook().Hold(Loan, UInt128.MaxValue - 5, (1, 5), (2, -5)).Hold(Vault, 7);
        Assert.Equal(UInt128.MaxValue, debt.CreditOf(Dollar).Debt);
        debt.Hold(Key("loan", Dollar, owner: 2, side: PositionSide.Debt), 1);
        Assert.Null(debt.CreditOf(Dollar).Debt);
        Assert.Equal((UInt128)7, debt.CreditOf(Dollar).Credited);
    }

    [Fact]
    public void AnyNumbers_GiveFiguresOrAProblem_AndNeverThrow()
    {
        var random = new Random(302);
        var refused = 0;
        for (var i = 0; i < 30_000; i++)
        {
            var book = new CreditBook();
            foreach (var side in Enum.GetValues<PositionSide>())
            {
                var key = Key("any", Asset(random.Next(1, 3)), random.Next(1, 3), side);
                var (finalized, change) = (Values.Numbers.Unsigned(random), Values.Numbers.Signed(random));
                var atHead = Int128.IsNegative(change) ? finalized - UInt128.Min(finalized, (UInt128)(-(change + 1))) : finalized / 2 + (UInt128)change;
                book.Lines.Add(new CreditLine.Read(key, CreditRule.BlockNet, finalized, random.Next(3) == 0 ? Values.Numbers.Unsigned(random) : atHead, Index(), Index(), (byte)random.Next(256)));
                var exact = (System.Numerics.BigInteger)atHead - finalized;
                if (exact <= Int128.MaxValue && exact >= Int128.MinValue) book.Changes.Add(new(key, Unit(random.Next(1, 3)), (Int128)exact));
                if (random.Next(4) != 0) book.Lines[^1] = (CreditLine.Read)book.Lines[^1] with { Decimals = 18 };
            }

            refused += book.Credits().Count(credit => credit.Problems.Count > 0);
            Domain.Collateral.Equity.Of(book.Lines, book.Changes, _ => new EdgePrices(Price.FromScaled(Values.Numbers.Signed(random)), Price.FromScaled(Values.Numbers.Signed(random))));
        }

        Assert.InRange(refused, 1_000, 59_000);

        ShareIndex Index() => random.Next(2) == 0 ? ShareIndex.One : new(Values.Numbers.Unsigned(random), Values.Numbers.Unsigned(random));
    }

    [Fact]
    public void CollateralWithoutAPrice_IsLeftOut_AndDebtWithoutOneLeavesEquityUnknown()
    {
        var book = new CreditBook().Hold(Wallet, 100).Hold(Ethers, 5);
        var left = Assert.IsType<EquityOutcome.Known>(book.Equity((Dollar, 1, 1)));
        Assert.Equal([new CreditProblem.NoPrice(Ether)], left.LeftOut);
        Assert.Equal(100, book.EquityValue((Dollar, 1, 1)));
        book.Hold(Key("loan", Ether, side: PositionSide.Debt), 1);
        Assert.Equal([new CreditProblem.NoPrice(Ether)], Assert.IsType<EquityOutcome.Unknown>(book.Equity((Dollar, 1, 1))).Problems);
        Assert.IsType<CreditProblem.BadPrice>(Assert.Single(Assert.IsType<EquityOutcome.Unknown>(book.Equity((Dollar, 1, 1), (Ether, 2, 1))).Problems));
    }

    [Fact]
    public void NothingOfAnAsset_NeedsNoPrice()
    {
        var book = new CreditBook().Hold(Wallet, 100).Hold(Key("loan", Ether, side: PositionSide.Debt), 0);
        Assert.Empty(Assert.IsType<EquityOutcome.Known>(book.Equity((Dollar, 1, 1))).LeftOut);
    }

    private static void Refused(CreditBook book, params CreditProblem[] problems)
    {
        var credit = book.CreditOf(Dollar);
        Assert.Equal((UInt128)0, credit.Credited);
        Assert.Equal(problems, credit.Problems);
    }
}
