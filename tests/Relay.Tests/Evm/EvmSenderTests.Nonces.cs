using CrossChainOracle.Relay.Evm;

namespace CrossChainOracle.Relay.Tests.Evm;

/// <summary>What becomes of a nonce whose transaction is lost, unknown, reorganised away, foreign, or a rival's.</summary>
public sealed partial class EvmSenderTests
{
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
}
