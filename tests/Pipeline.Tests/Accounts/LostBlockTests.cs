using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Domain.Collateral;
using static CrossChainOracle.Pipeline.Tests.Accounts.AccountHouse;
using static CrossChainOracle.Rounds.Tests.Accounts.Book;

namespace CrossChainOracle.Pipeline.Tests.Accounts;

/// <summary>Blocks under attested facts, and those of them that are reorganised away.</summary>
public sealed class LostBlockTests
{
    private static readonly PositionReading Deposit = Held(BobOne, Coin, 7, 95).Changed(1, 100, fork: 1);
    private static readonly LostBlock Lost = new(100, Block(100, One, 1).Hash, Block(100, One).Hash);

    [Fact]
    public async Task OpenBlocks_AreThoseOfTheStateAfterTheRound_FromItsMakingOn()
    {
        await using var house = await DepositedAsync(whileSigning: blocks => Assert.Equal([new OpenBlock(100, Lost.Lost)], blocks));
        Assert.Equal([new OpenBlock(100, Lost.Lost)], house.Book.OpenBlocks(One));
        Assert.Empty(house.Book.OpenBlocks(Two));
        Assert.Empty(house.Book.OpenBlocks(ChainId.Parse("eip155:10")));
        house.Hear(Chain(One, 110, 100) with { Finalized = Block(100, One, 1), Safe = Block(100, One, 1) });
        await house.RoundAsync();
        Assert.Empty(house.Book.OpenBlocks(One));
    }

    [Fact]
    public async Task ALostBlock_BecomesARetraction_InTheVeryNextRound()
    {
        await using var house = await DepositedAsync();
        Assert.True(house.Hear(Reorganised()));
        await AssertRetractedAsync(house);
        Assert.Empty(house.Book.OpenBlocks(One));
        Assert.Empty((await house.RoundAsync()).Retractions);
    }

    [Fact]
    public async Task LostBlocks_AreKept_UntilAReservedRoundCarriedThem()
    {
        await using var house = await DepositedAsync();
        house.Hear(Reorganised());
        for (var turn = 0; turn < 2; turn++) await house.FailToReserveAsync();
        house.Hear(Chain(One, 102, 97));
        await house.FailToReserveAsync();
        await AssertRetractedAsync(house);
        Assert.Equal(0u, (await house.RoundAsync()).Chains.Single(status => status.Chain == Subjects.Of(One)).ReorgDepth);
    }

    [Fact]
    public async Task LostBlocks_AreKept_WhileTheirChainCannotBeSeen()
    {
        await using var house = await DepositedAsync();
        house.Hear(Reorganised());
        house.Fail(One, looks: 4);
        Assert.Empty((await house.RoundAsync()).Retractions);
        house.Hear(Chain(One, 103, 97));
        await AssertRetractedAsync(house);
    }

    [Fact]
    public async Task ABlockThatIsLostWhileItsRoundIsBeingSigned_IsRetractedByTheNext()
    {
        await using var house = await StatedAsync();
        house.Hear(Chain(One, 100, 95, fork: 1), Deposit);
        house.WhileSigning(() => house.Hear(Reorganised()));
        Assert.Empty((await house.RoundAsync()).Retractions);
        await AssertRetractedAsync(house);
    }

    /// <summary>A look that began before the round brings the block once more. It is final by now: taken for lost again, it would be a chain fault for good.</summary>
    [Fact]
    public async Task ALostBlockThatComesTwice_IsRetractedOnce_AndIsNoFault()
    {
        await using var house = await DepositedAsync();
        house.Hear(Reorganised() with { Finalized = Block(100, One), Safe = Block(100, One) });
        house.WhileSigning(() => house.Hear(Reorganised() with { Finalized = Block(100, One), Safe = Block(100, One) }));
        await AssertRetractedAsync(house);
        var told = await house.RoundAsync();
        Assert.Empty(told.Retractions);
        Assert.Equal(ChainFlags.None, told.Chains.Single(status => status.Chain == Subjects.Of(One)).Flags);
    }

    [Fact]
    public async Task ANewProcess_WatchesWhatTheOldOneAttested_AndRetractsWhatWasLostMeanwhile()
    {
        await using var house = await DepositedAsync();
        await house.RestartAsync();
        Assert.Equal([new OpenBlock(100, Lost.Lost)], house.Book.OpenBlocks(One));
        house.SeeBoth();
        house.Hear(Reorganised(), Held(BobOne, Coin, 7, 95));
        var told = await house.RoundAsync();
        Assert.Equal([Alice, Bob, Carol], told.Accounts);
        AssertRetracted(told);
    }

    /// <summary>Bob's deposit, in block 100 of a fork, is attested in batch 1.</summary>
    private static async Task<AccountHouse> DepositedAsync(Action<IReadOnlyCollection<OpenBlock>>? whileSigning = null)
    {
        var house = await StatedAsync();
        house.Hear(Chain(One, 100, 95, fork: 1), Deposit);
        IReadOnlyCollection<OpenBlock> watched = [];
        house.WhileSigning(() => watched = house.Book.OpenBlocks(One));
        Assert.Equal(Stage.Seen, (await house.RoundAsync()).Of(Deposit).Stage);
        whileSigning?.Invoke(watched);
        return house;
    }

    private static ChainReading Reorganised() => Chain(One, 101, 96) with { Lost = [Lost], ReorgDepth = 1 };

    private static async Task AssertRetractedAsync(AccountHouse house) => AssertRetracted(await house.RoundAsync());

    private static void AssertRetracted(Told told)
    {
        var retraction = Assert.Single(told.Retractions);
        Assert.Equal((Subjects.Of(Bob, Deposit.Key), Lost.Lost, Lost.Won, 1UL), (retraction.Subject, retraction.Lost, retraction.Won, retraction.Sequence));
        Assert.Equal(1u, told.Chains.Single(status => status.Chain == Subjects.Of(One)).ReorgDepth);
    }
}
