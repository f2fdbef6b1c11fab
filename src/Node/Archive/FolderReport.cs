namespace CrossChainOracle.Node.Archive;

/// <summary>What the verification of a data folder found.</summary>
public sealed record FolderReport
{
    public string Deployment { get; init; } = string.Empty;

    /// <summary>Null: not sealed.</summary>
    public bool? SealHolds { get; init; }

    public IReadOnlyList<ShardReport> Shards { get; init; } = [];

    public long StreamEvents { get; init; }

    /// <summary>Each names the batch or the file; empty when everything holds.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Worth knowing, but no fault: a torn tail that the next start will cut.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public bool Holds => Problems.Count == 0;
}

/// <param name="Batches">Signed and verified.</param>
/// <param name="Recomputed">Of those, recomputed from policy, state and round to the same bytes.</param>
/// <param name="Pending">Reserved without signatures: at most the last one.</param>
public sealed record ShardReport(string Shard, ulong Batches, ulong Recomputed, ulong Pending, ulong Prices, ulong Gaps, long From, long To);
