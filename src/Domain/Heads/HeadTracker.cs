namespace CrossChainOracle.Domain.Heads;

/// <summary>Follows one chain by its blocks' parent hashes: keeps the unfinalized window, tells reorganisations of any depth in it, and never forgets what was final. Not thread-safe.</summary>
/// <remarks>
/// <para>Who offers vouches for the offer (k of n endpoints); what the offers say of each other is judged here. Nothing is fetched and no clock is read: same offers, same outcomes.</para>
/// <para>A block that was never seen as finalized may be replaced, also by a finalized one. One that was seen as finalized may not: <see cref="FinalizedChanged"/>.</para>
/// </remarks>
public sealed class HeadTracker(ChainProfile profile)
{
    private static readonly FinalityOutcome Same = new FinalityOutcome.Unchanged();

    private ChainView? _view;

    public ChainProfile Profile => profile;

    /// <summary>What is known; null before the first offer that was taken, and after a fault.</summary>
    public ChainView? View => Fault is null ? _view : null;

    /// <summary>What broke the chain, until <see cref="Reset"/>.</summary>
    public FinalizedChanged? Fault { get; private set; }

    /// <summary>Takes in what is seen now, or says why it was not taken. Never throws for what the blocks say of each other.</summary>
    /// <exception cref="ArgumentException">A known block stands under another hash than its own.</exception>
    public HeadUpdate Offer(HeadOffer offer)
    {
        if (Fault is not null) return new(new HeadOutcome.Faulted(Fault), Same);
        var known = _view;
        var view = known ?? ChainView.Of(profile.Chain, [offer.Finalized], offer.Finalized.Number, offer.Finalized.Number);
        if (CheckFinalized(view, offer.Finalized) is { } changed) return Break(changed);
        var final = offer.Finalized.Number > view.Finalized.Number ? offer.Finalized : view.Finalized;
        if (final.Number - view.Finalized.Number > (ulong)profile.MaximumWindow) return Refuse(new HeadOutcome.NeedsAnchor(view.Finalized));
        if (Overflow(offer.Head.Number, final.Number) is { } tooFar) return Refuse(tooFar);

        var branch = ChainBranch.Link(view, offer.Head, offer.Known);
        if (branch.Refusal is HeadOutcome.Faulted && known is null) branch = ChainBranch.None(view, new HeadOutcome.OffFinalized(offer.Head, final));
        else if (branch.Refusal is { } refusal) return Refuse(refusal);
        if (branch.BlockAt(final.Number)?.Hash != final.Hash)
        {
            branch = ChainBranch.Link(view, final, offer.Known);
            if (branch.Refusal is { } unlinked) return Refuse(unlinked);
            if (branch.Blocks.Count == 0) branch = ChainBranch.None(view, new HeadOutcome.OffFinalized(offer.Head, final));
        }

        if (Overflow(branch.Tip.Number, final.Number) is { } overflow) return Refuse(overflow);
        return Take(known, branch, final, offer);
    }

    /// <summary>Follows a chain again whose finality went further than can be linked, after <see cref="HeadOutcome.NeedsAnchor"/>.</summary>
    /// <param name="anchor">The block that the chain has now at the height of the finalized block that is known.</param>
    /// <param name="finalized">The chain's finalized block now, above it.</param>
    /// <exception cref="ArgumentException">They are of other heights.</exception>
    /// <exception cref="InvalidOperationException">No view is known.</exception>
    public HeadUpdate Resume(BlockRef anchor, BlockRef finalized)
    {
        if (Fault is not null) return Refuse(new HeadOutcome.Faulted(Fault));
        var ours = _view?.Finalized ?? throw new InvalidOperationException("There is nothing to resume from.");
        if (anchor.Number != ours.Number || finalized.Number <= ours.Number) throw new ArgumentException($"{anchor} is not at the height of {ours}, or {finalized} not above it.", nameof(anchor));
        if (anchor.Hash != ours.Hash) return Break(new(ours.Number, ours.Hash, anchor.Hash));
        _view = ChainView.Of(profile.Chain, [finalized], finalized.Number, finalized.Number);
        return new(new HeadOutcome.Resumed(ours, finalized), new FinalityOutcome.Advanced([finalized]));
    }

    /// <summary>An operator has looked: forgets everything, the fault included.</summary>
    public void Reset() => (_view, Fault) = (null, null);

    private HeadUpdate Take(ChainView? known, ChainBranch branch, BlockRef final, HeadOffer offer)
    {
        var safe = branch.BlockAt(offer.Safe.Number)?.Hash == offer.Safe.Hash ? offer.Safe.Number : Math.Min(branch.View.SafeNumber, branch.Ancestor);
        var next = branch.View.With(branch.Ancestor, branch.Blocks, final.Number, Math.Max(safe, final.Number), profile.MaximumWindow);
        _view = next;
        if (known is null) return new(branch.Blocks.Count == 0 && branch.Kept is null ? new HeadOutcome.Extended([]) : branch.Outcome(offer.Head), new FinalityOutcome.Advanced([final]));
        return new(branch.Outcome(offer.Head), Finality(known, next, offer.Finalized));
    }

    private static FinalityOutcome Finality(ChainView before, ChainView after, BlockRef offered)
    {
        if (offered.Number < before.Finalized.Number) return new FinalityOutcome.Stale(offered, before.Finalized);
        if (after.Finalized.Number == before.Finalized.Number) return Same;
        var above = after.Above(before.Finalized.Number);
        return new FinalityOutcome.Advanced([.. above.Take((int)(after.Finalized.Number - before.Finalized.Number))]);
    }

    // Also where an endpoint is behind: what was final at a height that is still remembered has to be the same.
    private static FinalizedChanged? CheckFinalized(ChainView view, BlockRef offered) =>
        offered.Number <= view.Finalized.Number && view.BlockAt(offered.Number) is { } ours && ours.Hash != offered.Hash
            ? new(offered.Number, ours.Hash, offered.Hash)
            : null;

    private HeadOutcome.WindowOverflow? Overflow(ulong head, ulong final) =>
        head > final && head - final > (ulong)profile.MaximumWindow ? new(head - final, profile.MaximumWindow) : null;

    private HeadUpdate Break(FinalizedChanged changed)
    {
        Fault = changed;
        return new(new HeadOutcome.Faulted(changed), Same);
    }

    private HeadUpdate Refuse(HeadOutcome outcome) => outcome is HeadOutcome.Faulted { Fault: var changed } ? Break(changed) : new(outcome, Same);
}
