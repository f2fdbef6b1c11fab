using System.Text.Json;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Evm;

/// <summary>Reads JSON-RPC 2.0 responses (specification sections 5 and 6) from untrusted bytes; never throws for them.</summary>
public static class JsonRpcParser
{
    /// <summary>Longest text that is kept of an endpoint's error.</summary>
    public const int MaximumMessage = 160;

    /// <summary>Longest data that is kept of an endpoint's error: a revert with 15 operands.</summary>
    public const int MaximumData = 1_024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>The answer to the one call that was sent under <paramref name="id"/>.</summary>
    public static JsonRpcAnswer Parse(ReadOnlyMemory<byte> body, long id, Endpoint endpoint)
    {
        using var document = Open(body, out var failure);
        if (document is null) return failure!;
        return Read(document.RootElement, endpoint, out var answeredId) is var answer && Matches(answer, answeredId, id)
            ? answer
            : Malformed($"answer is for id {Show(answeredId)}, {id} was asked");
    }

    /// <summary>The answers to a batch whose calls had the ids <paramref name="firstId"/> and following, in the order of the calls; the endpoint may answer in any.</summary>
    public static IReadOnlyList<JsonRpcAnswer> ParseBatch(ReadOnlyMemory<byte> body, long firstId, int count, Endpoint endpoint)
    {
        var answers = new JsonRpcAnswer[count];
        using var document = Open(body, out var failure);
        if (document is null)
        {
            Array.Fill(answers, failure!);
            return answers;
        }

        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Array)
        {
            // A batch that is refused as a whole is answered with a single error object.
            var whole = Read(root, endpoint, out _);
            Array.Fill(answers, whole is JsonRpcAnswer.Ok ? Malformed("a batch was answered with a single result") : whole);
            return answers;
        }

        foreach (var element in root.EnumerateArray())
        {
            var answer = Read(element, endpoint, out var answeredId);
            if (answeredId is not { } id || id < firstId || id >= firstId + count) continue;
            ref var slot = ref answers[(int)(id - firstId)];
            slot = slot is null ? answer : Malformed($"id {id} is answered twice");
        }

        for (var i = 0; i < count; i++) answers[i] ??= Malformed($"id {firstId + i} is not answered");
        return answers;
    }

    private static JsonDocument? Open(ReadOnlyMemory<byte> body, out JsonRpcAnswer? failure)
    {
        failure = null;
        try
        {
            return JsonDocument.Parse(body, Strict);
        }
        catch (JsonException cause)
        {
            failure = Malformed($"not JSON at byte {cause.BytePositionInLine} of line {cause.LineNumber}, {body.Length} bytes in all");
            return null;
        }
        catch (InvalidOperationException)
        {
            // What the platform throws, while it looks for duplicates, at a name with half of an escaped surrogate pair.
            failure = Malformed($"a name is no text, {body.Length} bytes in all");
            return null;
        }
    }

    private static JsonRpcAnswer Read(JsonElement answer, Endpoint endpoint, out long? id)
    {
        id = null;
        if (answer.ValueKind != JsonValueKind.Object) return Malformed($"answer is a JSON {answer.ValueKind}, not an object");
        if (answer.TryGetProperty("id", out var idElement) && idElement.ValueKind == JsonValueKind.Number && idElement.TryGetInt64(out var number)) id = number;
        if (!answer.TryGetProperty("jsonrpc", out var version) || Text(version) != "2.0") return Malformed("answer is not marked jsonrpc 2.0");
        var hasResult = answer.TryGetProperty("result", out var result);
        if (answer.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null)
        {
            return hasResult && result.ValueKind != JsonValueKind.Null ? Malformed("answer has both a result and an error") : ReadError(error, endpoint);
        }

        return hasResult ? new JsonRpcAnswer.Ok(result.Clone()) : Malformed("answer has neither result nor error");
    }

    private static JsonRpcAnswer ReadError(JsonElement error, Endpoint endpoint)
    {
        if (error.ValueKind != JsonValueKind.Object
            || !error.TryGetProperty("code", out var code) || code.ValueKind != JsonValueKind.Number || !code.TryGetInt64(out var number))
        {
            return Malformed("error has no code");
        }

        var message = error.TryGetProperty("message", out var text) ? Text(text) : null;
        var data = error.TryGetProperty("data", out var details) ? Text(details) : null;
        return new JsonRpcAnswer.RpcError(number, endpoint.Scrub(message ?? string.Empty, MaximumMessage), data is null ? null : endpoint.Scrub(data, MaximumData));
    }

    // The specification answers a request whose id could not be read with id null; that can only be an error.
    private static bool Matches(JsonRpcAnswer answer, long? answeredId, long id) =>
        answeredId == id || (answeredId is null && answer is not JsonRpcAnswer.Ok);

    /// <summary>A JSON string; null for other kinds and for strings that are no valid UTF-16, such as a lone escaped surrogate.</summary>
    public static string? Text(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String) return null;
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Show(long? id) => id?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none";

    private static JsonRpcAnswer.Failed Malformed(string detail) => new(RejectionCode.Malformed, detail);
}
