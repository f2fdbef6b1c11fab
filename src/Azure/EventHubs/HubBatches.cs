using Azure.Messaging.EventHubs;

namespace CrossChainOracle.Azure.EventHubs;

/// <summary>An event and where it stood in its hub.</summary>
/// <param name="Outcome">Never one that asks to be tried again.</param>
public sealed record HubArrival(string PartitionId, long SequenceNumber, string Offset, HubEventOutcome Outcome);

/// <summary>Deals with the events of a partition one after the other; nothing is passed over.</summary>
/// <param name="deal">Null: dealt with, durably. Otherwise why not: it is given the same event again after a pause, and the partition stands still meanwhile.</param>
/// <param name="trouble">Hears why a partition stands still, each time it is tried again.</param>
public sealed class HubBatches(HubEvents events, Func<HubArrival, CancellationToken, ValueTask<string?>> deal, Action<string> trouble, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <returns>The last event, up to which the place in the partition may move on; null where there was none.</returns>
    /// <exception cref="OperationCanceledException">Some may have been dealt with; all come again.</exception>
    public async ValueTask<EventData?> RunAsync(IEnumerable<EventData> batch, string partitionId, CancellationToken ct)
    {
        EventData? last = null;
        foreach (var data in batch)
        {
            var pause = FirstPause;
            while (await TryAsync(data, partitionId, ct).ConfigureAwait(false) is { } problem)
            {
                trouble($"partition {partitionId}, event {data.SequenceNumber}: {problem}");
                await Task.Delay(pause, time, ct).ConfigureAwait(false);
                pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
            }

            last = data;
        }

        return last;
    }

    private async ValueTask<string?> TryAsync(EventData data, string partitionId, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var outcome = await events.OpenAsync(data, partitionId, ct).ConfigureAwait(false);
        return outcome is HubEventOutcome.Failed { Retry: true } failed
            ? failed.Reason
            : await deal(new(partitionId, data.SequenceNumber, data.OffsetString ?? string.Empty, outcome), ct).ConfigureAwait(false);
    }
}
