using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Feeds.Pyth;

namespace CrossChainOracle.Node.Commands;

/// <summary>The signed messages in a file: raw bytes, hex, a Hermes v2 answer or stream event, or a JSON object with the message under <c>hex</c>.</summary>
internal static class RecordedFile
{
    public static IReadOnlyList<ReadOnlyMemory<byte>> Messages(byte[] content, out string? problem)
    {
        problem = null;
        if (content.AsSpan().StartsWith("PNAU"u8)) return [content];
        var text = System.Text.Encoding.UTF8.GetString(content).Trim();
        if (text.StartsWith("data:", StringComparison.Ordinal)) text = text["data:".Length..].Trim();
        if (text.StartsWith('{')) return FromJson(text, out problem);
        if (Hex.TryDecode(text, out byte[]? bytes) && bytes.Length > 0) return [bytes];
        problem = "neither hex nor a Hermes answer";
        return [];
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>> FromJson(string text, out string? problem)
    {
        problem = null;
        if (HexMember(text) is { } message) return [message];
        if (Parser.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var updates, out var fault)) return [.. updates.Select(update => (ReadOnlyMemory<byte>)update)];
        problem = $"{fault.Code}: {fault.Detail}";
        return [];
    }

    private static byte[]? HexMember(string text)
    {
        using var json = StrictJson.Parse(System.Text.Encoding.UTF8.GetBytes(text), out _);
        var found = json?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("hex", out var hex) && hex.ValueKind == JsonValueKind.String ? hex.GetString() : null;
        return Hex.TryDecode(found, out byte[]? bytes) ? bytes : null;
    }
}
