using System.Net;
using System.Threading.Channels;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Pyth;
using CrossChainOracle.Proofs.Wormhole;
using CrossChainOracle.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrossChainOracle.Bench.Latency;

/// <summary>A Hermes of one reader: the latest update, and a stream of updates when told. Three of five routers sign, as Pyth's do.</summary>
internal sealed class HermesStub : IAsyncDisposable
{
    public const int Exponent = -8;

    private readonly WebApplication _application;
    private readonly Channel<byte[]> _updates = Channel.CreateUnbounded<byte[]>();
    private readonly IReadOnlyList<Hash256> _ids;
    private readonly PythUpdateEncoder _encoder;
    private byte[] _latest = [];
    private ulong _slot;

    private HermesStub(WebApplication application, IReadOnlyList<Hash256> ids, IReadOnlyList<PlatformSigner> routers)
    {
        (_application, _ids) = (application, ids);
        var emitter = new Emitter(26, Keccak256.Hash("bench"u8));
        var set = SignerSet.Create("bench", 1, 3, null, [.. routers.Select(router => router.Address)], out var problem) ?? throw new InvalidOperationException(problem);
        Trust = new([SignerSets.Create("bench", null, [set])], emitter);
        _encoder = new(emitter, 1, [0, 2, 4], (digest, member) => routers[member].Sign(digest));
    }

    public PythTrust Trust { get; }

    public Uri Address { get; private set; } = null!;

    public static async Task<HermesStub> StartAsync(IReadOnlyList<Hash256> ids, IReadOnlyList<PlatformSigner> routers, long firstPrice)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        var hermes = new HermesStub(application, ids, routers);
        hermes._latest = hermes.Answer(firstPrice);
        application.Run(hermes.HandleAsync);
        await application.StartAsync();
        hermes.Address = new(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return hermes;
    }

    /// <summary>Signs an update in which every feed has this price, and sends it.</summary>
    public void Send(long price)
    {
        _latest = Answer(price);
        _updates.Writer.TryWrite(_latest);
    }

    public async ValueTask DisposeAsync()
    {
        _updates.Writer.TryComplete();
        await _application.DisposeAsync();
    }

    private byte[] Answer(long price)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        PythMessage[] messages = [.. _ids.Select(id => new PythMessage.PriceFeed(id, price, (ulong)price / 5_000, Exponent, now, now, price, (ulong)price / 5_000))];
        var update = _encoder.Sign((uint)now, ++_slot, messages).Update([.. Enumerable.Range(0, _ids.Count)]);
        return System.Text.Encoding.ASCII.GetBytes($$$"""{"binary":{"encoding":"hex","data":["{{{Convert.ToHexStringLower(update)}}}"]}}""");
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path.Value!.EndsWith("latest", StringComparison.Ordinal))
        {
            await context.Response.Body.WriteAsync(_latest);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync();
        await foreach (var update in _updates.Reader.ReadAllAsync(context.RequestAborted))
        {
            await context.Response.Body.WriteAsync((byte[])[.. "data:"u8, .. update, .. "\n\n"u8]);
            await context.Response.Body.FlushAsync();
        }
    }
}
