using CrossChainOracle.Relay.Evm;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Relay.Tests.Evm;

/// <summary>What the sender does about each kind of trouble, on a chain that makes it.</summary>
public sealed class EvmSenderTests
{
    private static readonly EvmPosting One = Postings.Of("majors", 1);
    private static readonly EvmPosting Two = Postings.Of("majors", 2);

    [Fact]
    public async Task WhatIsOver_IsSaidAgainAfterARestart_UntilItIsForgotten()
    {
        await using var rig = await SenderRig.StartAsync();
        rig.Forgets = false;
        await rig.StepAsync(One);
        for (var i = 0; i < 5; i++) await rig.MineAsync();
        var final = Assert.Single(rig.Events.OfType<SendEvent.Final>());
        Assert.Null(await rig.Sender.ForgetAsync(id => id == One.Posting.Id));
        foreach (var powerCut in (bool[])[false, true])
        {
            await rig.RestartAsync(powerCut);
            var again = await rig.StepAsync();
            Assert.Equal((final.PostingId, final.Transaction, final.Block), Assert.Single(again.OfType<SendEvent.Final>()) is var said ? (said.PostingId, said.Transaction, said.Block) : default);
            Assert.Empty((await rig.StepAsync()).OfType<SendEvent.Final>());
        }

        Assert.Null(await rig.Sender.ForgetAsync(static _ => false));
        await rig.RestartAsync();
        Assert.Empty(await rig.StepAsync());
        Assert.Empty(rig.Journal);
    }

    [Fact]
    public async Task Posting_IsSubmittedIncludedAndFinal_AndThenForgotten()
    {
        await using var rig = await SenderRig.StartAsync();
        var submitted = Assert.IsType<SendEvent.Submitted>(Assert.Single(await rig.StepAsync(One)));
        Assert.Equal((One.Posting.Id, 0UL, false), (submitted.PostingId, submitted.Nonce, submitted.Replaced));
        Assert.Equal([(One, null)], rig.Sender.InFlight.Select(each => (each.Posting, each.Included)));
        Assert.Empty(await rig.StepAsync(One));

        var included = Assert.IsType<SendEvent.Included>(Assert.Single(await rig.MineAsync(One)));
        Assert.Equal((submitted.Transaction, 1UL, 40_000UL), (included.Transaction, included.Block.Number, included.Block.GasUsed));
        Assert.Equal(included.Block, Assert.Single(rig.Sender.InFlight).Included);
        Assert.Empty(await rig.MineAsync());
        Assert.Empty(await rig.MineAsync());
        Assert.Equal(new SendEvent.Final(One.Posting.Id, included.Transaction, included.Block, rig.Time.GetUtcNow().ToUnixTimeMilliseconds() + 1_000), Assert.Single(await rig.MineAsync()));
        Assert.Empty(rig.Sender.InFlight);
        Assert.Empty(rig.Journal);
        Assert.Equal([(Postings.Box("majors"), 1)], rig.Chain.Taken);
    }

    [Fact]
    public async Task NoMoreThanSoMany_WaitAtATime()
    {
        await using var rig = await SenderRig.StartAsync();
        EvmPosting[] wanted = [.. Enumerable.Range(0, 6).Select(i => Postings.Of($"shard{i}", 1))];
        await rig.StepAsync(wanted);
        Assert.Equal(4, rig.Chain.Mempool.Count);
        await rig.MineAsync(wanted);
        Assert.Equal(2, rig.Chain.Mempool.Count);
        await rig.MineAsync(wanted);
        Assert.Equal(wanted.Select(posting => Postings.Box(posting.Posting.Header.Shard.ToString())), rig.Chain.Taken.Select(each => each.Box));
    }

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

    [Fact]
    public async Task Dropped_IsSentAgain_TheSameBytes()
    {
        await using var rig = await SenderRig.StartAsync();
        await rig.StepAsync(One);
        rig.Chain.Drop();
        Assert.Empty(await rig.StepAsync(One));
        Assert.Equal(2, rig.Chain.Arrived.Count);
        Assert.True(rig.Chain.Arrived[0].Raw.AsSpan().SequenceEqual(rig.Chain.Arrived[1].Raw));
        await rig.DrainAsync(() => Wanted(rig, One));
    }

    [Fact]
    public async Task BehindAForeignTransaction_ItGoesOutAgainAfterItsTime_NotInEveryStep()
    {
        await using var rig = await SenderRig.StartAsync();
        await rig.StepAsync(One);
        rig.Chain.Drop();
        rig.Chain.Intrude(rig.Foreign(0));

        // Steps are a second apart: the first finds it gone, and those behind it hear that the nonce is another's.
        for (var i = 0; i < 60; i++) await rig.StepAsync(One);
        Assert.Equal(1 + 6, rig.Chain.Arrived.Count);
        Assert.Single(rig.Chain.Arrived.Select(each => Convert.ToHexString(each.Raw)).Distinct());
        rig.Chain.Drop();
        await rig.DrainAsync(() => Wanted(rig, One));
        Assert.Equal(1UL, rig.Chain.Nonce);
    }

    [Fact]
    public async Task TakenButNeverShown_ItIsNotSentInEveryStep()
    {
        await using var rig = await SenderRig.StartAsync();
        rig.Chain.Oddity = (_, method) => method == "eth_getTransactionByHash" ? new("\"result\":null") : null;
        for (var i = 0; i < 30; i++) await rig.StepAsync(One);
        Assert.InRange(rig.Chain.Arrived.Count, 2, 5);
        rig.Chain.Oddity = (_, _) => null;
        await rig.DrainAsync(() => Wanted(rig, One));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Submission_WithoutAnAnswer_IsLookedUpBeforeAnythingElse(bool arrived)
    {
        await using var rig = await SenderRig.StartAsync();
        rig.Chain.Oddity = (_, method) => method == "eth_sendRawTransaction" ? new(Hangs: true, Before: arrived) : null;
        Assert.Contains("Unknown", Assert.IsType<SendEvent.Failed>(Assert.Single(await rig.StepAsync(One))).Reason, StringComparison.Ordinal);
        rig.Chain.Oddity = (_, _) => null;
        Assert.IsType<SendEvent.Submitted>(Assert.Single(await rig.StepAsync(One)));
        Assert.Single(rig.Chain.Arrived.Select(each => Convert.ToHexString(each.Raw)).Distinct());
        await rig.DrainAsync(() => Wanted(rig, One));
        Assert.Equal(1UL, rig.Chain.Nonce);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReorganisedInclusion_IsPostedAgain_OnlyIfTheNodeDidNot(bool nodeKeepsIt)
    {
        await using var rig = await SenderRig.StartAsync();
        await rig.StepAsync(One);
        var included = Assert.IsType<SendEvent.Included>(Assert.Single(await rig.MineAsync(One)));
        rig.Chain.Reorganise(1, nodeKeepsIt);
        var reorged = Assert.IsType<SendEvent.Reorged>(Assert.Single(await rig.StepAsync(One)));
        Assert.Equal((included.Transaction, included.Block.Hash), (reorged.Transaction, reorged.Lost));
        Assert.Equal(nodeKeepsIt ? 1 : 2, rig.Chain.Arrived.Count);
        await rig.DrainAsync(() => Wanted(rig, One));
        Assert.Equal([(Postings.Box("majors"), 1)], rig.Chain.Taken);
    }

    [Fact]
    public async Task Reorganised_WhileThePlannerStillSawItPosted_IsNotThrownAway()
    {
        await using var rig = await SenderRig.StartAsync();
        await rig.StepAsync(One);
        await rig.MineAsync(One);
        rig.Chain.Reorganise(1, keep: true);
        await rig.StepAsync();
        Assert.True(Assert.Single(rig.Chain.Mempool).Transaction.Data.Span.SequenceEqual(One.Call.Span));
        await rig.DrainAsync(() => Wanted(rig, One));
    }

    [Fact]
    public async Task ForeignTransaction_AtTheNonce_IsSaidAndThePostingSentOnTheNext()
    {
        await using var rig = await SenderRig.StartAsync();
        await rig.StepAsync(One);
        rig.Chain.Intrude(rig.Foreign(0));
        Assert.Empty(await rig.MineAsync(One)); // One look may have missed the receipt.
        var said = await rig.StepAsync(One);
        Assert.Equal(0UL, Assert.IsType<SendEvent.NonceTaken>(said[0]).Nonce);
        Assert.Equal(1UL, Assert.IsType<SendEvent.Submitted>(said[1]).Nonce);
        await rig.DrainAsync(() => Wanted(rig, One));
        Assert.Equal([(Postings.Box("majors"), 1)], rig.Chain.Taken);
    }

    [Fact]
    public async Task ForeignTransaction_ThatIsReorganisedAway_LeavesNeitherAGapNorTwoOfOnePosting()
    {
        await using var rig = await SenderRig.StartAsync();
        await rig.StepAsync(One);
        rig.Chain.Intrude(rig.Foreign(0));
        await rig.MineAsync(One);
        await rig.StepAsync(One);
        rig.Chain.Reorganise(1, keep: false);
        await rig.DrainAsync(() => Wanted(rig, One));
        Assert.Equal([(Postings.Box("majors"), 1)], rig.Chain.Taken);
        Assert.Empty(rig.Chain.Mempool);
    }

    [Fact]
    public async Task ForeignTransactions_InTheMempool_AreLeftTheirNonces()
    {
        await using var rig = await SenderRig.StartAsync();
        rig.Chain.Intrude(rig.Foreign(0));
        rig.Chain.Intrude(rig.Foreign(1));
        await rig.StepAsync(One);
        Assert.Equal((2, 2UL), (rig.Sender.Status!.Foreign, Assert.Single(rig.Sender.InFlight).Nonce));
        await rig.DrainAsync(() => Wanted(rig, One));
    }

    [Fact]
    public async Task RivalFirst_IsRefusedInTheSimulation_AndNothingIsSent()
    {
        await using var rig = await SenderRig.StartAsync();
        rig.Chain.RivalPosts(Postings.Box("majors"), 1);
        Assert.Equal(("Replay", true), Assert.IsType<SendEvent.Refused>(Assert.Single(await rig.StepAsync(One))) is var refused ? (refused.Error, refused.Permanent) : default);
        Assert.Empty(rig.Chain.Arrived);
    }

    [Fact]
    public async Task RivalFirst_InTheSameBlock_IsARevertWithItsGasAndReason()
    {
        await using var rig = await SenderRig.StartAsync();
        await rig.StepAsync(One);
        rig.Chain.RivalPosts(Postings.Box("majors"), 2);
        var reverted = Assert.IsType<SendEvent.Reverted>(Assert.Single(await rig.MineAsync(One), said => said is SendEvent.Reverted));
        Assert.Equal(("OlderSequence", 40_000UL), (reverted.Reason, reverted.Block.GasUsed));
        Assert.Empty(rig.Sender.InFlight);
        await rig.DrainAsync(() => []);
    }

    [Fact]
    public async Task RivalFirst_WhileOursIsStuck_FreesTheNonce()
    {
        await using var rig = await SenderRig.StartAsync();
        await rig.StepAsync(One);
        rig.Chain.RivalPosts(Postings.Box("majors"), 1);
        for (var i = 0; i < 3; i++) rig.Chain.Mine(empty: true);
        Assert.IsType<SendEvent.Refused>(Assert.Single(await rig.StepAsync(One)));
        Assert.True(Assert.Single(rig.Chain.Mempool).Transaction.Data.IsEmpty);
        await rig.DrainAsync(() => []);
        Assert.Equal(0, rig.Chain.Failures);
    }

    [Fact]
    public async Task Balance_ThatDoesNotCoverATransaction_SendsNothing_AndALowOneIsSaid()
    {
        await using var rig = await SenderRig.StartAsync();
        await rig.StepAsync();
        Assert.False(rig.Sender.Status!.IsLow);
        rig.Chain.Balance = 10_000 * Postings.Gwei;
        Assert.Contains("balance", Assert.IsType<SendEvent.Failed>(Assert.Single(await rig.StepAsync(One))).Reason, StringComparison.Ordinal);
        Assert.True(rig.Sender.Status!.IsLow);
        Assert.Empty(rig.Journal);
        rig.Chain.Balance = Postings.Gwei * Postings.Gwei;
        await rig.DrainAsync(() => Wanted(rig, One));
    }

    [Fact]
    public async Task Endpoints_AllGetTheTransaction_AndAnotherIsAskedWhenOneFails()
    {
        await using var rig = await SenderRig.StartAsync(endpoints: 3);
        rig.Chain.Oddity = (host, _) => host == "node0.test" ? new(Status: 503) : null;
        await rig.StepAsync(One);
        Assert.Equal("http://node1.test", rig.Sender.Status!.Endpoint);
        Assert.Equal(["node1.test", "node2.test"], rig.Chain.Arrived.Select(each => each.Host).Order());
        rig.Chain.Oddity = (host, method) => host == "node1.test" && method == "eth_getBalance" ? new("\"result\":null") : null;
        await rig.DrainAsync(() => Wanted(rig, One));
        Assert.Equal("http://node2.test", rig.Sender.Status!.Endpoint);
    }

    [Fact]
    public async Task Endpoint_OfAnotherChain_IsNeverUsed()
    {
        await using var rig = await SenderRig.StartAsync(endpoints: 2);
        rig.Chain.Oddity = (host, method) => host == "node0.test" && method == "eth_chainId" ? new("\"result\":\"0x1\"") : null;
        await rig.DrainAsync(() => Wanted(rig, One));
        Assert.Equal(["eth_chainId"], rig.Chain.Requests.Where(request => request.Host == "node0.test").Select(request => request.Method).Distinct());
    }

    [Fact]
    public async Task Nothing_Leaves_BeforeAPowerCutWouldRememberIt()
    {
        await using var rig = await SenderRig.StartAsync();
        var (asked, forgotten) = (0, 0);
        rig.Chain.Oddity = (_, method) =>
        {
            if (method != "eth_sendRawTransaction") return null;
            asked++;
            var durable = string.Concat(rig.Files.AfterPowerCut().Content().Values.Select(Convert.ToHexString));
            if (!durable.Contains(Convert.ToHexString(One.Call.Span), StringComparison.Ordinal)) forgotten++;
            return null;
        };
        await rig.StepAsync(One);
        Assert.Equal((1, 0), (asked, forgotten));
    }

    [Fact]
    public async Task Nothing_Leaves_WhenTheJournalFails()
    {
        await using var rig = await SenderRig.StartAsync();
        rig.Files.Plan = step => step.Kind == Storage.Tests.StepKind.Write ? Storage.Tests.Fault.NotPersisted : Storage.Tests.Fault.None;
        Assert.Contains("journal", Assert.IsType<SendEvent.Failed>(Assert.Single(await rig.StepAsync(One))).Reason, StringComparison.Ordinal);
        Assert.Empty(rig.Chain.Arrived);
        rig.Files.Plan = _ => Storage.Tests.Fault.None;
        await rig.DrainAsync(() => Wanted(rig, One));
    }

    [Fact]
    public async Task Restart_MidFlight_KnowsWhatIsUnderWay_AndTakesUpThePostingAgain()
    {
        await using var rig = await SenderRig.StartAsync();
        await rig.StepAsync(One);
        var before = Assert.Single(rig.Sender.InFlight);
        await rig.RestartAsync();
        Assert.Equal((null, One.Posting.Id, before.Nonce, before.SubmittedAt), Assert.Single(rig.Sender.InFlight) is var after ? (after.Posting, after.PostingId, after.Nonce, after.SubmittedAt) : default);
        await rig.StepAsync(One);
        Assert.Equal(One, Assert.Single(rig.Sender.InFlight).Posting);
        Assert.Single(rig.Chain.Arrived);
        await rig.DrainAsync(() => Wanted(rig, One));
        Assert.Equal(1UL, rig.Chain.Nonce);
    }

    [Fact]
    public async Task Reverts_OfOnePosting_AreNotRepeatedWithoutEnd()
    {
        await using var rig = await SenderRig.StartAsync();
        rig.Chain.FinalDepth = 1_000;

        // The simulation always agrees and the block never does.
        rig.Chain.Oddity = (_, method) => method is "eth_call" ? new("\"result\":\"0x\"") : method is "eth_estimateGas" ? new("\"result\":\"0xea60\"") : null;
        rig.Chain.RivalPosts(Postings.Box("majors"), 1);
        for (var i = 0; i < 20; i++) await rig.MineAsync(One);
        Assert.Equal(3, rig.Chain.Failures);
        Assert.Contains("3 blocks", Assert.IsType<SendEvent.Refused>(rig.Events[^1]).Error, StringComparison.Ordinal);
    }

    internal static EvmPosting[] Wanted(SenderRig rig, params EvmPosting[] postings) =>
        [.. postings.Where(posting => !rig.Chain.Taken.Any(each => each.Box == Postings.Box(posting.Posting.Header.Shard.ToString()) && each.Sequence >= posting.Posting.Header.Sequence))];
}
