using System.Collections.Concurrent;
using System.Net;
using Azure.Core;
using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Streams.Cloud;

namespace CrossChainOracle.Azure.EventHubs.Tests;

/// <summary>The real store of bodies on a Blob service in memory: Put Blob with <c>If-None-Match: *</c>, and Get Blob. Azurite has its own tests.</summary>
internal static class Bodies
{
    public static BlobBodies InMemory(Action<ConcurrentDictionary<string, byte[]>>? prepare = null)
    {
        var service = new Service();
        prepare?.Invoke(service.Blobs);
        return On(service);
    }

    /// <summary>A service that is always busy.</summary>
    public static BlobBodies Failing() => On(new Busy());

    private static BlobBodies On(HttpMessageHandler service) => new(new BlobContainer(
        new Uri("https://account.blob.core.windows.net/attestations"), DelegatedTokenCredential.Create(static (_, _) => new AccessToken("token", DateTimeOffset.MaxValue)), new HttpClient(service), TimeProvider.System, new BlobOptions { Limits = new() { Budget = TimeSpan.Zero } }));

    private sealed class Service : HttpMessageHandler
    {
        public ConcurrentDictionary<string, byte[]> Blobs { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var name = request.RequestUri!.AbsolutePath;
            if (request.Method == HttpMethod.Put)
            {
                var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
                return Blobs.TryAdd(name, body) ? new(HttpStatusCode.Created) : Answer(HttpStatusCode.Conflict, "BlobAlreadyExists");
            }

            return Blobs.TryGetValue(name, out var found) ? new(HttpStatusCode.OK) { Content = new ByteArrayContent(found) } : Answer(HttpStatusCode.NotFound, "BlobNotFound");
        }
    }

    private sealed class Busy : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(Answer(HttpStatusCode.ServiceUnavailable, "ServerBusy"));
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string code)
    {
        var response = new HttpResponseMessage(status) { Content = new ByteArrayContent([]) };
        response.Headers.Add("x-ms-error-code", code);
        return response;
    }
}
