using CrossChainOracle.Domain.Aggregation;
using static CrossChainOracle.Domain.Tests.Aggregation.Samples;

namespace CrossChainOracle.Domain.Tests.Aggregation;

/// <summary>Sections 12.5 to 12.7: volatility, breaker and verdict at their limits.</summary>
public class BreakerTests
{
    /// <summary>One provider with no width of its own, so that value and confidence are exact.</summary>
    private static readonly FeedPolicy Exact = Policy(Continuous(Provider.Pyth, "pyth")) with { Quorum = 1 };

    /// <summary>k·σ·√Δt = 6 · 10^-4 · 1 = 0.0006 of 2000 is 1.2.</summary>
    [Theory]
    [InlineData("2001.2", BreakerState.Closed)]
    [InlineData("2001.200000000000000001", BreakerState.Open)]
    [InlineData("1998.8", BreakerState.Closed)]
    [InlineData("1998.799999999999999999", BreakerState.Open)]
    public void AMoveBeyondVolatility_IsAJump(string value, BreakerState expected) =>
        Assert.Equal(expected, Priced(Exact, After("2000"), Pyth(value)).State.Breaker);

    /// <summary>1 of the state and 1 of the round.</summary>
    [Theory]
    [InlineData("2002", BreakerState.Closed)]
    [InlineData("2002.000000000000000001", BreakerState.Open)]
    public void AMoveWithinTheJointHalfWidth_IsNone(string value, BreakerState expected) =>
        Assert.Equal(expected, Priced(Exact, After("2000", "1"), Pyth(value, "1")).State.Breaker);

    /// <summary>5 % · √(15 s ÷ 60 s) = 2.5 % of 2000 is 50, however volatile the feed.</summary>
    [Theory]
    [InlineData("2050", BreakerState.Closed)]
    [InlineData("2050.000000000000000001", BreakerState.Open)]
    public void AMoveBeyondTheMaximum_IsAJump_WhateverTheVolatility(string value, BreakerState expected) =>
        Assert.Equal(expected, Priced(Exact, After("2000", ago: 15_000, sigma: "1"), Pyth(value)).State.Breaker);

    /// <summary>Tick 400 ms: a round 20 ms after the last is judged over 400 ms. 6 · 10^-4 · √0.4 = 0.000379473319220205…</summary>
    [Theory]
    [InlineData(20, "2000.7589466", BreakerState.Closed)]
    [InlineData(20, "2000.7589467", BreakerState.Open)]
    [InlineData(400, "2000.7589467", BreakerState.Open)]
    [InlineData(401, "2000.7589467", BreakerState.Closed)]
    public void AnIntervalShorterThanTheTick_IsJudgedAsOneTick(long ago, string value, BreakerState expected) =>
        Assert.Equal(expected, Priced(Exact, After("2000", ago: ago), Pyth(value)).State.Breaker);

    [Fact]
    public void TheFirstMedian_IsNoJump() => Assert.Equal(BreakerState.Closed, Priced(Exact, Fresh, Pyth("999999")).State.Breaker);

    [Fact]
    public void ItCloses_AfterTheConfiguredNumberOfCalmRounds_AndNotBefore()
    {
        var state = Priced(Exact, After("2000"), Pyth("2400")).State;
        Assert.Equal((BreakerState.Open, 0), (state.Breaker, state.CalmRounds));
        Assert.Equal([(BreakerState.HalfOpen, 1), (BreakerState.HalfOpen, 2), (BreakerState.Closed, 0), (BreakerState.Closed, 0)], Rounds(state, "2400", "2400", "2400", "2400"));
    }

    [Fact]
    public void AJumpWhileHalfOpen_StartsAgain()
    {
        var state = Priced(Exact, After("2000"), Pyth("2400")).State;
        Assert.Equal([(BreakerState.HalfOpen, 1), (BreakerState.HalfOpen, 2), (BreakerState.Open, 0), (BreakerState.HalfOpen, 1)], Rounds(state, "2400", "2400", "2900", "2900"));
    }

    [Fact]
    public void AGap_RestartsTheCount()
    {
        var state = Priced(Exact, After("2000"), Pyth("2400")).State;
        Assert.Equal(
            [(BreakerState.HalfOpen, 1), (BreakerState.HalfOpen, 2), (BreakerState.Open, 0), (BreakerState.HalfOpen, 1), (BreakerState.HalfOpen, 2), (BreakerState.Closed, 0)],
            Rounds(state, "2400", "2400", null, "2400", "2400", "2400"));
        Assert.Equal([(BreakerState.Closed, 0)], Rounds(After("2000"), [null]));
    }

    [Fact]
    public void AJumpAcrossAGap_IsJudgedOverTheWholeGap()
    {
        Assert.Equal(BreakerState.Closed, Priced(Exact, After("2000", ago: 100_000) with { GapFrom = Now - 99_000 }, Pyth("2012")).State.Breaker);
        Assert.Equal(BreakerState.Open, Priced(Exact, After("2000", ago: 99_999) with { GapFrom = Now - 99_000 }, Pyth("2012")).State.Breaker);
    }

    [Fact]
    public void AnOpenBreaker_StillPublishes_Flagged()
    {
        var strict = Exact with { Verdict = Exact.Verdict with { Open = AnyBreaker with { WorstBreaker = BreakerState.Closed }, Liquidate = AnyBreaker with { WorstBreaker = BreakerState.HalfOpen } } };
        var open = Priced(strict, After("2000"), Pyth("2400"));
        Assert.Equal((P("2400"), BreakerState.Open, Verdict.All & ~Verdict.Open & ~Verdict.Liquidate), (open.Value, open.State.Breaker, open.Verdict));
        var half = FeedAggregation.Run(strict, open.State, [Pyth("2400", now: Now + 1_000)], [], Now, Now + 1_000);
        Assert.Equal(Verdict.All & ~Verdict.Open, Assert.IsType<FeedOutcome.Priced>(half).Verdict);
    }

    /// <summary>τ 1800 s, V 10^-8, r = 1 ÷ 2000 within its cap, Δt 1 s: ⌈1800 · 10^-8 ÷ 1801⌉ + ⌈25 · 10^-8 ÷ 1801⌉ with 36 places.</summary>
    [Fact]
    public void Variance_RemembersTau_AndAddsTheSquaredReturn() =>
        Assert.Equal(
            UInt128.Parse("10133259300388672959466962800", System.Globalization.CultureInfo.InvariantCulture),
            Priced(Exact, After("2000"), Pyth("2001")).State.Variance);

    [Fact]
    public void AReturnBeyondItsCap_CountsAsTheCap()
    {
        var (large, huge) = (Priced(Exact, After("2000"), Pyth("2100")).State.Variance, Priced(Exact, After("2000"), Pyth("9000")).State.Variance);
        Assert.Equal(large, huge);
        Assert.True(large > Priced(Exact, After("2000"), Pyth("2001")).State.Variance);
    }

    [Fact]
    public void TheFirstMedian_SetsTheInitialVariance_AndAGapLeavesItAsItIs()
    {
        Assert.Equal(Ratio("0.0001") * Ratio("0.0001"), Priced(Exact, Fresh, Pyth("2000")).State.Variance);
        Assert.Equal(After("2000").Variance, Gap(Exact, After("2000")).State.Variance);
    }

    [Fact]
    public void Variance_StaysBetweenTheFloorAndOne()
    {
        Assert.Equal(Ratio("0.00001") * Ratio("0.00001"), Priced(Exact, After("2000", ago: 31_622_400_000), Pyth("2000")).State.Variance);
        var wild = Exact with { KMilli = 100_000, TauMs = 1_000, SigmaFloor = FixedPoint.One, SigmaInitial = FixedPoint.One };
        Assert.Equal(FixedPoint.One * FixedPoint.One, Priced(wild, After("2000", ago: 1, sigma: "1"), Pyth("900000")).State.Variance);
    }

    [Theory]
    [InlineData("20", true)]
    [InlineData("20.000000000000000001", false)]
    public void AVerdictNeedsTheWidth(string width, bool allowed) =>
        Withdrawal(Pyth("2000", width), AnyBreaker with { MaximumWidthPpm = 10_000 }, allowed);

    [Theory]
    [InlineData(5_000, true)]
    [InlineData(5_001, false)]
    public void AVerdictNeedsTheAge(long age, bool allowed) => Withdrawal(Pyth("2000", age: age), AnyBreaker with { MaximumAgeMs = 5_000 }, allowed);

    [Fact]
    public void AVerdictNeedsTheProviders_AndEachActionHasABitOfItsOwn()
    {
        var two = AnyBreaker with { MinimumProviders = 2 };
        var never = AnyBreaker with { MinimumProviders = 3 };
        var policy = Policy() with { Verdict = new(two, never, two, never, two) };
        Assert.Equal(Verdict.Open | Verdict.Withdraw | Verdict.Relay, Priced(policy, Fresh, Pyth("2000"), Chainlink("2000")).Verdict);
        policy = Policy() with { Verdict = new(never, two, never, two, never) };
        Assert.Equal(Verdict.Borrow | Verdict.Liquidate, Priced(policy, Fresh, Pyth("2000"), Chainlink("2000")).Verdict);
    }

    private static void Withdrawal(Observation observation, ActionRule rule, bool allowed) =>
        Assert.Equal(
            allowed ? Verdict.All : Verdict.All & ~Verdict.Withdraw,
            Priced(Exact with { Verdict = Exact.Verdict with { Withdraw = rule } }, Fresh, observation).Verdict);

    /// <summary>A round per second from <see cref="Now"/> on; null is a round without any observation.</summary>
    private static List<(BreakerState Breaker, int Calm)> Rounds(FeedState state, params string?[] values)
    {
        var seen = new List<(BreakerState, int)>();
        for (var i = 0; i < values.Length; i++)
        {
            var now = Now + ((i + 1) * 1_000);
            state = FeedAggregation.Run(Exact, state, values[i] is { } value ? [Pyth(value, now: now)] : [], [], now - 1_000, now).State;
            seen.Add((state.Breaker, state.CalmRounds));
        }

        return seen;
    }
}
