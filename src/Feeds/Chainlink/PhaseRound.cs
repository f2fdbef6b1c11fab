namespace CrossChainOracle.Feeds.Chainlink;

/// <summary>A proxy's round id taken apart: which aggregator stood behind the proxy, and that aggregator's own round (EACAggregatorProxy: phase &lt;&lt; 64 | round).</summary>
/// <remarks>
/// Ids of one phase are consecutive. From one phase to the next they jump by about 2^64, and the new aggregator's rounds start wherever it stands: the id
/// before a phase's first round is no round. The default value is round 0, which no aggregator has.
/// </remarks>
/// <param name="Phase">1 for the first aggregator; 0 where an aggregator is read without a proxy.</param>
/// <param name="Round">The aggregator's round, from 1.</param>
public readonly record struct PhaseRound(ushort Phase, ulong Round)
{
    /// <summary>Takes the lower 80 bits apart.</summary>
    public static PhaseRound FromId(UInt128 id) => new((ushort)((id >> 64) & ushort.MaxValue), (ulong)(id & ulong.MaxValue));

    public UInt128 ToId() => ((UInt128)Phase << 64) | Round;

    /// <summary>The round before in the same phase; false at the phase's first round, where only the aggregator of the phase before could go on.</summary>
    public bool TryPrevious(out PhaseRound previous)
    {
        previous = Round > 1 ? this with { Round = Round - 1 } : default;
        return Round > 1;
    }

    public override string ToString() => $"phase {Phase} round {Round}";
}
