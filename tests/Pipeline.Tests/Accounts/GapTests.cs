using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Domain.Collateral;
using static CrossChainOracle.Pipeline.Tests.Accounts.AccountHouse;
using static CrossChainOracle.Rounds.Tests.Accounts.Book;

namespace CrossChainOracle.Pipeline.Tests.Accounts;

/// <summary>Chains that cannot be stated.</summary>
public sealed class GapTests
{
    private static readonly (AccountId, CollateralGapReason)[] Unknown = [(Alice, CollateralGapReason.ChainUnknown), (Carol, CollateralGapReason.ChainUnknown)];
    private static readonly (AccountId, CollateralGapReason)[] Fault = [(Alice, CollateralGapReason.ChainFault), (Carol, CollateralGapReason.ChainFault)];

    [Fact]
    public async Task AChainThatFailsFromTheStart_IsAGapOnceAndAgainWhenDue_AndTheOtherGoesOn()
    {
        await using var house = await StartAsync();
        house.Fail(Two);
        house.Hear(Chain(One, 100, 95), Held(AliceOne, Coin, 5, 90), Held(BobOne, Coin, 7, 90));
        var told = await house.RoundAsync();
        Assert.Equal(Unknown, told.Gaps);
        Assert.Equal([Ether(5), Ether(7)], told.Collateral.Select(statement => statement.Seen).Order());
        Assert.True(told.Snapshot(Alice).IsIncomplete);
        Assert.All(told.Round.Problems, problem => Assert.Equal((RejectionCode.Unreachable, "no answer"), (problem.Problem.Code, problem.Problem.Detail)));
        await AssertAgainWhenDueAsync(house, Unknown);
    }

    [Fact]
    public async Task AChainThatIsNeverHeardOf_IsAGap_AfterAHeartbeat()
    {
        await using var house = await StartAsync();
        house.Hear(Chain(One, 100, 95), Held(AliceOne, Coin, 5, 90), Held(BobOne, Coin, 7, 90));
        Assert.Equal([(Alice, CollateralGapReason.ChainUnknown)], (await house.RoundAsync()).Gaps);
        for (var second = 1; second < 10; second++) Assert.Empty((await house.RoundAsync()).Gaps);
        Assert.Equal(Unknown, (await house.RoundAsync()).Gaps);
    }

    [Fact]
    public async Task AChainThatFails_IsWhatItWasForThreeLooks_ThenAGapOnceAndAgainWhenDue_AndIsStatedWhenItIsBack()
    {
        await using var house = await StatedAsync();
        house.Fail(Two, looks: 3);
        var patient = await house.RoundAsync();
        Assert.Empty(patient.Gaps);
        Assert.Equal(2, patient.Chains.Count);
        house.Fail(Two);
        var told = await house.RoundAsync();
        Assert.Equal(Unknown, told.Gaps);
        Assert.Equal([Subjects.Of(One)], told.Chains.Select(status => status.Chain));
        Assert.DoesNotContain(told.Round.Positions, position => position.Key.Chain == Two);
        await AssertAgainWhenDueAsync(house, Unknown);

        house.Hear(Chain(Two, 120, 110));
        var back = await house.RoundAsync();
        Assert.Empty(back.Gaps);
        Assert.Equal([Alice, Carol], back.Accounts);
    }

    [Fact]
    public async Task AChainThatFailsWhileARoundIsBeingMade_IsAGapInTheNext()
    {
        await using var house = await StatedAsync();
        house.Hear(Chain(Two, 101, 96), Held(AliceTwo, Far, 6, 101), Held(CarolTwo, Far, 6, 101));
        house.WhileSigning(() => house.Fail(Two, looks: 4));
        Assert.Empty((await house.RoundAsync()).Gaps);
        Assert.Equal(Unknown, (await house.RoundAsync()).Gaps);
        Assert.Empty((await house.RoundAsync()).Gaps);
    }

    [Fact]
    public async Task AFaultyChain_IsAGapOnceAndAgainWhenDue_AndTheOtherGoesOn()
    {
        await using var house = await StatedAsync();
        house.Hear(Chain(Two, 101, 96) with { Flags = ChainFlags.Fault });
        Assert.Equal(Fault, (await house.RoundAsync()).Gaps);
        house.Hear(Chain(One, 101, 96), Held(BobOne, Coin, 9, 101));
        var told = await house.RoundAsync();
        Assert.Equal([Bob], told.Accounts);
        Assert.Empty(told.Gaps);
        for (var second = 2; second < 10; second++) Assert.Empty((await house.RoundAsync()).Gaps);
        Assert.Equal(Fault, (await house.RoundAsync()).Gaps);
    }

    /// <summary>The tracker of a new process cannot know what was final before: the state does.</summary>
    [Fact]
    public async Task AChainThatTheRoundFindsFaulty_IsAGapForAllItsAccounts_InTheNextRound()
    {
        await using var house = await StatedAsync();
        house.Hear(Chain(Two, 101, 95) with { Finalized = Block(95, Two, fork: 1) }, Held(CarolTwo, Far, 6, 101));
        Assert.Equal([(Carol, CollateralGapReason.ChainFault)], (await house.RoundAsync()).Gaps);
        Assert.Equal(Fault, (await house.RoundAsync()).Gaps);
        Assert.Empty((await house.RoundAsync()).Gaps);
    }

    /// <summary>Of the round before this call, 10 seconds later, and not in between.</summary>
    private static async Task AssertAgainWhenDueAsync(AccountHouse house, (AccountId, CollateralGapReason)[] gaps)
    {
        for (var second = 1; second < 10; second++)
        {
            Assert.Empty((await house.RoundAsync()).Gaps);
            house.Fail(Two);
        }

        Assert.Equal(gaps, (await house.RoundAsync()).Gaps);
    }
}
