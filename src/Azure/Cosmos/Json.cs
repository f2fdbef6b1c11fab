using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Azure.Cosmos;

/// <summary>What all items have in common: id, partition key (in the field <c>shard</c>) and the version of this layout. The service adds fields of its own, which nobody reads.</summary>
internal static class Json
{
    public const int Version = 1;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    public static byte[] Write(string id, string partition, Action<Utf8JsonWriter> fields)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WriteString("shard", partition);
            writer.WriteNumber("version", Version);
            fields(writer);
            writer.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Null with the reason when it is not a whole item of this id, partition and version. Never throws.</summary>
    /// <param name="fields">Null when a field is missing or is not what it should be.</param>
    public static T? Read<T>(ReadOnlyMemory<byte> json, string id, string partition, out string? fault, Func<JsonElement, T?> fields)
        where T : class
    {
        T? value = null;
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            var root = document.RootElement;
            fault = root.ValueKind != JsonValueKind.Object ? "not an object"
                : !Is(root, "id", id) ? "another id"
                : !Is(root, "shard", partition) ? "another shard"
                : !root.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) ? "no version"
                : number != Version ? $"version {number}, known is {Version}"
                : (value = fields(root)) is null ? "a field is missing or is not what it should be"
                : null;
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text that is not UTF-16 once its escapes are read.
            (value, fault) = (null, "not JSON");
        }

        return value;
    }

    public static Hash256? Hash(JsonElement item, string property) =>
        item.TryGetProperty(property, out var text) && text.ValueKind == JsonValueKind.String && Hash256.TryParse(text.GetString(), out var hash) ? hash : null;

    private static bool Is(JsonElement item, string property, string text) =>
        item.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(text);
}
