using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CrossChainOracle.Node.Sandbox;

/// <summary>An HTTP server on 127.0.0.1 at a free port, with bounded requests and connections.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private const int MostConnections = 256;
    private const int LongestRequestLine = 16 * 1024;

    private readonly WebApplication _application;

    private LoopbackServer(WebApplication application, Uri address) => (_application, Address) = (application, address);

    public Uri Address { get; }

    /// <param name="handle">Answers one request.</param>
    /// <param name="largestBody">Larger request bodies are answered with status 413.</param>
    /// <param name="cancellation">Of the start.</param>
    public static async Task<LoopbackServer> StartAsync(RequestDelegate handle, int largestBody, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = largestBody;
            options.Limits.MaxRequestLineSize = LongestRequestLine;
            options.Limits.MaxConcurrentConnections = MostConnections;
            options.Limits.MaxConcurrentUpgradedConnections = 0;
            options.Listen(IPAddress.Loopback, 0);
        });
        var application = builder.Build();
        var stopping = application.Lifetime.ApplicationStopping;
        application.Run(async context =>
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            context.RequestAborted = ended.Token;
            await handle(context).ConfigureAwait(false);
        });
        await application.StartAsync(cancellation).ConfigureAwait(false);
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new(application, new(addresses.Single()));
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    // The usual lifetime catches Ctrl-C, which is the business of the program around the sandbox.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
