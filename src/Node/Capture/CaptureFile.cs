using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Node.Capture;

/// <summary>One line of a capture: a look at a source with every answer it got, or a round that was made of what was known then.</summary>
/// <param name="Look">Null for a round.</param>
/// <param name="Round">Null for a look.</param>
public sealed record CaptureLine(CapturedLook? Look, CapturedRound? Round);

/// <param name="Route">Which reader looked.</param>
/// <param name="Reader">Its place among the readers of the configuration.</param>
/// <param name="Clock">What its clock said, in the order it was asked, Unix milliseconds.</param>
/// <param name="Exchanges">In the order they ended.</param>
public sealed record CapturedLook(string Route, int Reader, IReadOnlyList<long> Clock, IReadOnlyList<CapturedExchange> Exchanges);

/// <param name="Request">Names the request without its address: <see cref="RequestKeys"/>.</param>
/// <param name="Status">HTTP status, <see cref="NoAnswer"/> or <see cref="TooLate"/>.</param>
/// <param name="ContentType">As received; without an answer the kind of error.</param>
/// <param name="Body">Base64 of the body as received; without an answer of the error's text.</param>
public sealed record CapturedExchange(string Request, int Status, string? ContentType, string Body)
{
    public const int NoAnswer = 0;

    /// <summary>The reader did not wait for the answer.</summary>
    public const int TooLate = -1;
}

/// <param name="Sequence">Of the batch that was made.</param>
/// <param name="ObservedAt">Unix milliseconds.</param>
/// <param name="Digest">Of the batch.</param>
public sealed record CapturedRound(string Shard, ulong Sequence, long ObservedAt, string Digest);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CaptureLine))]
internal sealed partial class CaptureContext : JsonSerializerContext;

/// <summary>A capture on disk: one JSON object per line.</summary>
public static class CaptureFile
{
    public const string Name = "capture.jsonl";

    public static string Write(CaptureLine line) => JsonSerializer.Serialize(line, CaptureContext.Default.CaptureLine);

    /// <summary>The lines, or the first thing wrong with them.</summary>
    public static IReadOnlyList<CaptureLine> Read(string path, out string? problem)
    {
        problem = null;
        var lines = new List<CaptureLine>();
        try
        {
            foreach (var text in File.ReadLines(path))
            {
                if (Parse(text, out var fault) is not { } line)
                {
                    problem = $"{path}, line {lines.Count + 1}: {fault}";
                    return [];
                }

                lines.Add(line);
            }

            return lines;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problem = $"{path}, line {lines.Count + 1}: {failure.Message}";
            return [];
        }
    }

    /// <summary>A line that can be replayed, or null with what is wrong with it.</summary>
    public static CaptureLine? Parse(string text, out string? problem)
    {
        try
        {
            var line = JsonSerializer.Deserialize(text, CaptureContext.Default.CaptureLine);
            problem = line is null ? "is empty" : Problem(line);
            return problem is null ? line : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The latter is what the platform throws at a text with half of a surrogate pair.
            problem = "is no line of a capture";
            return null;
        }
    }

    /// <summary>Null when nothing in the line can surprise whoever replays it.</summary>
    private static string? Problem(CaptureLine line)
    {
        if ((line.Look is null) == (line.Round is null)) return "is neither a look nor a round";
        if (line.Round is { } round) return UnixTime.IsValid(round.ObservedAt) ? null : $"observedAt {round.ObservedAt} is no time";
        var look = line.Look!;
        if (look.Clock.Any(time => !UnixTime.IsValid(time))) return "clock: not Unix milliseconds";
        return look.Exchanges.All(IsSound) ? null : "exchanges: status, content type and body do not fit each other";
    }

    private static bool IsSound(CapturedExchange? exchange) =>
        exchange is not null && Base64.IsValid(exchange.Body) && exchange.Status switch
        {
            CapturedExchange.TooLate => true,
            CapturedExchange.NoAnswer => Enum.TryParse<HttpRequestError>(exchange.ContentType, out _),
            _ => exchange.Status is >= 100 and <= 999,
        };
}
