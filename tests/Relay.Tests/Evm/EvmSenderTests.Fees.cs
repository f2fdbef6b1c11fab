using CrossChainOracle.Relay.Evm;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Relay.Tests.Evm;

/// <summary>What takes the place of what, and at which price.</summary>
public sealed partial class EvmSenderTests
{
    [Fact]
    public async Task Newer_ReplacesAnOlderOneOfItsShardAtTheSameNonce_OnceABlock()
    {
        await using var rig = await SenderRig.StartAsync();
        await rig.StepAsync(One);
        Assert.Empty(await rig.StepAsync(Two, One)); // No block since.
        rig.Chain.Mine(empty: true);
        var submitted = Assert.IsType<SendEvent.Submitted>(Assert.Single(await rig.StepAsync(Two, One)));
        Assert.Equal((Two.Posting.Id, 0UL, true), (submitted.PostingId, submitted.Nonce, submitted.Replaced));
        await rig.MineAsync(Two);
        Assert.Equal([(Postings.Box("majors"), 2)], rig.Chain.Taken);
    }

    [Fact]
    public async Task Newer_OfOtherFeeds_LeavesAWantedOneAlone()
    {
        await using var rig = await SenderRig.StartAsync();
        var other = Postings.Of("majors", 2, feeds: "BTC/USD");
        await rig.StepAsync(One);
        rig.Chain.Mine(empty: true);
        await rig.StepAsync(One, other);
        Assert.Equal([0UL, 1UL], rig.Chain.Mempool.Select(each => each.Transaction.Nonce).Order());
    }

    [Fact]
    public async Task Stuck_IsOutbidAfterSomeBlocks_KeepsItsNonceAndItsTime()
    {
        await using var rig = await SenderRig.StartAsync();
        await rig.StepAsync(One);
        var (first, since) = (Assert.Single(rig.Chain.Mempool).Transaction, Assert.Single(rig.Sender.InFlight).SubmittedAt);
        for (var i = 0; i < 2; i++)
        {
            rig.Chain.Mine(empty: true);
            Assert.Empty(await rig.StepAsync(One));
        }

        rig.Chain.Mine(empty: true);
        Assert.True(Assert.IsType<SendEvent.Submitted>(Assert.Single(await rig.StepAsync(One))).Replaced);
        var second = Assert.Single(rig.Chain.Mempool).Transaction;
        Assert.True(second.Nonce == first.Nonce && second.MaximumFeePerGas * 8 >= first.MaximumFeePerGas * 9 && second.Tip * 8 >= first.Tip * 9, $"{first} to {second}");
        Assert.Equal(since, Assert.Single(rig.Sender.InFlight).SubmittedAt);
        await rig.DrainAsync(() => Wanted(rig, One));
    }

    [Fact]
    public async Task BaseFeeSpike_BeyondWhatThePostingIsWorth_WaitsAndIsSentWhenItFalls()
    {
        await using var rig = await SenderRig.StartAsync();
        rig.Chain.BaseFee = 600 * Postings.Gwei;
        var dear = Assert.IsType<SendEvent.TooDear>(Assert.Single(await rig.StepAsync(One)));
        Assert.True(dear.FeePerGas > dear.Maximum && dear.Maximum == One.MaximumFeePerGas);
        Assert.Empty(rig.Journal);
        rig.Chain.BaseFee = Postings.Gwei;
        await rig.DrainAsync(() => Wanted(rig, One));
        Assert.Single(rig.Chain.Taken);
    }

    [Fact]
    public async Task BaseFeeSpike_AfterSending_IsMetByABump()
    {
        await using var rig = await SenderRig.StartAsync();
        await rig.StepAsync(One);
        rig.Chain.BaseFee = 50 * Postings.Gwei;
        await rig.DrainAsync(() => Wanted(rig, One));
        Assert.Contains(rig.Events, said => said is SendEvent.Submitted { Replaced: true });
        Assert.Single(rig.Chain.Taken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UnderWay_AndNotAskedForAgain_IsCarriedOn(bool restarts)
    {
        await using var rig = await SenderRig.StartAsync();
        await rig.StepAsync(One);
        var first = Assert.Single(rig.Chain.Mempool);
        if (restarts) await rig.RestartAsync();
        for (var i = 0; i < 3; i++) rig.Chain.Mine(empty: true);
        Assert.True(Assert.IsType<SendEvent.Submitted>((await rig.StepAsync())[^1]).Replaced);
        Assert.True(Assert.Single(rig.Chain.Mempool).Transaction is var bumped && bumped.Data.Span.SequenceEqual(One.Call.Span) && bumped.MaximumFeePerGas > first.Transaction.MaximumFeePerGas);
        await rig.DrainAsync(() => []);
        Assert.Equal([(Postings.Box("majors"), 1)], rig.Chain.Taken);
    }

    [Fact]
    public async Task Ended_AndStuck_GivesItsNonceToTheNextWantedOne()
    {
        await using var rig = await SenderRig.StartAsync();
        await rig.StepAsync(Postings.Of("majors", 1, validUntil: Samples.StartedAt + 5_000));
        var other = Postings.Of("other", 7);
        for (var i = 0; i < 3; i++) rig.Chain.Mine(empty: true);
        await rig.StepAsync(other);
        var waiting = Assert.Single(rig.Chain.Mempool);
        Assert.Equal((0UL, true), (waiting.Transaction.Nonce, waiting.Transaction.Data.Span.SequenceEqual(other.Call.Span)));
        await rig.DrainAsync(() => Wanted(rig, other));
    }

    /// <summary>Between a plan and the last of its many transactions seconds go by: what ran out of time then is neither simulated, nor refused, nor sent.</summary>
    [Theory]
    [InlineData(1_000 + 2_000, 1)]
    [InlineData(1_000 + 1_999, 0)]
    public async Task AlmostEnded_BeforeItsTransactionIsMade_IsLeftAlone(long validUntil, int sent)
    {
        await using var rig = await SenderRig.StartAsync();
        Assert.Equal(sent, (await rig.StepAsync(Postings.Of("majors", 1, validUntil: Samples.StartedAt + validUntil))).Count);
        Assert.Equal((sent, sent), (rig.Chain.Arrived.Count, rig.Chain.Requests.Count(each => each.Method == "eth_call")));
        Assert.Equal(sent, rig.Journal.Count);
    }

    [Fact]
    public async Task Ended_AndStuck_IsFilledWithATransferOfNothing_WhichGivesWayAgain()
    {
        await using var rig = await SenderRig.StartAsync();
        await rig.StepAsync(Postings.Of("majors", 1, validUntil: Samples.StartedAt + 5_000));
        for (var i = 0; i < 3; i++) rig.Chain.Mine(empty: true);
        Assert.Empty(await rig.StepAsync());
        var filler = Assert.Single(rig.Chain.Mempool).Transaction;
        Assert.Equal((0UL, true, UInt128.Zero), (filler.Nonce, filler.Data.IsEmpty, filler.Value));
        Assert.Equal([null], rig.Sender.InFlight.Select(each => each.PostingId));
        rig.Chain.Mine(empty: true);
        await rig.StepAsync(Two);
        Assert.True(Assert.Single(rig.Chain.Mempool).Transaction.Data.Span.SequenceEqual(Two.Call.Span));
        await rig.DrainAsync(() => Wanted(rig, Two));
        Assert.Equal(1UL, rig.Chain.Nonce);
    }
}
