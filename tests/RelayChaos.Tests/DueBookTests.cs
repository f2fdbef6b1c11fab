using CrossChainOracle.Domain;
using CrossChainOracle.RelayChaos.Chains;
using CrossChainOracle.RelayChaos.Judging;

namespace CrossChainOracle.RelayChaos.Tests;

public class DueBookTests
{
    private const long Start = 1_790_000_000_000;

    private static readonly FeedId Feed = FeedId.Parse("ETH/USD");

    private readonly DueBook _book = new();
    private readonly Dictionary<FeedId, FeedReading> _chain = [];

    [Fact]
    public void AnEmptyChain_LacksTheFirstPrice()
    {
        Publish(7, "2500", Start);
        Assert.Equal(7ul, Assert.Single(_book.Missing(_chain)).Last);
    }

    [Theory]
    [InlineData("2512.5", true)]
    [InlineData("2512.49", false)]
    [InlineData("2487.5", true)]
    [InlineData("2487.51", false)]
    public void APrice_IsDueAtExactlyTheDeviation(string value, bool due)
    {
        Stand(7, "2500", Start);
        Publish(8, value, Start + 1_000);
        Assert.Equal(due, _book.Missing(_chain).Any());
    }

    [Theory]
    [InlineData(ChainPlan.HeartbeatMs, true)]
    [InlineData(ChainPlan.HeartbeatMs - 1, false)]
    public void APrice_IsDueAtTheHeartbeat(long later, bool due)
    {
        Stand(7, "2500", Start);
        Publish(8, "2500", Start + later);
        Assert.Equal(due, _book.Missing(_chain).Any());
    }

    [Fact]
    public void AnOlderPrice_DoesNotDo_ANewerOneDoes()
    {
        Publish(7, "2500", Start);
        Publish(9, "2500", Start + 2_000);
        Stand(8, "2500", Start + 1_000);
        Assert.Single(_book.Missing(_chain));
        Stand(10, "2500", Start + 3_000);
        Assert.Empty(_book.Missing(_chain));
    }

    [Fact]
    public void WhatAReorganisationTakesBack_IsMissingAgain_AndWaitsFromTheFirstBatch()
    {
        Publish(7, "2500", Start);
        Stand(7, "2500", Start);
        Assert.Equal(Start, Assert.Single(_book.Points).PostedAt);
        _chain.Clear();
        _book.Seen(_chain, Start + 10_000);
        Assert.Null(Assert.Single(_book.Points).PostedAt);
        Assert.Single(_book.Missing(_chain));
        Publish(8, "2500", Start + 12_000);
        Assert.Equal((7ul, 8ul), (Assert.Single(_book.Points).Sequence, _book.Points[0].Last));
    }

    [Fact]
    public void APriceThatCameBack_CountsNoWait_AndIsStillAskedFor()
    {
        Stand(7, "2500", Start);
        Publish(8, "2600", Start + 1_000);
        Publish(9, "2500", Start + 2_000);
        Assert.True(Assert.Single(_book.Points).Receded);
        Assert.Single(_book.Missing(_chain));
    }

    [Fact]
    public void AGap_IsDueWhereAPriceCouldStillBeRead()
    {
        var gap = new GapStatement { Feed = Feed, Reason = GapReason.NoQuorum, Breaker = BreakerState.Closed, Quorum = 2, From = Start, To = Start + 1, Context = Hash256.Zero };
        _book.Published(Header(8, Start + 1_000), [gap], _chain, Start);
        Assert.Empty(_book.Points);
        Stand(7, "2500", Start);
        _book.Published(Header(9, Start + 2_000), [gap], _chain, Start);
        Assert.Single(_book.Missing(_chain));
    }

    private void Stand(ulong sequence, string value, long at)
    {
        _chain[Feed] = new(sequence, at, at + 240_000, (UInt128)Price.Parse(value).Scaled);
        _book.Seen(_chain, at);
    }

    private void Publish(ulong sequence, string value, long at)
    {
        var price = new PriceStatement
        {
            Feed = Feed, Value = Price.Parse(value), Confidence = Price.Zero, Sigma = 0, Verdict = Domain.Verdict.All, Breaker = BreakerState.Closed, PublishedAt = at, ValidFor = 240_000, Context = Hash256.Zero,
        };
        _book.Published(Header(sequence, at), [price], _chain, at);
    }

    private static BatchHeader Header(ulong sequence, long at) => new()
    {
        Schema = 1, Algorithm = 1, Epoch = 1, Sequence = sequence, ValidAfter = at - 1, ObservedAt = at, LeafCount = 1, Shard = ChainPlan.Prices,
        Audience = default, PreviousDigest = default, StateDigest = default, InputsRoot = default, Root = default, Body = default,
    };
}
