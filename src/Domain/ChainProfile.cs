namespace CrossChainOracle.Domain;

/// <summary>Who says that a block is final, and how. Numbers stand in signed bytes.</summary>
public enum FinalityKind : byte
{
    /// <summary>Ethereum's checkpoints: the tags latest, safe (justified) and finalized.</summary>
    EthereumPos = 1,

    /// <summary>An L2: latest is confirmed by its sequencer, safe is derived from data on L1, finalized is derived from finalized L1 blocks.</summary>
    Rollup = 2,

    /// <summary>Solana's commitments: processed, confirmed (two thirds voted), finalized (rooted).</summary>
    Solana = 3,

    /// <summary>A CometBFT commit: a block that can be read is final.</summary>
    CometBft = 4,

    /// <summary>A HyperBFT commit: a block that can be read is final, but public endpoints do not prove it.</summary>
    HyperBft = 5,

    /// <summary>Another consensus whose nodes answer the tags safe and finalized themselves: milestones, fast finality, accepted blocks.</summary>
    NodeTags = 6,
}

/// <summary>What an operator decided about one chain. Durations in milliseconds. Ranges are enforced by <see cref="ChainProfileRules"/>.</summary>
public sealed record ChainProfile
{
    public required ChainId Chain { get; init; }

    public required PinKind Pin { get; init; }

    public required FinalityKind Finality { get; init; }

    /// <summary>Blocks on top of a fact's block after which it is <see cref="Stage.Confirmed"/>.</summary>
    public required int ConfirmedDepth { get; init; }

    /// <summary>A statement below <see cref="Stage.Finalized"/> is valid no longer than this.</summary>
    public required long UnfinalizedTtlMs { get; init; }

    /// <summary>A finalized statement is valid no longer than this without a chain status that extends it.</summary>
    public required long FinalizedValidForMs { get; init; }

    /// <summary>Unchanged statements are repeated within this.</summary>
    public required long HeartbeatMs { get; init; }

    /// <summary>Most unfinalized blocks that are kept. Beyond them the chain is not followed: debits could be overlooked.</summary>
    public required int MaximumWindow { get; init; }

    /// <summary>A head older than this is that of an endpoint, or a chain, that stands still.</summary>
    public required long MaximumHeadAgeMs { get; init; }

    /// <summary>Chainlink's sequencer uptime feed on an L2; null elsewhere.</summary>
    public EvmAddress? SequencerFeed { get; init; }

    /// <summary>Whether a block that can be read is final by the chain's own consensus.</summary>
    public bool IsSingleSlot => Finality is FinalityKind.CometBft or FinalityKind.HyperBft;
}
