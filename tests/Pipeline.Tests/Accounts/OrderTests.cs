using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Pipeline.Accounts;
using CrossChainOracle.TestKit;
using static CrossChainOracle.Pipeline.Tests.Accounts.AccountHouse;
using static CrossChainOracle.Rounds.Tests.Accounts.Book;

namespace CrossChainOracle.Pipeline.Tests.Accounts;

/// <summary>What was heard, and not how it came, decides what is signed.</summary>
public sealed class OrderTests
{
    private static readonly Dictionary<FeedId, SignedPrice> Prices = new[] { EthUsd, UsdUsd }.ToDictionary(feed => feed, feed => PublishedPrice.Of(feed, Samples.StartedAt - 1_000));
    private static readonly ReadingProblem Unread = new(RejectionCode.Unreachable, "aave-v3", string.Empty, "no answer");
    private static readonly ReadingProblem Broken = new(RejectionCode.Malformed, "erc4626", string.Empty, "too short");

    [Fact]
    public void TheSameInputs_InAnyOrder_AreTheSameBytes()
    {
        var first = Make(static looks => looks);
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var made = Make(looks => [.. looks.OrderBy(_ => random.Next())], random);
            Assert.Equal(first.Batch.Digest, made.Batch.Digest);
            Assert.Equal(first.Round, made.Round);
            Assert.True(first.Batch.StateBytes.Span.SequenceEqual(made.Batch.StateBytes.Span));
        }
    }

    /// <summary>The attesters read the round from bytes in which nothing stands twice: a leader that went by anything else would sign alone.</summary>
    [Fact]
    public async Task AProblemThatIsSaidTwice_IsOne_AndTheRoundIsSigned()
    {
        await using var house = await StartAsync();
        house.Book.Hear(One, new(Chain(One, 100, 95), [new(Bob, [Held(BobOne, Coin, 7, 90)], [Unread, Broken, Unread])], [], null));
        var told = await house.RoundAsync();
        Assert.Equal(2, told.Round.Problems.Count(problem => problem.Account == Bob));
        Assert.Contains((Bob, CollateralGapReason.ReadFailed), told.Gaps);
    }

    /// <summary>No attester reads such a round: it is not reserved, so that the next one can be.</summary>
    [Fact]
    public async Task WhatNoRoundFileHolds_IsRefusedBeforeItIsReserved()
    {
        await using var house = await StatedAsync();
        house.Hear(Chain(One, 101, 96), Held(BobOne, Coin, 7, 101) with { Decimals = 77 });
        Assert.Equal("make", Assert.IsType<RoundOutcome.Failed>(await house.TurnAsync()).Stage);
        house.Hear(Chain(One, 101, 96), Held(BobOne, Coin, 8, 101));
        Assert.Equal([Bob], (await house.RoundAsync()).Accounts);
    }

    private static MadeRound Make(Func<IReadOnlyList<(ChainId Chain, AccountId Account, PositionReading[] Positions)>, IReadOnlyList<(ChainId Chain, AccountId Account, PositionReading[] Positions)>> order, Random? random = null)
    {
        var kind = new AccountKind(ThreeAccounts) { Prices = Prices.GetValueOrDefault };
        var maker = kind.NewMaker(new World());
        (ChainId, AccountId, PositionReading[])[] looks =
        [
            (One, Alice, [Held(AliceOne, Coin, 5, 90).Changed(3, 97), Held(AliceOne, Dollar, 1, 90), Held(AliceOne, Unpriced, 2, 90)]), (One, Bob, [Held(BobOne, Coin, 7, 90), Held(BobOne, Dollar, 2, 91)]),
            (Two, Alice, [Held(AliceTwo, Far, 3, 90)]), (Two, Carol, [Held(CarolTwo, Far, 4, 90).Changed(-3, 99)]),
        ];
        foreach (var (chain, account, positions) in order(looks))
        {
            if (random is not null) random.Shuffle(positions);
            ReadingProblem[] problems = random?.Next(2) == 0 ? [Unread, Broken] : [Broken, Unread];
            kind.Book.Hear(chain, new(Chain(chain, 100, 95), [new AccountLook(account, positions, problems)], [], null));
        }

        var head = ShardHead.Initial(kind.RulesOf(), Start);
        Assert.Null(maker.Make(new(head, 1, Start + 1_000), out var made));
        return made!;
    }
}
