using CrossChainOracle.Node.Sandbox;
using CrossChainOracle.RelayChaos.Judging;
using Microsoft.AspNetCore.Http;

namespace CrossChainOracle.RelayChaos.Wire;

/// <summary>Everything that the relayers reach: <c>/stream/RELAYER</c> and <c>/rpc/RELAYER/ENDPOINT</c>, each as bad as the run has it.</summary>
internal sealed class ChaosServer : IAsyncDisposable
{
    private const int LargestRequest = 4 << 20;

    private readonly LoopbackServer _server;

    private ChaosServer(LoopbackServer server) => _server = server;

    /// <param name="stream">Of all relayers.</param>
    /// <param name="proxies">By the relayer's name.</param>
    public static async Task<ChaosServer> StartAsync(StreamWire stream, IReadOnlyDictionary<string, FaultyRpc> proxies, CancellationToken cancellation)
    {
        return new(await LoopbackServer.StartAsync(HandleAsync, LargestRequest, cancellation));

        async Task HandleAsync(HttpContext context)
        {
            try
            {
                switch ((context.Request.Path.Value ?? string.Empty).Split('/'))
                {
                    case [_, "stream", var relayer]: await stream.ServeAsync(relayer, context); break;
                    case [_, "rpc", var relayer, var endpoint] when proxies.TryGetValue(relayer, out var proxy): await proxy.HandleAsync(context, endpoint); break;
                    default: context.Response.StatusCode = StatusCodes.Status404NotFound; break;
                }
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException or HttpRequestException)
            {
                // The relayer was killed, or the run is over.
            }
        }
    }

    public Uri Stream(string relayer) => new(_server.Address, $"/stream/{relayer}");

    public IReadOnlyList<Uri> Endpoints(string relayer) => [new(_server.Address, $"/rpc/{relayer}/0"), new(_server.Address, $"/rpc/{relayer}/1")];

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
