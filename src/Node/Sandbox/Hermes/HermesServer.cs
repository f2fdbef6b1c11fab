using System.Buffers;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace CrossChainOracle.Node.Sandbox.Hermes;

/// <summary>Hermes v2 over the slots of a <see cref="HermesBoard"/>: the latest update, and the stream of them as server-sent events.</summary>
/// <param name="board">What is served.</param>
/// <param name="token">When given, every request must carry it: <c>Authorization: Bearer …</c>.</param>
/// <param name="clock">For the streams' signs of life.</param>
internal sealed class HermesServer(HermesBoard board, string? token, TimeProvider clock)
{
    private const string LatestPath = "/v2/updates/price/latest";
    private const string StreamPath = "/v2/updates/price/stream";

    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(15);

    private readonly byte[]? _expected = token is null ? null : System.Text.Encoding.UTF8.GetBytes($"Bearer {token}");

    public Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value;
        if (!IsAuthorized(context.Request)) return RefuseAsync(context, new(StatusCodes.Status401Unauthorized, "Unauthorized"));
        if (path is not (LatestPath or StreamPath)) return RefuseAsync(context, new(StatusCodes.Status404NotFound, "Not found"));
        if (!HttpMethods.IsGet(context.Request.Method)) return RefuseAsync(context, new(StatusCodes.Status405MethodNotAllowed, "Method not allowed"));
        if (!HermesQuery.TryParse(context.Request.Query, board.Known, out var query, out var refusal)) return RefuseAsync(context, refusal);
        return path == LatestPath ? LatestAsync(context, query) : StreamAsync(context, query);
    }

    private async Task LatestAsync(HttpContext context, HermesQuery query)
    {
        if (board.Latest?.Answer(query) is not { } answer)
        {
            await RefuseAsync(context, new(StatusCodes.Status404NotFound, "Update data not found")).ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = MediaTypeNames.Application.Json;
        await context.Response.BodyWriter.WriteAsync(answer, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task StreamAsync(HttpContext context, HermesQuery query)
    {
        if (!board.TryOpen(out var stream))
        {
            await RefuseAsync(context, new(StatusCodes.Status503ServiceUnavailable, $"{HermesBoard.MostStreams} streams are open already")).ConfigureAwait(false);
            return;
        }

        try
        {
            using var alive = clock.CreateTimer(_ => stream.Writer.TryWrite(null), null, SignOfLife, SignOfLife);
            await SendAsync(context, query, stream.Reader).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The reader went away, or the server stops: both end a stream as they should.
        }
        finally
        {
            board.Close(stream);
        }
    }

    private static async Task SendAsync(HttpContext context, HermesQuery query, ChannelReader<HermesSlot?> slots)
    {
        var output = context.Response.BodyWriter;
        context.Response.ContentType = MediaTypeNames.Text.EventStream;
        context.Response.Headers.CacheControl = "no-cache";
        await context.Response.StartAsync(context.RequestAborted).ConfigureAwait(false);
        await output.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        await foreach (var slot in slots.ReadAllAsync(context.RequestAborted).ConfigureAwait(false))
        {
            var answer = slot?.Answer(query);
            output.Write(answer is null ? ":\n\n"u8 : "data:"u8);
            if (answer is { } data)
            {
                output.Write(data.Span);
                output.Write("\n\n"u8);
            }

            await output.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }
    }

    private bool IsAuthorized(HttpRequest request) =>
        _expected is null || CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), _expected);

    private static Task RefuseAsync(HttpContext context, HermesRefusal refusal)
    {
        context.Response.StatusCode = refusal.Status;
        context.Response.ContentType = MediaTypeNames.Text.Plain;
        return context.Response.WriteAsync(refusal.Text, context.RequestAborted);
    }
}
