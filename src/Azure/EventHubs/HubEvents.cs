using System.Globalization;
using Azure.Messaging.EventHubs;
using CrossChainOracle.Streams;
using CrossChainOracle.Streams.Cloud;

namespace CrossChainOracle.Azure.EventHubs;

/// <summary>What a delivered event is for its consumer.</summary>
public abstract record HubEventOutcome
{
    private HubEventOutcome() { }

    /// <summary>Whole, its body with the digest that the event claims.</summary>
    public sealed record Opened(StoredEvent Event) : HubEventOutcome;

    /// <summary>Not an event of ours: a dead letter.</summary>
    public sealed record Malformed(string Reason) : HubEventOutcome;

    /// <param name="Retry">False: asking again does not help, the event is a dead letter.</param>
    public sealed record Failed(string Reason, bool Retry) : HubEventOutcome;
}

/// <summary>Between the SDK's events and ours. Thread-safe.</summary>
public sealed class HubEvents(IBodyStore bodies)
{
    /// <summary>The event with its body, wherever that lies. Never throws for what was delivered.</summary>
    /// <param name="partitionId">Where it came from; the event does not say.</param>
    public async ValueTask<HubEventOutcome> OpenAsync(EventData data, string partitionId, CancellationToken ct)
    {
        if (!int.TryParse(partitionId, NumberStyles.None, CultureInfo.InvariantCulture, out var partition)) return new HubEventOutcome.Malformed("the partition id is no number");
        var opening = HubEnvelope.Open(ToDelivery(data, partition));
        if (opening is HubOpening.Claimed claimed)
        {
            switch (await bodies.GetAsync(claimed.Digest, claimed.Length, ct).ConfigureAwait(false))
            {
                case BodyOutcome.Found found:
                    opening = HubEnvelope.Redeem(claimed, found.Body);
                    break;
                case BodyOutcome.Lost lost:
                    return new HubEventOutcome.Failed($"body {claimed.Digest}: {lost.Reason}", Retry: false);
                case BodyOutcome.Failed failed:
                    return new HubEventOutcome.Failed($"body {claimed.Digest}: {failed.Reason}", Retry: true);
                case var other:
                    throw new InvalidOperationException($"No such case: {other}");
            }
        }

        return opening switch
        {
            HubOpening.Whole whole => new HubEventOutcome.Opened(whole.Event),
            HubOpening.Malformed malformed => new HubEventOutcome.Malformed(malformed.Reason),
            var other => throw new InvalidOperationException($"No such case: {other}"),
        };
    }

    internal static string IdOf(int partition) => partition.ToString(CultureInfo.InvariantCulture);

    internal static EventData ToData(HubEvent e)
    {
        var data = new EventData(e.Body) { ContentType = e.ContentType, MessageId = e.Id };
        foreach (var (name, value) in e.Properties) data.Properties[name] = value;
        return data;
    }

    /// <summary>Without the framing, which only the SDK knows.</summary>
    internal static long SizeOf(HubEvent e) =>
        e.Body.Length + e.Properties.Sum(static property => (long)System.Text.Encoding.UTF8.GetByteCount(property.Key) + System.Text.Encoding.UTF8.GetByteCount(property.Value));

    private static HubDelivery ToDelivery(EventData data, int partition) => new(
        partition,
        data.SequenceNumber,
        data.OffsetString,
        data.EnqueuedTime.ToUnixTimeMilliseconds(),
        data.ContentType,
        data.EventBody.ToMemory(),
        // Tracing and brokers add properties of other types; none of ours is one.
        data.Properties.Where(static property => property.Value is string).ToDictionary(static property => property.Key, static property => (string)property.Value, StringComparer.Ordinal));
}
