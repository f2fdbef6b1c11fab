using System.Net.Mime;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Relay.Running;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CrossChainOracle.Node.Http;

/// <summary>The HTTP interface: what is attested, and how to check it. docs/http.md shows every answer.</summary>
public static class NodeApi
{
    /// <param name="relay">Of a relay beside the node; null where there is none.</param>
    public static void Map(WebApplication app, NodeRuntime node, RelayBoard? relay = null)
    {
        var v1 = app.MapGroup("/v1");
        v1.MapGet("/feeds", () => Json(Documents.Feeds(node)))
            .WithSummary("Every feed with its last value, band, verdict and age.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Json);
        v1.MapGet("/feeds/{feed}/latest", (string feed) => Latest(node, feed))
            .WithSummary("The last statement of one feed with everything needed to verify it. ETH/USD is ETH-USD in a path.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Json)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        v1.MapGet("/shards/{shard}/batches/{sequence}", (string shard, string sequence, CancellationToken cancellation) => Batch(node, shard, sequence, cancellation))
            .WithSummary("A batch with its statements and signatures, and the round and state it can be recomputed from.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Json)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        v1.MapGet("/accounts", () => Json(AccountDocument.Overview(node.Accounts, Now(node))))
            .WithSummary("Every account with its last snapshot, and the chains they stand on.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Json);
        v1.MapGet("/accounts/{account}", (string account) => Account(node, account))
            .WithSummary("One account: positions, snapshot, what is missing, and what was said about it since the node started.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Json)
            .ProducesProblem(StatusCodes.Status404NotFound);
        v1.MapGet("/attesters", () => Json(Documents.Attesters(node)))
            .WithSummary("The deployment and the attester set that signs now.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Json);
        v1.MapGet("/stream", (HttpContext context) => StreamEndpoint.Open(node, context))
            .WithSummary("Server-sent events: one per attestation. Last-Event-ID resumes after that event; without it the stream begins now.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Text.EventStream)
            .ProducesProblem(StatusCodes.Status400BadRequest);
        MapRelay(v1, relay, node.Time);
        app.MapGet("/health", () => Health(node))
            .WithSummary("200 only while freshly signed prices of every feed are valid and every chain of accounts is followed; 503 names what is not.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Json)
            .Produces(StatusCodes.Status503ServiceUnavailable, contentType: MediaTypeNames.Application.Json);
        app.MapGet("/", () => Results.Content(Page.Html, "text/html; charset=utf-8")).ExcludeFromDescription();
    }

    /// <summary>The same route beside a node and in a relay's own process.</summary>
    public static void MapRelay(IEndpointRouteBuilder v1, RelayBoard? relay, TimeProvider time) =>
        v1.MapGet("/relay", () => Json(RelayDocument.Write(relay, time.GetUtcNow().ToUnixTimeMilliseconds())))
            .WithSummary("What a relay posted, chain by chain: what the hub holds of each feed, the way of the last postings, gas, latency, what is under way. No chains where no relay runs.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Json);

    private static IResult Latest(NodeRuntime node, string name)
    {
        var feed = node.Config.Shards.SelectMany(shard => shard.Feeds).Select(policy => policy.Feed).FirstOrDefault(known => PathName(known) == name);
        if (feed.IsEmpty) return Refuse(StatusCodes.Status404NotFound, $"feed '{Shown(name)}' is not attested here; /v1/feeds lists those that are, ETH/USD is written ETH-USD");
        return node.Board.Find(feed) is { } entry
            ? Json(PriceDocument.Write(node.Domain, entry.ToStatementAttestation(), node.Attesters.Set))
            : Refuse(StatusCodes.Status503ServiceUnavailable, $"feed {feed} has not been attested since the node started");
    }

    private static async Task<IResult> Batch(NodeRuntime node, string shardName, string sequenceText, CancellationToken cancellation)
    {
        if (!ShardId.TryParse(shardName, out var shard)) return Refuse(StatusCodes.Status400BadRequest, $"'{Shown(shardName)}' is not a shard's name");
        if (!ulong.TryParse(sequenceText, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var sequence))
        {
            return Refuse(StatusCodes.Status400BadRequest, $"'{Shown(sequenceText)}' is not a sequence number");
        }

        if (await node.Ledger.ReadAsync(shard.ToString(), sequence, cancellation).ConfigureAwait(false) is not { } entry)
        {
            return Refuse(StatusCodes.Status404NotFound, $"shard {shard} has no batch {sequence}");
        }

        return StoredBatch.Open(entry, node.Domain, out var batch) is { } refusal
            ? throw new InvalidDataException($"Shard {shard}, sequence {sequence}: {refusal}")
            : Json(Documents.Batch(node, batch!));
    }

    private static IResult Account(NodeRuntime node, string name) =>
        AccountId.TryParse(name, out var account) && node.Accounts.Find(account) is { } entry
            ? Json(AccountDocument.One(node.Accounts, entry))
            : Refuse(StatusCodes.Status404NotFound, $"account '{Shown(name)}' has not been attested since the node started; /v1/accounts lists those that have");

    private static long Now(NodeRuntime node) => node.Time.GetUtcNow().ToUnixTimeMilliseconds();

    private static IResult Health(NodeRuntime node)
    {
        var report = HealthReport.Of(node, Now(node));
        return Json(report.Encode(), report.IsHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    internal static IResult Json(byte[] utf8, int status = StatusCodes.Status200OK) => new JsonBytes(utf8, status);

    /// <summary>RFC 9457 problem details.</summary>
    private static ProblemHttpResult Refuse(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    /// <summary>A feed's name in a path: a slash would be a separator.</summary>
    public static string PathName(FeedId feed) => feed.ToString().Replace('/', '-');

    /// <summary>What came in a path, shortened and printable.</summary>
    private static string Shown(string text) => new([.. text.Take(40).Select(character => char.IsControl(character) ? '?' : character)]);

    /// <summary>JSON that was already written.</summary>
    private sealed class JsonBytes(byte[] utf8, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            httpContext.Response.ContentLength = utf8.Length;
            httpContext.Response.Headers.CacheControl = "no-store";
            return httpContext.Response.Body.WriteAsync(utf8, httpContext.RequestAborted).AsTask();
        }
    }
}
