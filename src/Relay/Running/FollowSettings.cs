namespace CrossChainOracle.Relay.Running;

/// <summary>What a relayer that follows a node's stream by itself is told.</summary>
/// <param name="Stream">A node's <c>/v1/stream</c>.</param>
/// <param name="Folder">Of this chain alone: the journal, and the place in the stream.</param>
public sealed record FollowSettings(Uri Stream, string Folder)
{
    /// <summary>A step is made at least this often, whatever arrives.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Between the end of a step and the next one, at least: what arrives meanwhile is taken together.</summary>
    public TimeSpan Spacing { get; init; } = TimeSpan.FromMilliseconds(100);
}
