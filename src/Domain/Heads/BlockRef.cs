namespace CrossChainOracle.Domain.Heads;

/// <summary>A block by its place: enough to link it to others.</summary>
/// <param name="Number">Its height.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Parent">The hash of the block before it.</param>
/// <param name="Timestamp">What the block says of its time, Unix milliseconds.</param>
public readonly record struct BlockRef(ulong Number, Hash256 Hash, Hash256 Parent, long Timestamp)
{
    public override string ToString() => $"block {Number} {Hash}";
}

/// <summary>What is seen of a chain at one moment.</summary>
/// <param name="Head">The newest block.</param>
/// <param name="Safe">The newest block that the chain calls safe; the finalized one where it has no such notion.</param>
/// <param name="Finalized">The newest finalized block; the head itself on chains where a block is final at once.</param>
/// <param name="Known">Blocks by their hash that may be needed to link these to what was seen before; more than needed do no harm.</param>
public sealed record HeadOffer(BlockRef Head, BlockRef Safe, BlockRef Finalized, IReadOnlyDictionary<Hash256, BlockRef> Known);

/// <summary>How far the stages of a chain are behind, by the blocks' own timestamps against a clock; negative milliseconds are of a block ahead of that clock.</summary>
/// <param name="HeadAgeMs">Clock minus the head's time.</param>
/// <param name="SafeBlocks">Blocks from the safe one to the head.</param>
/// <param name="SafeMs">Clock minus the safe block's time.</param>
/// <param name="FinalizedBlocks">Blocks from the finalized one to the head.</param>
/// <param name="FinalizedMs">Clock minus the finalized block's time.</param>
public readonly record struct ChainLags(long HeadAgeMs, ulong SafeBlocks, long SafeMs, ulong FinalizedBlocks, long FinalizedMs);
