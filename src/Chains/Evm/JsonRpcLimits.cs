namespace CrossChainOracle.Chains.Evm;

/// <summary>What one endpoint may cost.</summary>
public sealed record JsonRpcLimits
{
    /// <summary>From sending a request to the last byte of its answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Largest body that is read. The answer about 1,000 feeds has about 0.8 MB.</summary>
    public int MaximumResponseBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Several calls in one HTTP request (JSON-RPC 2.0 section 6). Off: many nodes refuse batches or count them against the caller.</summary>
    public bool Batch { get; init; }

    /// <summary>Every rule that the limits break; empty when they are sound.</summary>
    public IEnumerable<string> Problems()
    {
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromMinutes(1)) yield return $"timeout: above 0 and at most 1 minute, not {Timeout}";
        if (MaximumResponseBytes is < 4_096 or > 256 * 1024 * 1024) yield return $"maximumResponseBytes: 4096 to 268435456, not {MaximumResponseBytes}";
    }
}
