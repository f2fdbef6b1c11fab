using System.Text.Json;

namespace CrossChainOracle.Azure.EventHubs;

/// <summary>The partition of a trigger's delivery, which the events do not say: the host puts it beside them, as JSON.</summary>
public static class TriggerPartition
{
    private const string Member = "PartitionContext";
    private const string Unknown = "0";

    /// <summary>0 where the host does not say: it is for dead letters and logs, and decides nothing.</summary>
    /// <param name="bindingData">Of <c>FunctionContext.BindingContext</c>.</param>
    public static string Of(IReadOnlyDictionary<string, object?> bindingData)
    {
        if (!bindingData.TryGetValue(Member, out var context) || context?.ToString() is not { Length: > 0 } text) return Unknown;
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("PartitionId", out var id) && id.ValueKind == JsonValueKind.String && IsNumber(id.GetString()!)
                ? id.GetString()!
                : Unknown;
        }
        catch (JsonException)
        {
            return Unknown;
        }
    }

    private static bool IsNumber(string text) => text.Length is > 0 and < 5 && text.All(char.IsAsciiDigit);
}
