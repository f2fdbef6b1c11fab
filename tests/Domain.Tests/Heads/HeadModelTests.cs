using CrossChainOracle.Domain.Heads;
using FsCheck;
using FsCheck.Fluent;

namespace CrossChainOracle.Domain.Tests.Heads;

/// <summary>Random fork trees against a model that knows every block and looks at whole paths from the root.</summary>
public class HeadModelTests
{
    private const int Window = 12;

    [Fact]
    public void AnyOffers_GiveWhatTheModelGives_AndWhatWasFinalNeverChangesWithoutAFault()
    {
        var seen = new HashSet<Type>();
        var offers = Gen.Choose(0, int.MaxValue - 1).ListOf().Resize(40).ToArbitrary();
        Prop.ForAll(offers, codes => Run(codes, seen)).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

        // The histories must have reached every outcome, or the law would hold nothing.
        Type[] all =
        [
            typeof(HeadOutcome.Unchanged), typeof(HeadOutcome.Extended), typeof(HeadOutcome.Reorganised), typeof(HeadOutcome.NeedsBlock), typeof(HeadOutcome.NeedsAnchor),
            typeof(HeadOutcome.WentBack), typeof(HeadOutcome.OffFinalized), typeof(HeadOutcome.WindowOverflow), typeof(HeadOutcome.Faulted), typeof(FinalityOutcome.Stale),
            typeof(FinalityOutcome.Advanced), typeof(FinalityOutcome.Unchanged),
        ];
        Assert.Equal(all.Select(type => type.FullName).Order(), seen.Select(type => type.FullName).Order());
    }

    private static void Run(IEnumerable<int> codes, HashSet<Type> seen)
    {
        var tree = new BlockTree();
        var tracker = new HeadTracker(BlockTree.Profile(Window));
        var model = new HeadModel(tree, Window);
        var final = new Dictionary<ulong, Hash256>();
        var (head, finalized) = (tree.Root, tree.Root);
        foreach (var code in codes)
        {
            (head, finalized) = Next(tree, tracker.View, head, finalized, code);
            var expected = model.Offer(head, finalized);
            var update = Feed(tree, tracker, head, finalized, seen);
            seen.Add(update.Head.GetType());
            seen.Add(update.Finality.GetType());
            Assert.Equal(expected, HeadModel.Describe(update));
            if (tracker.Fault is not null)
            {
                Assert.Null(tracker.View);
                return;
            }

            if (tracker.View is not { } view) continue;
            Assert.Equal(model.Chain, view.Above(0));
            Assert.Equal(model.Finalized, view.Finalized);
            foreach (var block in view.Above(0).Where(block => block.Number <= view.Finalized.Number))
            {
                if (!final.TryAdd(block.Number, block.Hash)) Assert.Equal(final[block.Number], block.Hash);
            }
        }
    }

    // What the world does next: mostly it grows and finalizes, sometimes it forks, lags, contradicts itself or breaks its promise.
    private static (BlockRef Head, BlockRef Finalized) Next(BlockTree tree, ChainView? view, BlockRef head, BlockRef finalized, int code)
    {
        var (kind, a, b) = (code % 16, code / 16 % 64, code / 1024);
        var blocks = view?.Above(0) ?? [tree.Root];
        var window = view?.Window ?? [];
        var any = blocks[a % blocks.Count];
        var unfinalized = window.Count > 0 ? window[a % window.Count] : head;
        var ours = view?.Finalized ?? finalized;
        return kind switch
        {
            0 => (head, finalized),
            1 or 2 or 3 => (tree.Grow(blocks[^1], (a % 5) + 1)[^1], ours),
            4 => (tree.Grow(blocks[^1], (a % 5) + 1)[^1], unfinalized),
            5 or 6 => (blocks[^1], unfinalized),
            7 or 8 => (tree.Grow(tree.Path(unfinalized)[^Math.Min(2, tree.Path(unfinalized).Count)], (b % 6) + 1)[^1], ours),
            9 => (any, ours),
            10 => (blocks[^1], any),
            11 when tree.Grow(unfinalized, (b % 4) + 1) is var branch => (branch[^1], branch[b % branch.Count]),
            12 when tree.Grow(unfinalized, (b % 4) + 1) is var branch => (blocks[^1], branch[b % branch.Count]),
            13 => (tree.Grow(unfinalized, (b % 4) + 1)[^1], blocks[^1]),
            14 when b % 8 == 0 => (tree.Grow(any, (b % 5) + 1)[^1], ours),
            15 when b % 8 == 0 => (blocks[^1], tree.Grow(any, (b % 3) + 1)[^1]),
            15 when b % 8 == 1 && tree.Grow(blocks[^1], Window + 2) is var far => (far[^1], far[a % far.Count]),
            _ => (tree.Child(blocks[^1]), ours),
        };
    }

    // Blocks are handed over one by one, as they are asked for.
    private static HeadUpdate Feed(BlockTree tree, HeadTracker tracker, BlockRef head, BlockRef finalized, HashSet<Type> seen)
    {
        var known = new Dictionary<Hash256, BlockRef>();
        while (true)
        {
            var before = tracker.View;
            var update = tracker.Offer(new(head, finalized, finalized, known));
            if (update.Head is not HeadOutcome.NeedsBlock needed) return update;
            seen.Add(typeof(HeadOutcome.NeedsBlock));
            Assert.Same(before, tracker.View);
            known.Add(needed.Hash, tree.All[needed.Hash]);
            Assert.Equal(needed.Number, tree.All[needed.Hash].Number);
        }
    }
}
