using System.Net;
using System.Net.Sockets;
using CrossChainOracle.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CrossChainOracle.Node.Http;

/// <summary>A web server with an OpenAPI description of what it serves, and nothing that the folder it is started from could change.</summary>
public sealed class WebServer : IAsyncDisposable
{
    /// <summary>The interfaces only read: requests have no bodies.</summary>
    public const long MaximumRequestBytes = 16_384;

    private readonly WebApplication _app;

    private WebServer(WebApplication app) => _app = app;

    /// <summary>Where it listens, with the port that was taken.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <param name="map">Adds what is served.</param>
    /// <exception cref="NodeFaultException">The address cannot be listened on.</exception>
    public static async Task<WebServer> StartAsync(Uri listen, Action<WebApplication> map, CancellationToken cancellation)
    {
        // Nothing in the folder that the node happens to be started from configures its server.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaximumRequestBytes;
            kestrel.Listen(IPAddress.TryParse(listen.Host, out var address) ? address : IPAddress.Loopback, listen.Port);
        });
        builder.Services.AddOpenApi("v1");
        builder.Services.AddProblemDetails();
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapOpenApi("/openapi/{documentName}.json");
        map(app);
        var server = new WebServer(app);
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw new NodeFaultException($"cannot listen on {listen.Host}:{listen.Port}: {failure.Message}. Choose another port with --port (0 takes a free one)");
        }

        server.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        // Streams never end by themselves: they are cut, not waited for.
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(now.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
