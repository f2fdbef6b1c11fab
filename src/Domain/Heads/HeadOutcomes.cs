namespace CrossChainOracle.Domain.Heads;

/// <summary>What an offer changed.</summary>
/// <param name="Head">About the newest block.</param>
/// <param name="Finality">About the finalized one; <see cref="FinalityOutcome.Unchanged"/> whenever the offer was not taken.</param>
public sealed record HeadUpdate(HeadOutcome Head, FinalityOutcome Finality);

/// <summary>What became of an offered head.</summary>
public abstract record HeadOutcome
{
    private HeadOutcome()
    {
    }

    /// <summary>It is the head that was known.</summary>
    public sealed record Unchanged : HeadOutcome;

    /// <summary>The chain grew, or is seen for the first time.</summary>
    /// <param name="New">Blocks that were not known, in order; those that are final already are also in the finality outcome.</param>
    public sealed record Extended(IReadOnlyList<BlockRef> New) : HeadOutcome;

    /// <summary>Unfinalized blocks were replaced.</summary>
    /// <param name="Ancestor">The last block that both branches have.</param>
    /// <param name="Lost">Ours above it, in order; at least one. Facts of these blocks are void.</param>
    /// <param name="Won">What stands there now, in order; may be fewer or more.</param>
    public sealed record Reorganised(BlockRef Ancestor, IReadOnlyList<BlockRef> Lost, IReadOnlyList<BlockRef> Won) : HeadOutcome
    {
        /// <summary>Blocks that were lost.</summary>
        public int Depth => Lost.Count;
    }

    /// <summary>A block is missing between the offer and what is known; nothing was changed. Offer again with it.</summary>
    public sealed record NeedsBlock(ulong Number, Hash256 Hash) : HeadOutcome;

    /// <summary>Finality is too far ahead to be linked block by block; nothing was changed. See <see cref="HeadTracker.Resume"/>.</summary>
    /// <param name="Ours">The finalized block that is known.</param>
    public sealed record NeedsAnchor(BlockRef Ours) : HeadOutcome;

    /// <summary>The chain is followed again from a finalized block that is not linked to the one before; facts of blocks between them have to be looked up.</summary>
    public sealed record Resumed(BlockRef From, BlockRef To) : HeadOutcome;

    /// <summary>A lower head that is, or that lies too deep not to be taken for, an ancestor of ours: an endpoint lags. Ours is kept.</summary>
    public sealed record WentBack(BlockRef Offered, BlockRef Kept) : HeadOutcome;

    /// <summary>The offered head is not on the branch of the finalized block that was offered with it. The finalized branch is kept.</summary>
    public sealed record OffFinalized(BlockRef Offered, BlockRef Finalized) : HeadOutcome;

    /// <summary>More unfinalized blocks than are kept; nothing was changed. Until finality moves the chain cannot be followed.</summary>
    public sealed record WindowOverflow(ulong Length, int Limit) : HeadOutcome;

    /// <summary>A block names a parent of another height than the one below its own; nothing was changed.</summary>
    public sealed record Unlinked(BlockRef Child, BlockRef Parent) : HeadOutcome;

    /// <summary>A finalized block changed. The tracker says only this until <see cref="HeadTracker.Reset"/>.</summary>
    public sealed record Faulted(FinalizedChanged Fault) : HeadOutcome;
}

/// <summary>What became of an offered finalized block.</summary>
public abstract record FinalityOutcome
{
    private FinalityOutcome()
    {
    }

    public sealed record Unchanged : FinalityOutcome;

    /// <param name="Blocks">Blocks that are final now and were not before, in order; the last one is the view's finalized block.</param>
    public sealed record Advanced(IReadOnlyList<BlockRef> Blocks) : FinalityOutcome;

    /// <summary>Older than the one that is known; refused.</summary>
    public sealed record Stale(BlockRef Offered, BlockRef Kept) : FinalityOutcome;
}

/// <summary>A chain's fault: what was final is not. Of that chain nothing more can be attested until an operator has looked.</summary>
/// <param name="Number">The height.</param>
/// <param name="Ours">What was seen as finalized there.</param>
/// <param name="Theirs">What stands there now.</param>
public sealed record FinalizedChanged(ulong Number, Hash256 Ours, Hash256 Theirs);
