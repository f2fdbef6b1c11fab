using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Evm;

namespace CrossChainOracle.Proofs.Tests.Evm;

public class BalanceSlotsTests
{
    private static readonly EvmAddress Alice = EvmAddress.Parse("0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    private static readonly EvmAddress Bob = EvmAddress.Parse("0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
    private static readonly IReadOnlyList<BalanceLayout> Candidates = BalanceSlots.Candidates();

    public static TheoryData<BalanceLayout> Layouts =>
        [BalanceLayout.Solidity(0), BalanceLayout.Solidity(9), BalanceLayout.Vyper(20), BalanceLayout.OpenZeppelinUpgradeable, BalanceLayout.Solady];

    [Fact]
    public void Slots_AreHashedAsTheLanguagesDo()
    {
        var padded = new byte[12];
        Assert.Equal(Keccak256.Hash([.. padded, .. Alice.ToArray(), .. new byte[31], 9]), BalanceLayout.Solidity(9).SlotOf(Alice));
        Assert.Equal(Keccak256.Hash([.. new byte[31], 9, .. padded, .. Alice.ToArray()]), BalanceLayout.Vyper(9).SlotOf(Alice));
        Assert.Equal(Keccak256.Hash([.. Alice.ToArray(), .. new byte[8], 0x87, 0xa2, 0x11, 0xa2]), BalanceLayout.Solady.SlotOf(Alice));
    }

    [Fact]
    public void TheNamespace_IsThatOfErc7201()
    {
        var name = Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes("openzeppelin.storage.ERC20")).ToArray();
        Assert.NotEqual(0, name[31]);
        name[31]--;
        var slot = Keccak256.Hash(name).ToArray();
        slot[31] = 0;
        Assert.Equal(Hash256.From(slot), BalanceLayout.OpenZeppelinUpgradeable.Base);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void TwoOwnersWithDifferentBalances_DecideForTheirLayout(BalanceLayout layout) =>
        Assert.Equal(
            new BalanceSlotOutcome.Found(layout, BalanceSlotEvidence.DifferentOwners),
            BalanceSlots.Decide(Candidates, [Sample(Alice, 5, (layout, 5)), Sample(Bob, 7, (layout, 7))]));

    [Fact]
    public void OneOwner_OrEqualBalances_OrZeros_DecideNothing()
    {
        var layout = BalanceLayout.Solidity(0);
        Assert.Equal("1 owners with different balances above zero, 2 needed", Reason(Sample(Alice, 5, (layout, 5))));
        Assert.Equal("1 owners with different balances above zero, 2 needed", Reason(Sample(Alice, 5, (layout, 5)), Sample(Bob, 5, (layout, 5))));
        Assert.Equal("1 owners with different balances above zero, 2 needed", Reason(Sample(Alice, 5, (layout, 5)), Sample(Bob, 0)));
        Assert.Equal("1 owners with different balances above zero, 2 needed", Reason(Sample(Alice, 5, (layout, 5)), Sample(Alice, 7, (layout, 7))));
        Assert.Equal("0 owners with different balances above zero, 2 needed", Reason());
    }

    [Fact]
    public void ACoincidence_ThatHoldsOneOwnersBalance_IsNotTaken()
    {
        var (real, coincidence) = (BalanceLayout.Solidity(0), BalanceLayout.Solidity(3));
        var samples = new[] { Sample(Alice, 5, (real, 5), (coincidence, 5)), Sample(Bob, 7, (real, 7)) };
        Assert.Equal(real, Assert.IsType<BalanceSlotOutcome.Found>(BalanceSlots.Decide(Candidates, samples)).Layout);
        Assert.StartsWith("none of 130 layouts holds", Reason(Sample(Alice, 5, (coincidence, 5)), Sample(Bob, 7, (real, 7))), StringComparison.Ordinal);

        // An owner without a balance, whose slot is not empty, speaks against a layout.
        Assert.StartsWith("none of", Reason([.. samples, Sample(EvmData.Miner, 0, (real, 1))]), StringComparison.Ordinal);
    }

    [Fact]
    public void TwoLayoutsThatBothFit_DecideNothing() =>
        Assert.Equal(
            "2 layouts hold the balances of 2 owners, the first are Solidity 1 and Vyper 2",
            Reason(Sample(Alice, 5, (BalanceLayout.Solidity(1), 5), (BalanceLayout.Vyper(2), 5)), Sample(Bob, 7, (BalanceLayout.Solidity(1), 7), (BalanceLayout.Vyper(2), 7))));

    [Fact]
    public void ASlotThatWasNotRead_AgreesWithNothing() =>
        Assert.StartsWith("none of", Reason(new BalanceSample(Alice, EvmWord.From(5), new Dictionary<Hash256, EvmWord>()), Sample(Bob, 7, (BalanceLayout.Solidity(1), 7))), StringComparison.Ordinal);

    [Fact]
    public void ABalanceThatFollowsItsSlot_DecidesWithOneOwner()
    {
        var layout = BalanceLayout.Solady;
        Assert.Equal(new BalanceSlotOutcome.Found(layout, BalanceSlotEvidence.StateOverride), BalanceSlots.DecideByOverride(layout, default, EvmWord.From(77), EvmWord.From(77)));
        Assert.IsType<BalanceSlotOutcome.Undecided>(BalanceSlots.DecideByOverride(layout, EvmWord.From(5), EvmWord.From(77), EvmWord.From(5)));
        Assert.Throws<ArgumentException>(() => BalanceSlots.DecideByOverride(layout, EvmWord.From(5), EvmWord.From(5), EvmWord.From(5)));
    }

    private static string Reason(params BalanceSample[] samples) => Assert.IsType<BalanceSlotOutcome.Undecided>(BalanceSlots.Decide(Candidates, samples)).Reason;

    private static BalanceSample Sample(EvmAddress owner, uint balance, params (BalanceLayout Layout, uint Value)[] set)
    {
        var slots = Candidates.ToDictionary(layout => layout.SlotOf(owner), _ => default(EvmWord));
        foreach (var (layout, value) in set) slots[layout.SlotOf(owner)] = EvmWord.From(value);
        return new(owner, EvmWord.From(balance), slots);
    }
}
