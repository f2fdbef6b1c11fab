using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Pyth;

namespace CrossChainOracle.Feeds.Pyth;

/// <summary>The signed updates in a Hermes v2 answer, or in one event of its stream.</summary>
/// <remarks>Only <c>binary</c> is read. <c>parsed</c> is what the server says that the binary says, and nobody signed it.</remarks>
public static class Parser
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    /// <param name="json">UTF-8.</param>
    /// <param name="updates">PNAU bytes, not verified.</param>
    /// <param name="fault">What is wrong with the answer.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> json, [NotNullWhen(true)] out IReadOnlyList<byte[]>? updates, [NotNullWhen(false)] out Fault? fault)
    {
        updates = null;
        if (json.Length > Limits.MaximumAnswerBytes)
        {
            fault = new(RejectionCode.Oversized, $"an answer of {json.Length} bytes, more than {Limits.MaximumAnswerBytes}");
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return TryRead(document.RootElement, out updates, out fault);
        }
        catch (JsonException exception)
        {
            return Refuse($"no JSON at line {exception.LineNumber}, byte {exception.BytePositionInLine}", out fault);
        }
        catch (InvalidOperationException)
        {
            return Refuse("a text that is no UTF-8", out fault);
        }
    }

    private static bool TryRead(JsonElement root, [NotNullWhen(true)] out IReadOnlyList<byte[]>? updates, [NotNullWhen(false)] out Fault? fault)
    {
        updates = null;
        fault = null;
        if (!TryGet(root, "binary", JsonValueKind.Object, out var binary)) return Refuse("no binary", out fault);
        if (!TryGet(binary, "encoding", JsonValueKind.String, out var encoding)) return Refuse("no binary.encoding", out fault);
        if (!TryGet(binary, "data", JsonValueKind.Array, out var data)) return Refuse("no binary.data", out fault);
        var isHex = encoding.ValueEquals("hex"u8);
        if (!isHex && !encoding.ValueEquals("base64"u8)) return Refuse("binary.encoding is neither hex nor base64", out fault);
        var count = data.GetArrayLength();
        if (count > Limits.MaximumUpdates)
        {
            fault = new(RejectionCode.Oversized, $"{count} updates in one answer, more than {Limits.MaximumUpdates}");
            return false;
        }

        var read = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            if (!TryDecode(data[i], isHex, out var bytes)) return Refuse($"binary.data[{i}] is not {(isHex ? "hex" : "base64")}", out fault);
            if (bytes.Length > PythUpdate.MaximumSize)
            {
                fault = new(RejectionCode.Oversized, $"binary.data[{i}] has {bytes.Length} bytes, more than {PythUpdate.MaximumSize}");
                return false;
            }

            read[i] = bytes;
        }

        updates = read;
        return true;
    }

    private static bool TryDecode(JsonElement text, bool isHex, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        return text.ValueKind == JsonValueKind.String && (isHex ? Hex.TryDecode(text.GetString(), out bytes) : text.TryGetBytesFromBase64(out bytes));
    }

    private static bool TryGet(JsonElement value, string name, JsonValueKind kind, out JsonElement found)
    {
        found = default;
        return value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out found) && found.ValueKind == kind;
    }

    private static bool Refuse(string problem, out Fault fault)
    {
        fault = new(RejectionCode.Malformed, problem);
        return false;
    }
}
