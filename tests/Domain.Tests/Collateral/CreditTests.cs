using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Domain.Tests.Collateral.Model;
using static CrossChainOracle.Domain.Tests.Collateral.CreditBook;

namespace CrossChainOracle.Domain.Tests.Collateral;

/// <summary>The rule on histories that fit into a line. CreditHistoryTests has the laws over random ones.</summary>
public class CreditTests
{
    private static readonly PositionKey Wallet = Key("erc20", Dollar);
    private static readonly PositionKey Other = Key("erc20", Dollar, owner: 2);
    private static readonly PositionKey Vault = Key("vault", Dollar);
    private static readonly PositionKey Loan = Key("loan", Dollar, side: PositionSide.Debt);
    private static readonly PositionKey Locked = Key("vault", Dollar, side: PositionSide.Encumbrance);

    [Fact]
    public void DepositFirst_ThenTheWithdrawalAloneSurvives_CreditIsWhatIsLeft()
    {
        var book = new CreditBook().Hold(Wallet, 100, (1, +60), (2, -60));
        Assert.Equal((UInt128)40, book.CreditOf(Dollar).Credited);

        // 100, 160, 100: neither of the naive rules sees that only 40 are left without the deposit.
        Assert.Equal(100, NaiveRules.LesserOfTwo([100, 160, 100]));
        Assert.Equal(100, NaiveRules.RunningMinimum([100, 160, 100]));
    }

    [Fact]
    public void WithdrawalFirst_ThenTheDepositIsLost_CreditIsWhatIsLeft()
    {
        var book = new CreditBook().Hold(Wallet, 100, (1, -60), (2, +60));
        Assert.Equal((UInt128)40, book.CreditOf(Dollar).Credited);

        Assert.Equal(100, NaiveRules.LesserOfTwo([100, 40, 100]));
        Assert.Equal(40, NaiveRules.RunningMinimum([100, 40, 100]));
    }

    [Fact]
    public void ADepositCountsWhenItIsFinal_AWithdrawalWhenItIsSeen()
    {
        var deposit = new CreditBook().Hold(Wallet, 100, (1, +60)).CreditOf(Dollar);
        Assert.Equal((100, 60), ((int)deposit.Credited, (int)deposit.AtRisk!.Value));
        var withdrawal = new CreditBook().Hold(Wallet, 100, (1, -60)).CreditOf(Dollar);
        Assert.Equal((40, 0), ((int)withdrawal.Credited, (int)withdrawal.AtRisk!.Value));
    }

    [Fact]
    public void ATransferBetweenOwnPositions_CostsNoCredit()
    {
        var credit = new CreditBook().Hold(Wallet, 100, (1, -60)).Hold(Other, 0, (1, +35)).Hold(Vault, 0, (1, +25)).CreditOf(Dollar);
        Assert.Equal((100, 0), ((int)credit.Credited, (int)credit.AtRisk!.Value));
        Assert.Equal([100, 0, 0], credit.Positions.Select(position => (int)position.Amount!.Value));
    }

    [Fact]
    public void ATransferInTwoTransactions_IsADebit()
    {
        var book = new CreditBook().Hold(Wallet, 100, (1, -60)).Hold(Other, 0, (2, +60));
        Assert.Equal((UInt128)40, book.CreditOf(Dollar).Credited);
    }

    [Fact]
    public void UnitsOfDifferentRules_NeverNet_EvenWithOneHash()
    {
        var book = new CreditBook().Hold(Wallet, 100, (1, -60)).Hold(Vault, CreditRule.BlockNet, 0, ShareIndex.One, ShareIndex.One, (1, +60));
        Assert.Equal((40, CreditRule.BlockNet), ((int)book.CreditOf(Dollar).Credited, book.CreditOf(Dollar).Rule));
        Assert.Equal(40, book.EquityValue((Dollar, 1, 1)));
    }

    [Fact]
    public void ADebit_FallsFirstOnWhatItDecreased_AndTheRestOnTheOthersInOrder()
    {
        // The second wallet received 70 that are not final, and paid 90 away: 20 more than it had.
        var book = new CreditBook().Hold(Other, 50, (1, +70), (2, -90)).Hold(Wallet, 30).Hold(Vault, 30);
        Assert.Equal((UInt128)20, book.CreditOf(Dollar).Credited);
        Assert.Equal([Wallet, Vault, Other], book.CreditOf(Dollar).Positions.Select(position => position.Key));
        Assert.Equal([0, 20, 0], book.Amounts(Dollar).Select(amount => (int)amount!.Value));
    }

    [Fact]
    public void AssetsAreNotNetted_ButForEquity()
    {
        var swap = new CreditBook().Hold(Wallet, 100, (1, -100)).Hold(Key("erc20", Ether), 0, (1, +10));
        Assert.Equal((UInt128)0, swap.CreditOf(Dollar).Credited);
        Assert.Equal((UInt128)0, swap.CreditOf(Ether).Credited);
        Assert.Equal(90, swap.EquityValue((Dollar, 1, 1), (Ether, 9, 10)));
    }

    [Fact]
    public void Debt_IsTheMirrorImage()
    {
        var credit = new CreditBook().Hold(Loan, 100, (1, +60), (2, -60), (3, -20)).Hold(Wallet, 500).CreditOf(Dollar);
        Assert.Equal((160, 500), ((int)credit.Debt!.Value, (int)credit.Credited));
        Assert.Equal(60, (int)Assert.Single(credit.Positions, position => position.Key == Loan).AtRisk!.Value);
    }

    [Fact]
    public void DebtAndCollateral_AreNotNettedInAssetUnits()
    {
        // Borrowed and received in one transaction: owed at once, had when final.
        var book = new CreditBook().Hold(Loan, 0, (1, +60)).Hold(Wallet, 100, (1, +60));
        Assert.Equal((60, 100), ((int)book.CreditOf(Dollar).Debt!.Value, (int)book.CreditOf(Dollar).Credited));
        Assert.Equal(100, book.EquityValue((Dollar, 1, 1)));
    }

    [Fact]
    public void AProtocolsOwnLiquidation_CostsEquityOnlyItsFee()
    {
        var book = new CreditBook().Hold(Key("loan", Ether), 10, (1, -6)).Hold(Loan, 70, (1, -55));
        Assert.Equal(25, book.EquityValue((Dollar, 1, 1), (Ether, 10, 11)));
    }

    [Fact]
    public void Encumbrance_IsADebitAtOnce_AndFallsOnItsOwnSourceFirst()
    {
        var locking = new CreditBook().Hold(Wallet, 50).Hold(Vault, 100).Hold(Locked, 10, (1, +20));
        Assert.Equal((120, 30), ((int)locking.CreditOf(Dollar).Credited, (int)locking.CreditOf(Dollar).Encumbered!.Value));
        Assert.Equal([50, 70, 30], locking.Amounts(Dollar).Select(amount => (int)amount!.Value));
        var unlocking = new CreditBook().Hold(Vault, 100).Hold(Locked, 30, (1, -30));
        Assert.Equal((UInt128)70, unlocking.CreditOf(Dollar).Credited);
        Assert.Equal(70, unlocking.EquityValue((Dollar, 1, 1)));
    }

    [Fact]
    public void Pending_IsALineOfItsOwn_AndNeverCredit()
    {
        var book = new CreditBook().Hold(Wallet, 50).Hold(Key("bridge", Dollar, side: PositionSide.Pending), 40, (1, +5));
        Assert.Equal((50, 45), ((int)book.CreditOf(Dollar).Credited, (int)book.CreditOf(Dollar).Pending!.Value));
        Assert.Equal(50, book.EquityValue((Dollar, 1, 1)));
    }

    [Fact]
    public void Collateral_IsCountedAtTheLowestIndex_AndDebtAtTheHighest()
    {
        var (low, high) = (new ShareIndex(10, 3), new ShareIndex(11, 3));
        var credit = new CreditBook()
            .Hold(Vault, CreditRule.TransactionNet, 10, low, high, (1, -1))
            .Hold(Loan, CreditRule.TransactionNet, 10, low, high, (1, +1))
            .CreditOf(Dollar);
        Assert.Equal((33 - 4, 37 + 4), ((int)credit.Credited, (int)credit.Debt!.Value));
        Assert.Equal([8, 12], credit.Positions.OrderBy(position => position.Key.Side).Select(position => (int)position.Shares!.Value));
    }

    [Fact]
    public void ADebitOfAllShares_TakesAtLeastWhatTheyAreWorth()
    {
        var random = new Random(301);
        for (var i = 0; i < 20_000; i++)
        {
            var (shares, index) = ((UInt128)random.Next(0, 1_000), new ShareIndex((UInt128)random.Next(0, 1_000), (UInt128)random.Next(1, 1_000)));
            var parts = (Int128)random.Next(0, (int)shares + 1);
            var credit = new CreditBook().Hold(Vault, CreditRule.TransactionNet, shares, index, index, (1, -parts), (2, parts - (Int128)shares)).CreditOf(Dollar);
            Assert.Equal((UInt128)0, credit.Credited);
            Assert.Equal((UInt128)0, credit.Positions[0].Shares);
        }
    }

    [Fact]
    public void AnIndexThatNoBlockOfTheWindowHad_IsOutsideThePromise()
    {
        // Half as much again, then a fifth less: 10, 15, 12. Of the slash alone 8 would be left, and no block had 8.
        var credit = new CreditBook().Hold(Vault, CreditRule.TransactionNet, 100, new(10, 10), new(15, 10)).CreditOf(Dollar);
        Assert.True(credit.Credited > (UInt128)History.Down(100, (8, 10)));
    }
}
