using System.Net.Mime;
using CrossChainOracle.Hosting.Http;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Relay.Running;

namespace CrossChainOracle.Node.Http;

/// <summary>The HTTP interface: what is attested, and how to check it. docs/http.md shows every answer.</summary>
public static class NodeApi
{
    /// <param name="relay">Of a relay beside the node; null where there is none.</param>
    public static void Map(WebApplication app, NodeRuntime node, RelayBoard? relay = null)
    {
        var v1 = app.MapGroup("/v1");
        v1.MapGet("/feeds", (CancellationToken cancellation) => ReadHandlers.FeedsAsync(node, cancellation))
            .WithSummary("Every feed with its last value, band, verdict and age.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Json);
        v1.MapGet("/feeds/{feed}/latest", (string feed, CancellationToken cancellation) => ReadHandlers.LatestAsync(node, feed, cancellation))
            .WithSummary("The last statement of one feed with everything needed to verify it. ETH/USD is ETH-USD in a path.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Json)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        v1.MapGet("/shards/{shard}/batches/{sequence}", (string shard, string sequence, CancellationToken cancellation) => ReadHandlers.BatchAsync(node, shard, sequence, cancellation))
            .WithSummary("A batch with its statements and signatures, and the round and state it can be recomputed from.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Json)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        v1.MapGet(
                "/shards/{shard}/batches/{sequence}/statements/{index}",
                (string shard, string sequence, string index, CancellationToken cancellation) => ReadHandlers.ProofAsync(node, shard, sequence, index, cancellation))
            .WithSummary("One statement of a batch with its Merkle proof and signatures.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Json)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        v1.MapGet("/accounts", (CancellationToken cancellation) => ReadHandlers.AccountsAsync(node, cancellation))
            .WithSummary("Every account with its last snapshot, and the chains they stand on.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Json);
        v1.MapGet("/accounts/{account}", (string account, CancellationToken cancellation) => ReadHandlers.AccountAsync(node, account, cancellation))
            .WithSummary("One account: positions, snapshot, what is missing, and what was said about it since the node started.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Json)
            .ProducesProblem(StatusCodes.Status404NotFound);
        v1.MapGet("/attesters", (CancellationToken cancellation) => ReadHandlers.AttestersAsync(node, cancellation))
            .WithSummary("The deployment and the attester set that signs now.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Json);
        v1.MapGet("/stream", (HttpContext context) => StreamEndpoint.Open(node, context))
            .WithSummary("Server-sent events: one per attestation. Last-Event-ID resumes after that event; without it the stream begins now.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Text.EventStream)
            .ProducesProblem(StatusCodes.Status400BadRequest);
        MapRelay(v1, relay, node.Time);
        app.MapGet("/health", (CancellationToken cancellation) => ReadHandlers.HealthAsync(node, cancellation))
            .WithSummary("200 only while freshly signed prices of every feed are valid and every chain of accounts is followed; 503 names what is not.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Json)
            .Produces(StatusCodes.Status503ServiceUnavailable, contentType: MediaTypeNames.Application.Json);
        app.MapGet("/", () => Results.Content(Page.Html, "text/html; charset=utf-8")).ExcludeFromDescription();
    }

    /// <summary>The same route beside a node and in a relay's own process.</summary>
    public static void MapRelay(IEndpointRouteBuilder v1, RelayBoard? relay, TimeProvider time) =>
        v1.MapGet("/relay", () => JsonAnswer.Ok(RelayDocument.Write(relay, time.GetUtcNow().ToUnixTimeMilliseconds())))
            .WithSummary("What a relay posted, chain by chain: what the hub holds of each feed, the way of the last postings, gas, latency, what is under way. No chains where no relay runs.")
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Json);
}
