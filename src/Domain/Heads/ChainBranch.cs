namespace CrossChainOracle.Domain.Heads;

/// <summary>Blocks above a block that a view has, or why they could not be linked to it.</summary>
/// <param name="View">What the branch grows from.</param>
/// <param name="Ancestor">The height of the last block of the view that the branch keeps; the head's where there is no branch.</param>
/// <param name="Blocks">What stands above it, in order; empty where the view is kept whole.</param>
/// <param name="Refusal">Why there is no answer; the rest means nothing then.</param>
/// <param name="Kept">What is said where the view is kept whole for another reason than that it has the offered head.</param>
internal sealed record ChainBranch(ChainView View, ulong Ancestor, IReadOnlyList<BlockRef> Blocks, HeadOutcome? Refusal, HeadOutcome? Kept)
{
    public BlockRef Tip => Blocks.Count == 0 ? View.Head : Blocks[^1];

    /// <summary>The view as it is.</summary>
    public static ChainBranch None(ChainView view, HeadOutcome? kept) => new(view, view.Head.Number, [], null, kept);

    /// <summary>Walks from a block down its parents until the view has one of them.</summary>
    public static ChainBranch Link(ChainView view, BlockRef tip, IReadOnlyDictionary<Hash256, BlockRef> known)
    {
        if (view.Contains(tip.Number, tip.Hash)) return None(view, null);
        if (tip.Number <= view.Finalized.Number)
        {
            return view.BlockAt(tip.Number) is { } ours ? Refused(view, Changed(ours, tip.Hash)) : None(view, new HeadOutcome.WentBack(tip, view.Head));
        }

        var blocks = new List<BlockRef>();
        for (var at = tip; ;)
        {
            blocks.Add(at);
            var below = at.Number - 1;
            if (view.Contains(below, at.Parent))
            {
                blocks.Reverse();
                return new(view, below, blocks, null, null);
            }

            if (below == view.Finalized.Number) return Refused(view, Changed(view.Finalized, at.Parent));
            if (!known.TryGetValue(at.Parent, out var parent)) return Refused(view, new HeadOutcome.NeedsBlock(below, at.Parent));
            if (parent.Hash != at.Parent) throw new ArgumentException($"{parent} is known under {at.Parent}.", nameof(known));
            if (parent.Number != below) return Refused(view, new HeadOutcome.Unlinked(at, parent));
            at = parent;
        }
    }

    /// <summary>The block of that height as the branch has it; null where it has none.</summary>
    public BlockRef? BlockAt(ulong number) =>
        number <= Ancestor ? View.BlockAt(number) : number <= Tip.Number ? Blocks[(int)(number - Ancestor - 1)] : null;

    /// <summary>What the branch means for the view's head.</summary>
    public HeadOutcome Outcome(BlockRef offered)
    {
        if (Kept is not null) return Kept;
        if (Blocks.Count == 0) return offered.Hash == View.Head.Hash ? new HeadOutcome.Unchanged() : new HeadOutcome.WentBack(offered, View.Head);
        return Ancestor == View.Head.Number ? new HeadOutcome.Extended(Blocks) : new HeadOutcome.Reorganised(View.BlockAt(Ancestor)!.Value, View.Above(Ancestor), Blocks);
    }

    private static ChainBranch Refused(ChainView view, HeadOutcome refusal) => new(view, view.Head.Number, [], refusal, null);

    private static HeadOutcome.Faulted Changed(BlockRef ours, Hash256 theirs) => new(new(ours.Number, ours.Hash, theirs));
}
