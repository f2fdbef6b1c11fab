using CrossChainOracle.Domain.Heads;

namespace CrossChainOracle.Domain.Tests.Heads;

public class ChainViewTests
{
    private static readonly ChainProfile Profile = BlockTree.Profile();

    private readonly BlockTree _tree = new();

    [Fact]
    public void Stages_RiseWithDepthSafetyAndFinality()
    {
        var main = _tree.Grow(_tree.Root, 8);
        var view = ChainView.Of(Profile.Chain, [_tree.Root, .. main], main[1].Number, main[3].Number);
        Stage?[] expected = [Stage.Finalized, Stage.Finalized, Stage.Safe, Stage.Safe, Stage.Confirmed, Stage.Confirmed, Stage.Seen, Stage.Seen];
        Assert.Equal(expected, main.Select(block => view.StageOf(block.Number, block.Hash, Profile)));
        Assert.Equal(main[2..], view.Window);
        Assert.All(main, block => Assert.Equal(Stage.Seen, view.StageOf(block.Number, block.Hash, Profile with { Pin = PinKind.Answer })));
    }

    [Fact]
    public void ABlockThatIsNotThere_HasNoStage()
    {
        var main = _tree.Grow(_tree.Root, 4);
        var view = ChainView.Of(Profile.Chain, main, main[0].Number, main[0].Number);
        var other = _tree.Grow(main[0], 5);
        Assert.Equal(main[2], view.BlockAt(other[1].Number));
        Assert.Null(view.StageOf(other[1].Number, other[1].Hash, Profile));
        Assert.Null(view.StageOf(other[4].Number, other[4].Hash, Profile));
        Assert.Null(view.StageOf(_tree.Root.Number, _tree.Root.Hash, Profile));
        Assert.Null(view.BlockAt(_tree.Root.Number));
        Assert.Null(view.BlockAt(ulong.MaxValue));
        Assert.False(view.Contains(main[2].Number, main[1].Hash));
        Assert.Empty(view.Above(ulong.MaxValue));
        Assert.Equal(main, view.Above(0));
    }

    [Fact]
    public void Lags_AreMeasuredAgainstTheClock_AndMayBeNegative()
    {
        var main = _tree.Grow(_tree.Root, 8);
        var view = ChainView.Of(Profile.Chain, [_tree.Root, .. main], main[1].Number, main[4].Number);
        Assert.Equal(new ChainLags(5_000, 3, 41_000, 6, 77_000), view.LagsAt(main[7].Timestamp + 5_000));
        Assert.Equal(-1, view.LagsAt(main[7].Timestamp - 1).HeadAgeMs);
    }

    [Fact]
    public void AViewThatIsNotLinked_IsNone()
    {
        var main = _tree.Grow(_tree.Root, 3);
        Assert.Throws<ArgumentException>(() => ChainView.Of(Profile.Chain, [], 0, 0));
        Assert.Throws<ArgumentException>(() => ChainView.Of(Profile.Chain, [main[0], main[2]], main[0].Number, main[0].Number));
        Assert.Throws<ArgumentException>(() => ChainView.Of(Profile.Chain, [main[0], _tree.Child(_tree.Root)], main[0].Number, main[0].Number));
        Assert.Throws<ArgumentException>(() => ChainView.Of(Profile.Chain, main, _tree.Root.Number, main[0].Number));
        Assert.Throws<ArgumentException>(() => ChainView.Of(Profile.Chain, main, main[1].Number, main[0].Number));
        Assert.Throws<ArgumentException>(() => ChainView.Of(Profile.Chain, main, main[1].Number, main[2].Number + 1));
    }
}
