using CrossChainOracle.Pipeline;
using CrossChainOracle.Streams;

namespace CrossChainOracle.CrashNode;

/// <summary>Two subscribers: one keeps its place in the stream's checkpoints, the other was told from outside where it had come to.</summary>
public sealed class Subscriptions(IEventStream stream, Reporter reporter)
{
    private const string Group = "margin";

    private volatile string? _cursor;

    /// <summary>Says G for each event and stores the checkpoint afterwards, so that a kill between the two repeats the event.</summary>
    public async Task FollowGroupAsync(CancellationToken ct)
    {
        var checkpoint = stream.Checkpoint(Group, 0);
        await foreach (var stored in stream.Read(0, From(checkpoint), follow: true, ct).OrThrow())
        {
            Say("G", stored);
            if (await stream.CheckpointAsync(Group, 0, stored.Offset, CancellationToken.None) is not CheckpointOutcome.Stored) reporter.Say("! checkpoint");
        }
    }

    /// <summary>Says C for each event beyond the cursor.</summary>
    public async Task FollowCursorAsync(string? cursor, CancellationToken ct)
    {
        await foreach (var stored in stream.Read(0, From(cursor), follow: true, ct).OrThrow())
        {
            Say("C", stored);
            _cursor = stored.Offset;
        }
    }

    /// <summary>Returns when both have seen what there is.</summary>
    public async Task CatchUpAsync()
    {
        while (_cursor != stream.LastOffset(0) || stream.Checkpoint(Group, 0) != stream.LastOffset(0)) await Task.Delay(1);
    }

    private static StreamPosition From(string? offset) => offset is null ? StreamPosition.Earliest : StreamPosition.After(offset);

    private void Say(string kind, StoredEvent stored) =>
        reporter.Say($"{kind} {stored.Properties[PublishedStream.SequenceProperty]} {stored.Properties[PublishedStream.DigestProperty]} {stored.Offset}");
}
