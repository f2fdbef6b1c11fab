using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;

namespace CrossChainOracle.Signing;

/// <summary>What one attester accepts.</summary>
public sealed record AttesterSettings
{
    /// <summary>How far the coordinator's clock may be ahead of ours.</summary>
    public const long DefaultMaximumAheadMs = 5_000;

    /// <summary>366 days. Wide on purpose: a reserved batch is signed however long the outage was, else its shard never moves on; consumers judge its age.</summary>
    public const long DefaultMaximumBehindMs = PolicyRules.MaximumDurationMs;

    /// <summary>The deployment.</summary>
    public required SigningDomain Domain { get; init; }

    /// <summary>The rules of the policies that rounds may name.</summary>
    public required IReadOnlyList<IShardRules> Rules { get; init; }

    /// <summary>Attester sets that batches may name, each epoch once.</summary>
    public required IReadOnlyList<AttesterSet> Sets { get; init; }

    /// <summary>Milliseconds by which a round's observation time may lie ahead of this attester's clock.</summary>
    public long MaximumAheadMs { get; init; } = DefaultMaximumAheadMs;

    /// <summary>… and behind it.</summary>
    public long MaximumBehindMs { get; init; } = DefaultMaximumBehindMs;
}
