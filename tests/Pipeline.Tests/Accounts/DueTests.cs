using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Signing.Tests;
using static CrossChainOracle.Pipeline.Tests.Accounts.AccountHouse;
using static CrossChainOracle.Rounds.Tests.Accounts.Book;

namespace CrossChainOracle.Pipeline.Tests.Accounts;

/// <summary>Which accounts are in a round.</summary>
public sealed class DueTests
{
    [Fact]
    public async Task Round_HasOnlyTheAccountsThatChanged()
    {
        await using var house = await StartAsync();
        house.SeeBoth();
        Assert.Equal([Alice, Bob, Carol], (await house.RoundAsync()).Accounts);
        Assert.Empty((await house.RoundAsync()).Accounts);

        var more = Held(BobOne, Coin, 9, 101);
        Assert.True(house.Hear(Chain(One, 101, 96), more));
        var told = await house.RoundAsync();
        Assert.Equal([Bob], told.Accounts);
        Assert.Equal(Ether(9), told.Of(more).Seen);
        Assert.Equal([One, Two], told.Round.Chains.Select(chain => chain.Chain).Order());

        Assert.False(house.Hear(Chain(One, 102, 97)));
        Assert.Empty((await house.RoundAsync()).Accounts);
    }

    [Fact]
    public async Task Account_IsInARoundAsAWhole_WithAllItsChains()
    {
        await using var house = await StatedAsync();
        house.Hear(Chain(Two, 101, 96), Held(AliceTwo, Far, 6, 101));
        var told = await house.RoundAsync();
        Assert.Equal([Alice], told.Accounts);
        Assert.Equal([Ether(5), Ether(6)], told.Collateral.Select(statement => statement.Seen).Order());
        Assert.Equal(2, told.Snapshot(Alice).Positions);
    }

    [Fact]
    public async Task WhatARoundTook_StaysDue_WhileTheReserveFails()
    {
        await using var house = await StatedAsync();
        house.Hear(Chain(One, 101, 96), Held(BobOne, Coin, 9, 101));
        for (var turn = 0; turn < 3; turn++) await house.FailToReserveAsync();
        Assert.Equal([Bob], (await house.RoundAsync()).Accounts);
        Assert.Empty((await house.RoundAsync()).Accounts);
    }

    [Fact]
    public async Task WhatARoundTook_IsSettledOnce_WhenItsAttestersWereDown()
    {
        await using var house = await StatedAsync();
        house.Hear(Chain(One, 101, 96), Held(BobOne, Coin, 9, 101));
        house.StopAttesters();
        for (var turn = 0; turn < 3; turn++) Assert.IsType<RoundOutcome.Waiting>(await house.TurnAsync());
        house.Hear(Chain(Two, 101, 96), Held(CarolTwo, Far, 1, 101));
        house.ResumeAttesters();
        Assert.Equal([Bob], (await house.RoundAsync()).Accounts);
        Assert.Equal([Carol], (await house.RoundAsync()).Accounts);
    }

    [Fact]
    public async Task WhatAnotherLeaderReserved_SettlesNothing()
    {
        await using var house = await StatedAsync();
        house.Hear(Chain(One, 101, 96), Held(BobOne, Coin, 9, 101));
        var head = house.Process.Round.Head!;
        Assert.Null(house.Kind.Maker.Make(new(head, 1, head.Cursor.ObservedAt + 1), out var first));
        var rival = head with { StateBytes = first!.Batch.StateBytes, Last = head.Last! with { Digest = Keys.Digest("rival") } };
        Assert.Null(house.Kind.Maker.Make(new(rival, 1, head.Cursor.ObservedAt + 2), out _));
        Assert.Equal([Bob], (await house.RoundAsync()).Accounts);
    }

    [Fact]
    public async Task AChangeThatComesWhileARoundIsBeingMade_IsInTheNext()
    {
        await using var house = await StatedAsync();
        var (first, second) = (Held(BobOne, Coin, 9, 101), Held(BobOne, Coin, 8, 102));
        house.Hear(Chain(One, 101, 96), first);
        house.WhileSigning(() => house.Hear(Chain(One, 102, 97), second));
        Assert.Equal(first.Seen, (await house.RoundAsync()).Of(first).Seen);
        Assert.Equal(second.Seen, (await house.RoundAsync()).Of(second).Seen);
        Assert.Empty((await house.RoundAsync()).Accounts);
    }

    [Fact]
    public async Task Heartbeat_RestatesUnchangedAccounts_CountedFromEachAccountsOwnLastRound()
    {
        await using var house = await StatedAsync();
        for (var second = 1; second < 5; second++) Assert.Empty((await house.RoundAsync()).Accounts);
        house.Hear(Chain(One, 101, 96), Held(BobOne, Coin, 9, 101));
        Assert.Equal([Bob], (await house.RoundAsync()).Accounts);
        for (var second = 6; second < 10; second++) Assert.Empty((await house.RoundAsync()).Accounts);
        Assert.Equal([Alice, Carol], (await house.RoundAsync()).Accounts);
        for (var second = 11; second < 15; second++) Assert.Empty((await house.RoundAsync()).Accounts);
        Assert.Equal([Bob], (await house.RoundAsync()).Accounts);
    }

    [Fact]
    public async Task ANewProcess_StatesEverythingAgain()
    {
        await using var house = await StatedAsync();
        Assert.Empty((await house.RoundAsync()).Accounts);
        await house.RestartAsync();
        Assert.IsType<RoundOutcome.Nothing>(await house.TurnAsync());
        house.SeeBoth();
        Assert.Equal([Alice, Bob, Carol], (await house.RoundAsync()).Accounts);
    }

    [Fact]
    public async Task AStranger_AndAChainThatIsNotThePolicys_AreNoNews()
    {
        await using var house = await StatedAsync();
        Assert.False(house.Hear(Chain(One, 101, 96), Held(BobOne, Coin, 9, 101) with { Account = AccountId.Parse("mallory") }));
        Assert.False(house.Hear(Chain(ChainId.Parse("eip155:10"), 101, 96), Held(BobOne, Coin, 9, 101)));
        Assert.Empty((await house.RoundAsync()).Accounts);
    }
}
