namespace CrossChainOracle.Domain;

/// <summary>By what rules the attester set of a deployment is followed by the next. Its digest stays the same from the first rotation to the last.</summary>
/// <param name="Shard">Whose batches are rotations.</param>
/// <param name="MaximumLateMs">How far a set's <see cref="AttesterSet.ValidFrom"/> may lie before the rotation was observed, 0 to <see cref="AttesterSet.MaximumGraceMs"/> milliseconds.</param>
/// <param name="MinimumTermMs">How long a set must at least be able to sign, milliseconds: a set of minutes would leave nobody to name the one after it.</param>
/// <param name="First">The set that the deployment began with.</param>
public sealed record RotationPolicy(ShardId Shard, long MaximumLateMs, long MinimumTermMs, AttesterSet First)
{
    /// <summary>A minute: between naming the time and observing the round lies the operator's command, no more.</summary>
    public const long DefaultMaximumLateMs = 60_000;

    /// <summary>A day.</summary>
    public const long DefaultMinimumTermMs = 86_400_000;

    /// <summary>The rule that it breaks, or null.</summary>
    public string? Problem()
    {
        if (MaximumLateMs is < 0 or > AttesterSet.MaximumGraceMs) return $"late must be 0 to {AttesterSet.MaximumGraceMs} ms, not {MaximumLateMs}";
        if (MinimumTermMs is < 1 or > PolicyRules.MaximumDurationMs) return $"term must be 1 to {PolicyRules.MaximumDurationMs} ms, not {MinimumTermMs}";
        return First.Epoch == AttesterSet.RecoveryEpoch ? $"the first set must not have epoch {First.Epoch}, which is the recovery set's" : null;
    }
}

/// <summary>Who signs after the last rotation.</summary>
/// <param name="Shard">Whose state.</param>
/// <param name="NextSequence">The sequence number of the next rotation.</param>
/// <param name="ObservedAt">When the last one was observed; before the first, when the shard was started. Unix milliseconds.</param>
/// <param name="Current">The set that the last one named; before the first, the deployment's first.</param>
public sealed record RotationState(ShardId Shard, ulong NextSequence, long ObservedAt, AttesterSet Current);

/// <summary>The set that is to sign next, whole.</summary>
public sealed record RotationRound : RoundHeader
{
    public required AttesterSet Next { get; init; }
}
