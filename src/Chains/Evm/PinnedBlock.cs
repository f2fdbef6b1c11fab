using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Evm;

/// <summary>The block that all values of one look are read at.</summary>
/// <param name="Number">Its height.</param>
/// <param name="Hash">Its hash, which is what reads are pinned by (EIP-1898).</param>
/// <param name="Timestamp">Its time, Unix milliseconds.</param>
public readonly record struct PinnedBlock(ulong Number, Hash256 Hash, long Timestamp)
{
    public override string ToString() => $"block {Number} {Hash}";
}

/// <summary>Which block is asked for (Ethereum JSON-RPC block tags).</summary>
public enum BlockTag
{
    Latest = 0,
    Safe = 1,
    Finalized = 2,
}

public static class BlockTags
{
    public static string ToText(this BlockTag tag) => tag switch
    {
        BlockTag.Latest => "latest",
        BlockTag.Safe => "safe",
        BlockTag.Finalized => "finalized",
        _ => throw new ArgumentOutOfRangeException(nameof(tag), tag, null),
    };

    /// <summary>How final a fact of that block is.</summary>
    public static Stage ToStage(this BlockTag tag) => tag switch
    {
        BlockTag.Latest => Stage.Seen,
        BlockTag.Safe => Stage.Safe,
        BlockTag.Finalized => Stage.Finalized,
        _ => throw new ArgumentOutOfRangeException(nameof(tag), tag, null),
    };
}
