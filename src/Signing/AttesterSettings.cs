using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Signing;

/// <summary>Verifies a round's evidence again, such as Pyth's signed updates behind its authenticated observations.</summary>
/// <returns>The first thing wrong, or null.</returns>
public delegate Refusal? EvidenceCheck(Round round, ShardPolicy policy, long nowMs);

/// <summary>What one attester accepts.</summary>
public sealed record AttesterSettings
{
    /// <summary>Most inputs of a round: every route of the largest policy once, and one more for each feed. Less than 65,536, which a gap's causes must stay below.</summary>
    public const int MaximumInputs = PolicyRules.MaximumFeeds * (PolicyRules.MaximumRoutes + 1);

    /// <summary>How far the coordinator's clock may be ahead of ours.</summary>
    public const long DefaultMaximumAheadMs = 5_000;

    /// <summary>366 days. Wide on purpose: a reserved batch is signed however long the outage was, else its shard never moves on; consumers judge its age.</summary>
    public const long DefaultMaximumBehindMs = PolicyRules.MaximumDurationMs;

    /// <summary>The deployment.</summary>
    public required SigningDomain Domain { get; init; }

    /// <summary>Policies that rounds may name.</summary>
    public required IReadOnlyList<ShardPolicy> Policies { get; init; }

    /// <summary>Attester sets that batches may name, each epoch once.</summary>
    public required IReadOnlyList<AttesterSet> Sets { get; init; }

    public required EvidenceCheck CheckEvidence { get; init; }

    /// <summary>Milliseconds by which a round's observation time may lie ahead of this attester's clock.</summary>
    public long MaximumAheadMs { get; init; } = DefaultMaximumAheadMs;

    /// <summary>… and behind it.</summary>
    public long MaximumBehindMs { get; init; } = DefaultMaximumBehindMs;
}
