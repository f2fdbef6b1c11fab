using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Evm.Planning;
using static CrossChainOracle.Relay.Tests.Planning.Deployment;

namespace CrossChainOracle.Relay.Tests.Planning;

/// <summary>Several relayers of one chain that do not know each other.</summary>
public sealed class TurnTests
{
    private const long TurnMs = 10_000;
    private const long Due = Start + 2_000;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void WhatIsDue_IsPostedWhenTheTurnHasCome_AndNotBefore(int turn)
    {
        var scene = Deviating(turn);
        var from = Due + (turn * TurnMs);
        for (var now = Due; now < from; now += 1_999) Assert.Equal(new NotPosted.NotOurTurn(Due, from), Assert.Single(scene.Plan(now).Passed).Reason);
        Assert.Equal(DueReason.Deviation, Assert.Single(scene.Plan(from).Planned).Why);
    }

    /// <summary>A batch a second must not begin the wait anew each time.</summary>
    [Fact]
    public void NewerBatches_DoNotProlongTheWait()
    {
        var scene = Deviating(turn: 1);
        Assert.Empty(scene.Plan(Due).Planned);
        for (var at = Due + 1_000; at < Due + TurnMs; at += 1_000)
        {
            scene.Batch(RelayScene.Single, at, Price("A/USD", "102"));
            Assert.Empty(scene.Plan(at).Planned);
        }

        Assert.Single(scene.Plan(Due + TurnMs).Planned);
    }

    [Fact]
    public void WhatARivalPosted_EndsTheWait_AndTheNextOneBeginsAnew()
    {
        var (first, second) = (Deviating(turn: 0), Deviating(turn: 1));
        Assert.Empty(second.Plan(Due).Planned);
        var plan = first.Plan(Due);
        first.Hub.Mine(Due);
        second.Hub.Mine(Due);
        foreach (var posting in plan.Postings) Assert.Null(second.Hub.Execute(posting.Call.Span));
        Assert.IsType<NotPosted.AlreadyNewer>(Assert.Single(second.Plan(Due + TurnMs).Passed).Reason);

        second.Batch(RelayScene.Single, Due + TurnMs, Price("A/USD", "104"));
        Assert.Equal(new NotPosted.NotOurTurn(Due + TurnMs, Due + (2 * TurnMs)), Assert.Single(second.Plan(Due + TurnMs).Passed).Reason);
    }

    /// <summary>What was due, and is not any more, and is again: a price that comes back and goes.</summary>
    [Fact]
    public void WhatWasNotDueInBetween_WaitsFromItsBeginning()
    {
        var scene = Deviating(turn: 1);
        Assert.Empty(scene.Plan(Due).Planned);
        scene.Batch(RelayScene.Single, Due + 1_000, Price("A/USD", "100"));
        Assert.IsType<NotPosted.Unchanged>(Assert.Single(scene.Plan(Due + 1_000).Passed).Reason);
        scene.Batch(RelayScene.Single, Due + 2_000, Price("A/USD", "101"));
        Assert.Equal(new NotPosted.NotOurTurn(Due + 2_000, Due + 2_000 + TurnMs), Assert.Single(scene.Plan(Due + 2_000).Passed).Reason);
    }

    /// <summary>A fee above the ceiling holds every relayer up: the wait begins when it is over, or they would all post at once.</summary>
    [Fact]
    public void WhatIsTooDear_DoesNotWaitYet()
    {
        var scene = Deviating(turn: 1);
        scene.Hub.BaseFee = 1_000;
        Assert.IsType<NotPosted.TooDear>(Assert.Single(scene.Plan(Due).Passed).Reason);
        scene.Hub.BaseFee = 10;
        Assert.Equal(new NotPosted.NotOurTurn(Due + 9_000, Due + 9_000 + TurnMs), Assert.Single(scene.Plan(Due + 9_000).Passed).Reason);
    }

    [Fact]
    public void WhatTakesSomethingAway_IsEveryRelayersAtOnce()
    {
        var scene = Deviating(turn: 1);
        scene.Batch(RelayScene.Single, Due, Gap("A/USD"));
        Assert.Equal(DueReason.Withdrawn, Assert.Single(scene.Plan(Due).Planned).Why);

        var rotating = Deviating(turn: 1);
        Assert.Null(rotating.Deliver(rotating.Deployment.Rotate(ShardId.Parse("sets"), Due)));
        Assert.Equal([PostingForm.Rotation], rotating.Plan(Due).Planned.Select(static planned => planned.Form));

        var flagged = Scene(turn: 1);
        flagged.Batch(RelayScene.Accounts, Start, Status(100, ChainFlags.Stalled));
        Assert.Single(flagged.Plan(Start).Planned);
    }

    [Fact]
    public void Retractions_AreEveryRelayersAtOnce_AndFactsAreNot()
    {
        var scene = Scene(turn: 0);
        scene.Batch(RelayScene.Accounts, Start, Fact(0, Stage.Finalized));
        Assert.Equal([null], scene.Execute(scene.Plan(Start), Start));
        scene.Policy = scene.Policy with { Turn = 1 };
        scene.Batch(RelayScene.Accounts, Start + 1_000, Fact(1, Stage.Finalized), Retraction(RelayScene.Accounts, 0, 0));
        var plan = scene.Plan(Start + 1_000);
        Assert.Equal([PostingKind.Retraction], plan.Postings.Select(static posting => posting.Posting.Kind));
        Assert.Single(plan.Passed, static passed => passed.Reason is NotPosted.NotOurTurn);
        Assert.Equal([PostingKind.Retraction, PostingKind.Fact], scene.Plan(Start + 1_000 + TurnMs).Postings.Select(static posting => posting.Posting.Kind));
    }

    /// <summary>One transaction for both, where they may share it.</summary>
    [Fact]
    public void PricesWhoseTurnHasNotCome_GoWithOneWhoseHas()
    {
        var scene = Scene(turn: 0);
        scene.Batch(RelayScene.Single, Start, Price("A/USD", "100"), Price("B/USD", "100"));
        Assert.Equal([null], scene.Execute(scene.Plan(Start), Start));
        scene.Policy = scene.Policy with { Turn = 1 };
        scene.Batch(RelayScene.Single, Due, Price("A/USD", "101"), Price("B/USD", "100"));
        Assert.Empty(scene.Plan(Due).Planned);
        scene.Batch(RelayScene.Single, Due + TurnMs, Price("A/USD", "101"), Price("B/USD", "101"));
        Assert.Equal(2, scene.Plan(Due + TurnMs).Planned.Sum(static planned => planned.Posting.Posting.Statements.Count));
    }

    private static RelayScene Deviating(int turn)
    {
        var scene = Scene(turn: 0);
        scene.Batch(RelayScene.Single, Start, Price("A/USD", "100"));
        Assert.Equal([null], scene.Execute(scene.Plan(Start), Start));
        scene.Batch(RelayScene.Single, Due, Price("A/USD", "101"));
        scene.Policy = scene.Policy with { Turn = turn };
        return scene;
    }

    private static RelayScene Scene(int turn)
    {
        var scene = new RelayScene();
        scene.Policy = scene.Policy with { Turn = turn, TurnMs = TurnMs };
        return scene;
    }
}
