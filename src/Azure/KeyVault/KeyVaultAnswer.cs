using System.Buffers.Text;
using System.Net;
using System.Text.Json;
using CrossChainOracle.Azure.Rest;

namespace CrossChainOracle.Azure.KeyVault;

/// <summary>An answer of the vault: its status, and of a body of JSON the fields that we know.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">The error's code, where there is one.</param>
/// <param name="Body">The whole body of a success; null where it is no JSON object.</param>
internal sealed record KeyVaultAnswer(HttpStatusCode Status, string? Code, JsonElement? Body)
{
    /// <summary>Longer ones are not read: a signature's answer has a few hundred bytes, a key's a few thousand at most.</summary>
    private const int MaximumBytes = 64 * 1024;

    /// <exception cref="IOException">The answer broke off.</exception>
    /// <exception cref="InvalidDataException">It is longer than any answer.</exception>
    public static async ValueTask<KeyVaultAnswer> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var bytes = await BoundedBody.ReadAsync(response.Content, MaximumBytes, ct).ConfigureAwait(false) ?? throw new InvalidDataException("too long");
        var body = Parse(bytes);
        var error = body is { } json && json.TryGetProperty("error", out var found) ? found : default;
        return new(response.StatusCode, ErrorCode.Clean(Text(error, "code")), body);
    }

    /// <summary>A text field of an object; null where there is none.</summary>
    public static string? Text(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String && IsText(field, out var text) ? text : null;

    /// <summary>The bytes of a base64url field (RFC 4648, section 5, no padding); null where it is none or longer than any of ours.</summary>
    public static byte[]? Bytes(JsonElement? json, string name)
    {
        if (Text(json, name) is not { Length: <= 1_024 } text || !Base64Url.IsValid(text)) return null;
        return Base64Url.DecodeFromChars(text);
    }

    private static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Escapes that make half a character are found only when the text is asked for.
    private static bool IsText(JsonElement field, out string? text)
    {
        try
        {
            text = field.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            text = null;
            return false;
        }
    }
}
