using CrossChainOracle.Domain.Heads;

namespace CrossChainOracle.Domain.Tests.Heads;

public class HeadTrackerTests
{
    private readonly BlockTree _tree = new();
    private readonly HeadTracker _tracker = new(BlockTree.Profile());

    [Fact]
    public void TheFirstOffer_GivesTheWholeWindow()
    {
        var main = _tree.Grow(_tree.Root, 5);
        var update = _tracker.Offer(_tree.Offer(main[4], _tree.Root, main[1]));
        Assert.Equal(main, Assert.IsType<HeadOutcome.Extended>(update.Head).New);
        Assert.Equal([_tree.Root], Assert.IsType<FinalityOutcome.Advanced>(update.Finality).Blocks);
        var view = _tracker.View!;
        Assert.Equal((_tree.Root, main[1], main[4], 5), (view.Finalized, view.Safe, view.Head, view.WindowLength));
        Assert.Equal(main, view.Window);
        Assert.IsType<HeadOutcome.Unchanged>(_tracker.Offer(_tree.Offer(main[4], _tree.Root, main[1])).Head);
    }

    [Fact]
    public void AMissingBlock_IsAskedFor_AndNothingChangesUntilItIsThere()
    {
        var main = Start(3);
        var more = _tree.Grow(main[^1], 3);
        var known = new Dictionary<Hash256, BlockRef>();
        for (var i = 1; i >= 0; i--)
        {
            Assert.Equal(new HeadOutcome.NeedsBlock(more[i].Number, more[i].Hash), _tracker.Offer(new(more[2], _tree.Root, _tree.Root, known)).Head);
            Assert.Equal(main[^1], _tracker.View!.Head);
            known.Add(more[i].Hash, more[i]);
        }

        Assert.Equal(more, Assert.IsType<HeadOutcome.Extended>(_tracker.Offer(new(more[2], _tree.Root, _tree.Root, known)).Head).New);
    }

    [Fact]
    public void AnotherBranch_ToldWithWhatLostAndWhatWon_AtEveryDepthAndLength()
    {
        for (var depth = 1; depth <= 32; depth++)
        {
            foreach (var length in (int[])[1, depth, 32])
            {
                var tree = new BlockTree();
                var tracker = new HeadTracker(BlockTree.Profile());
                var main = tree.Grow(tree.Root, 32);
                tracker.Offer(tree.Offer(main[31], tree.Root));
                var ancestor = depth == 32 ? tree.Root : main[31 - depth];
                var won = tree.Grow(ancestor, Math.Min(length, depth));
                var reorganised = Assert.IsType<HeadOutcome.Reorganised>(tracker.Offer(tree.Offer(won[^1], tree.Root)).Head);
                Assert.Equal((depth, ancestor), (reorganised.Depth, reorganised.Ancestor));
                Assert.Equal(main[^depth..], reorganised.Lost);
                Assert.Equal(won, reorganised.Won);
                Assert.Equal(won[^1], tracker.View!.Head);
                Assert.All(main[^depth..], lost => Assert.Null(tracker.View.StageOf(lost.Number, lost.Hash, tracker.Profile)));
            }
        }
    }

    [Fact]
    public void AHeadThatGoesBack_IsNoReorganisation_AndOursIsKept()
    {
        var main = Start(5);
        Assert.Equal(new HeadOutcome.WentBack(main[2], main[4]), _tracker.Offer(_tree.Offer(main[2], _tree.Root)).Head);
        Assert.Equal(main[4], _tracker.View!.Head);

        // Finality still moves.
        var update = _tracker.Offer(_tree.Offer(main[2], main[1]));
        Assert.IsType<HeadOutcome.WentBack>(update.Head);
        Assert.Equal(main[..2], Assert.IsType<FinalityOutcome.Advanced>(update.Finality).Blocks);
        Assert.Equal(new HeadOutcome.WentBack(_tree.Root, main[4]), _tracker.Offer(_tree.Offer(_tree.Root, main[1])).Head);
    }

    [Fact]
    public void AStaleFinalizedBlock_IsRefused_AndTheHeadIsTaken()
    {
        var main = Start(5);
        _tracker.Offer(_tree.Offer(main[4], main[3]));
        var next = _tree.Child(main[4]);
        var update = _tracker.Offer(_tree.Offer(next, main[0]));
        Assert.Equal(new FinalityOutcome.Stale(main[0], main[3]), update.Finality);
        Assert.IsType<HeadOutcome.Extended>(update.Head);
        Assert.Equal((next, main[3]), (_tracker.View!.Head, _tracker.View.Finalized));
    }

    [Fact]
    public void Finality_TrimsTheWindow_AndWhatItPassedIsFinalWithoutASecondRead()
    {
        var main = Start(10);
        var update = _tracker.Offer(_tree.Offer(main[9], main[5]));
        Assert.Equal(main[..6], Assert.IsType<FinalityOutcome.Advanced>(update.Finality).Blocks);
        Assert.Equal(main[6..], _tracker.View!.Window);
        Assert.All(main[..6], block => Assert.Equal(Stage.Finalized, _tracker.View.StageOf(block.Number, block.Hash, _tracker.Profile)));
    }

    [Fact]
    public void FinalizedBlocks_AreRememberedOneWindowLong()
    {
        var main = Start(30);
        _tracker.Offer(_tree.Offer(main[29], main[29]));
        Assert.Equal(_tree.Root.Number, _tracker.View!.Oldest);
        var more = _tree.Grow(main[29], 32);
        _tracker.Offer(_tree.Offer(more[31], more[31]));
        Assert.Equal((main[29].Number, 0), (_tracker.View.Oldest, _tracker.View.WindowLength));
        Assert.Null(_tracker.View.BlockAt(main[28].Number));
    }

    [Fact]
    public void AFinalizedBranchOnWhichOurWindowLost_IsAReorganisation()
    {
        var main = Start(5);
        var won = _tree.Grow(main[0], 4);
        var update = _tracker.Offer(_tree.Offer(won[3], won[1]));
        var reorganised = Assert.IsType<HeadOutcome.Reorganised>(update.Head);
        Assert.Equal((main[0], 4), (reorganised.Ancestor, reorganised.Depth));
        Assert.Equal([main[0], won[0], won[1]], Assert.IsType<FinalityOutcome.Advanced>(update.Finality).Blocks);
    }

    [Fact]
    public void AHeadOffTheFinalizedBranch_GivesWayToIt()
    {
        var main = Start(5);
        var won = _tree.Grow(main[0], 2);

        // The head is still ours, finality already is not.
        var reorganised = Assert.IsType<HeadOutcome.Reorganised>(_tracker.Offer(_tree.Offer(main[4], won[1])).Head);
        Assert.Equal(won, reorganised.Won);
        Assert.Equal((won[1], won[1]), (_tracker.View!.Head, _tracker.View.Finalized));
    }

    [Fact]
    public void AHeadOnALosingBranch_WhenFinalityIsOnOurs_IsRefused()
    {
        var main = Start(5);
        var other = _tree.Grow(main[0], 6);
        var update = _tracker.Offer(_tree.Offer(other[5], main[2]));
        Assert.Equal(new HeadOutcome.OffFinalized(other[5], main[2]), update.Head);
        Assert.Equal((main[4], main[2]), (_tracker.View!.Head, _tracker.View.Finalized));
    }

    [Fact]
    public void AFinalizedBlockAheadOfTheHead_IsTheHead()
    {
        var main = Start(3);
        var more = _tree.Grow(main[2], 3);
        var update = _tracker.Offer(_tree.Offer(main[1], more[2]));
        Assert.Equal(more, Assert.IsType<HeadOutcome.Extended>(update.Head).New);
        Assert.Equal((more[2], 0), (_tracker.View!.Head, _tracker.View.WindowLength));
    }

    [Theory]
    [InlineData("finalized at our height")]
    [InlineData("finalized below, still remembered")]
    [InlineData("a head that does not have our finalized block")]
    [InlineData("a head at our finalized height")]
    public void AFinalizedBlockThatChanges_IsAFault_UntilItIsReset(string how)
    {
        var main = Start(6);
        _tracker.Offer(_tree.Offer(main[5], main[3]));
        var other = _tree.Grow(main[1], 5);
        var update = _tracker.Offer(how switch
        {
            "finalized at our height" => _tree.Offer(main[5], other[1]),
            "finalized below, still remembered" => _tree.Offer(main[5], other[0]),
            "a head that does not have our finalized block" => _tree.Offer(other[4], main[3]),
            _ => _tree.Offer(other[1], main[3]),
        });
        var at = how == "finalized below, still remembered" ? 0 : 1;
        var fault = new FinalizedChanged(other[at].Number, main[at + 2].Hash, other[at].Hash);
        Assert.Equal(fault, Assert.IsType<HeadOutcome.Faulted>(update.Head).Fault);

        // Also what is sound again changes nothing.
        Assert.Equal(fault, Assert.IsType<HeadOutcome.Faulted>(_tracker.Offer(_tree.Offer(main[5], main[3])).Head).Fault);
        Assert.Equal(fault, Assert.IsType<HeadOutcome.Faulted>(_tracker.Resume(main[3], main[5]).Head).Fault);
        Assert.Null(_tracker.View);
        _tracker.Reset();
        Assert.IsType<HeadOutcome.Extended>(_tracker.Offer(_tree.Offer(other[4], other[1])).Head);
        Assert.Equal(other[4], _tracker.View!.Head);
    }

    [Fact]
    public void AWindowThatIsFull_IsReported_AndNothingIsDroppedFromIt()
    {
        var main = Start(32);
        var more = _tree.Grow(main[31], 2);
        Assert.Equal(new HeadOutcome.WindowOverflow(34, 32), _tracker.Offer(_tree.Offer(more[1], _tree.Root)).Head);
        Assert.Equal(main, _tracker.View!.Window);
        Assert.Equal(more, Assert.IsType<HeadOutcome.Extended>(_tracker.Offer(_tree.Offer(more[1], main[1])).Head).New);
        Assert.Equal(32, _tracker.View.WindowLength);
    }

    [Fact]
    public void FinalityFarAhead_NeedsAnAnchor_AndResumesOnlyWhereOursStillStands()
    {
        var main = Start(2);
        var far = _tree.Grow(main[1], 50);
        Assert.Equal(new HeadOutcome.NeedsAnchor(_tree.Root), _tracker.Offer(_tree.Offer(far[49], far[40])).Head);
        Assert.Equal(main[1], _tracker.View!.Head);
        Assert.Equal(new HeadOutcome.Resumed(_tree.Root, far[40]), _tracker.Resume(_tree.Root, far[40]).Head);
        Assert.Equal(far[41..], Assert.IsType<HeadOutcome.Extended>(_tracker.Offer(_tree.Offer(far[49], far[40])).Head).New);

        var impostor = new BlockRef(far[40].Number, main[0].Hash, default, 0);
        Assert.Equal(new FinalizedChanged(far[40].Number, far[40].Hash, main[0].Hash), Assert.IsType<HeadOutcome.Faulted>(_tracker.Resume(impostor, far[45]).Head).Fault);
    }

    [Fact]
    public void AParentOfAnotherHeight_IsRefused()
    {
        var main = Start(2);
        var child = _tree.Child(_tree.Child(main[1]));
        var parent = _tree.All[child.Parent] with { Number = 1 };
        var update = _tracker.Offer(new(child, _tree.Root, _tree.Root, new Dictionary<Hash256, BlockRef> { [child.Parent] = parent }));
        Assert.Equal(new HeadOutcome.Unlinked(child, parent), update.Head);
        Assert.Throws<ArgumentException>(() => _tracker.Offer(new(child, _tree.Root, _tree.Root, new Dictionary<Hash256, BlockRef> { [child.Parent] = main[0] })));
    }

    [Fact]
    public void ASafeBlock_CountsOnlyOnOurBranch()
    {
        var main = Start(6);
        _tracker.Offer(_tree.Offer(main[5], _tree.Root, main[3]));
        Assert.Equal(main[3], _tracker.View!.Safe);
        var won = _tree.Grow(main[1], 6);
        _tracker.Offer(_tree.Offer(won[5], _tree.Root, main[3]));
        Assert.Equal(main[1], _tracker.View.Safe);
        _tracker.Offer(_tree.Offer(won[5], won[4], main[0]));
        Assert.Equal(won[4], _tracker.View.Safe);
    }

    private List<BlockRef> Start(int blocks)
    {
        var main = _tree.Grow(_tree.Root, blocks);
        _tracker.Offer(_tree.Offer(main[^1], _tree.Root));
        return main;
    }
}
