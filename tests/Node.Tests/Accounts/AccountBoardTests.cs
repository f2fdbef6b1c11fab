using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Hosting;
using CrossChainOracle.Signing.Tests;
using static CrossChainOracle.Rounds.Tests.Accounts.Book;

namespace CrossChainOracle.Node.Tests.Accounts;

public sealed class AccountBoardTests
{
    [Fact]
    public void History_NamesWhatBecameOfAPosition_InOrder()
    {
        var board = new AccountBoard();
        AccountStory.Whole().ApplyTo(board);
        var bob = board.Find(Bob)!;
        Assert.Equal(
            [
                (AccountEventKind.Stated, 0UL), (AccountEventKind.Changed, 1UL), (AccountEventKind.Retracted, 2UL), (AccountEventKind.Stated, 2UL), (AccountEventKind.Changed, 3UL), (AccountEventKind.Upgraded, 4UL),
                (AccountEventKind.Upgraded, 5UL), (AccountEventKind.Gap, 6UL),
            ],
            bob.Events.Select(what => (what.Kind, what.Sequence)));
        var retracted = bob.Events[2].Retraction!;
        Assert.Equal((1UL, AccountStory.Lost.Lost, AccountStory.Lost.Won), (retracted.Sequence, retracted.Lost, retracted.Won));
        Assert.Null(board.Find(Alice));
    }

    [Fact]
    public void Position_IsWhatWasStatedLast_AndIsGoneWhenItIsRetractedAndNotStatedAnew()
    {
        var (board, story) = (new AccountBoard(), new AccountStory());
        Apply(board, story.Tell(Chain(One, 100, 95, fork: 1), AccountStory.Deposit));
        var stated = Assert.Single(board.Find(Bob)!.Positions);
        Assert.Equal((Ether(85), Ether(75), Stage.Seen), (stated.Statement.Seen, stated.Statement.Credited, stated.Statement.Stage));
        Apply(board, story.Tell(Chain(One, 101, 95) with { Lost = [AccountStory.Lost] }));
        Assert.Empty(board.Find(Bob)!.Positions);
        Apply(board, story.Tell(Chain(One, 102, 95), AccountStory.Held));
        Assert.Equal(Ether(75), Assert.Single(board.Find(Bob)!.Positions).Statement.Seen);
    }

    [Fact]
    public void WhatIsOnlySaidAgain_IsNoEvent()
    {
        var (board, story) = (new AccountBoard(), new AccountStory());
        for (var round = 0; round < 3; round++) Apply(board, story.Tell(Chain(One, 100, 95), AccountStory.Held));
        Assert.Equal(AccountEventKind.Stated, Assert.Single(board.Find(Bob)!.Events).Kind);
        Assert.Equal(2UL, board.Find(Bob)!.Snapshot!.Sequence);
    }

    [Fact]
    public void AGap_IsOneEventWhileItLasts_AndEndsWithTheFirstBatchThatStatesTheAccountWithoutIt()
    {
        var (board, story) = (new AccountBoard(), new AccountStory());
        Apply(board, story.Tell(Chain(One, 100, 95), AccountStory.Held));
        for (var round = 0; round < 3; round++) Apply(board, story.Tell(Chain(One, 100, 95), [AccountStory.Held], AccountStory.Unread));
        var bob = board.Find(Bob)!;
        Assert.Single(bob.Events, what => what.Kind == AccountEventKind.Gap);
        var (gap, context, sequence) = Assert.Single(bob.Gaps);
        Assert.Equal((CollateralGapReason.ReadFailed, One, 3UL), (gap.Reason, context.Chain, sequence));
        Assert.Equal([AccountStory.Unread.Problem], context.Problems);
        Assert.True(bob.Snapshot!.Statement.IsIncomplete);

        Apply(board, story.Tell(Chain(One, 101, 96)));
        Assert.Single(bob.Gaps);
        Apply(board, story.Tell(Chain(One, 102, 96), AccountStory.Held));
        Assert.Empty(bob.Gaps);
        Assert.Equal([Ether(75)], bob.Positions.Select(position => position.Statement.Credited));
    }

    [Fact]
    public void Events_AreKeptUpToTheirLimit_OldestGoFirst()
    {
        var (board, story) = (new AccountBoard(maximumEvents: 2), new AccountStory());
        for (var height = 90UL; height < 94; height++) Apply(board, story.Tell(Chain(One, 100, 95), Position(BobOne, Coin, Ether((uint)height), height)));
        Assert.Equal([2UL, 3UL], board.Find(Bob)!.Events.Select(what => what.Sequence));
    }

    private static void Apply(AccountBoard board, Encoding.Attestation attestation) => board.Apply(attestation, Keys.Digest($"{attestation.Header.Sequence}"));
}
