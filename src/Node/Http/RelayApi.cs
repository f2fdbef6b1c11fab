using System.Net.Mime;
using CrossChainOracle.Domain;
using CrossChainOracle.Hosting.Http;
using CrossChainOracle.Relay.Running;

namespace CrossChainOracle.Node.Http;

/// <summary>The HTTP interface of a relayer's own process: what it posted, and whether it can.</summary>
internal static class RelayApi
{
    /// <summary>A chain that was not seen for this long is not well.</summary>
    private const long MaximumSilenceMs = 60_000;

    public static void Map(WebApplication app, RelayBoard board, int chains, TimeProvider time)
    {
        NodeApi.MapRelay(app.MapGroup("/v1"), board, time);
        app.MapGet("/health", () => Health(board, chains, time.GetUtcNow().ToUnixTimeMilliseconds()))
            .WithSummary("200 only while every chain is seen, its account can pay and nothing stands in the way; 503 names what does.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Json)
            .Produces(StatusCodes.Status503ServiceUnavailable, contentType: MediaTypeNames.Application.Json);
    }

    private static IResult Health(RelayBoard board, int chains, long now)
    {
        var views = board.Chains;
        var problems = views.SelectMany(view => Problems(view, now)).ToList();
        if (views.Count < chains) problems.Add($"{chains - views.Count} of {chains} chains have not been looked at yet");
        var body = JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", problems.Count == 0 ? "healthy" : "unhealthy");
            json.WriteString("now", UnixTime.ToText(now));
            json.WriteStartArray("problems");
            foreach (var problem in problems) json.WriteStringValue(problem);
            json.WriteEndArray();
            json.WriteEndObject();
        });
        return JsonAnswer.Of(body, problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static IEnumerable<string> Problems(ChainView view, long now)
    {
        foreach (var alarm in view.Alarms) yield return $"{view.Chain}: {alarm}";
        if (view.Status is not { } status) yield return $"{view.Chain}: no endpoint has answered yet";
        else if (now - status.At > MaximumSilenceMs) yield return $"{view.Chain}: no endpoint has answered for {(now - status.At) / 1_000} s";
    }
}
