using System.Net;
using System.Text.Json;

namespace CrossChainOracle.Node.Tests.Kit;

internal static class Json
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>One JSON document and nothing else, no member twice.</summary>
    public static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(text, Strict);
        return document.RootElement.Clone();
    }

    /// <summary>The answer to a GET, whatever its status.</summary>
    public static async Task<(HttpStatusCode Status, string? Type, JsonElement Body)> AskAsync(this RunningNode node, string path)
    {
        using var response = await node.Http.GetAsync(node.Url(path));
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, Parse(await response.Content.ReadAsStringAsync()));
    }

    /// <summary>An RFC 9457 answer; gives its detail.</summary>
    public static async Task<string> RefusalAsync(this RunningNode node, string path, HttpStatusCode expected)
    {
        var (status, type, body) = await node.AskAsync(path);
        Assert.Equal((expected, "application/problem+json"), (status, type));
        Assert.Equal((int)expected, body.GetProperty("status").GetInt32());
        return body.TryGetProperty("detail", out var detail) ? detail.GetString()! : "";
    }

    public static byte[] Bytes(this JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!.AsSpan(2));

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
