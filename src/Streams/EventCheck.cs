using CrossChainOracle.Storage;

namespace CrossChainOracle.Streams;

/// <summary>What may be published and how consumer groups may be called.</summary>
internal static class EventCheck
{
    /// <summary>Null: every event may be published.</summary>
    public static PublishOutcome? Refuse(IReadOnlyList<StreamEvent> events)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (Refuse(events[i], i) is { } refusal) return refusal;
        }

        return null;
    }

    public static string? RefuseText(string text) => FieldWriter.TextSize(text) switch
    {
        null => "half a surrogate pair",
        > StreamLimits.MaxTextBytes and var size => $"{size} bytes, allowed are {StreamLimits.MaxTextBytes}",
        _ => null,
    };

    private static PublishOutcome? Refuse(StreamEvent e, int index)
    {
        if (e.Properties.Count > StreamLimits.MaxProperties)
        {
            return new PublishOutcome.Invalid(index, "properties", $"{e.Properties.Count}, allowed are {StreamLimits.MaxProperties}");
        }

        var texts = e.Properties.SelectMany(property => new[] { ("property name", property.Key), ("property value", property.Value) })
            .Prepend(("content type", e.ContentType)).Prepend(("partition key", e.PartitionKey));
        long bytes = e.Body.Length;
        foreach (var (field, text) in texts)
        {
            if (RefuseText(text) is { } reason) return new PublishOutcome.Invalid(index, field, reason);
            bytes += FieldWriter.TextSize(text)!.Value;
        }

        return bytes > StreamLimits.MaxEventBytes ? new PublishOutcome.EventTooLarge(index, bytes, StreamLimits.MaxEventBytes) : null;
    }
}
