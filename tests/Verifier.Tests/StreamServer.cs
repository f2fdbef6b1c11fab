using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CrossChainOracle.Verifier.Tests;

/// <summary>A real HTTP server in this process whose answer to each connection is told beforehand.</summary>
public sealed class StreamServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Queue<Func<HttpContext, Task>> _answers;

    private StreamServer(WebApplication app, IEnumerable<Func<HttpContext, Task>> answers) => (_app, _answers) = (app, new(answers));

    /// <summary>The <c>Last-Event-ID</c> of each connection so far; null where there was none.</summary>
    public List<string?> Resumed { get; } = [];

    /// <summary>Answers when a single batch is asked for.</summary>
    public Func<HttpContext, int, Task> Batch { get; set; } = static (context, _) => Status(404)(context);

    public Uri Stream => new(_app.Urls.Single() + "/v1/stream");

    public static async Task<StreamServer> StartAsync(params Func<HttpContext, Task>[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new StreamServer(app, answers);
        app.MapGet("/v1/stream", server.AnswerAsync);
        app.MapGet("/v1/shards/{shard}/batches/{sequence:int}", (HttpContext context, int sequence) => server.Batch(context, sequence));
        await app.StartAsync();
        return server;
    }

    /// <summary>These bytes of an event stream, then the end of the response.</summary>
    public static Func<HttpContext, Task> Send(params string[] parts) => async context =>
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var part in parts)
        {
            await context.Response.WriteAsync(part);
            await context.Response.Body.FlushAsync();
        }
    };

    /// <summary>These bytes, then, when the test says so, the connection is cut in the middle of the response.</summary>
    public static Func<HttpContext, Task> SendAndCut(Task now, params string[] parts) => async context =>
    {
        await Send(parts)(context);
        await now;
        context.Abort();
    };

    /// <summary>These bytes, then silence until the client goes.</summary>
    public static Func<HttpContext, Task> SendAndHold(params string[] parts) => async context =>
    {
        await Send(parts)(context);
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    };

    public static Func<HttpContext, Task> Status(int code) => context =>
    {
        context.Response.StatusCode = code;
        return Task.CompletedTask;
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        Resumed.Add(context.Request.Headers["Last-Event-ID"].FirstOrDefault());
        return _answers.TryDequeue(out var answer) ? answer(context) : SendAndHold()(context);
    }
}
