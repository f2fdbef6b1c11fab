using System.Collections.Concurrent;
using System.Net;
using CrossChainOracle.Azure.Blobs.Tests.Local;

namespace CrossChainOracle.Azure.Blobs.Tests.Log;

/// <summary>What happens to one request.</summary>
public enum BlobFault
{
    None,

    /// <summary>The connection ends before the service acts.</summary>
    LostBefore,

    /// <summary>The service acts, and its answer is lost.</summary>
    LostAfter,

    /// <summary>The service fails without having acted.</summary>
    ErrorBefore,

    /// <summary>The service acts, and says that it failed.</summary>
    ErrorAfter,

    /// <summary>Busy: says so before it acts.</summary>
    Busy,

    /// <summary>The identity's role is gone.</summary>
    Forbidden,

    /// <summary>A success that holds something else.</summary>
    Nonsense,
}

/// <summary>The wire to a Blob service that keeps its blobs in memory and fails on plan, so that thousands of runs can be made. The real one is azurite.</summary>
public sealed class MemoryBlobs : HttpMessageHandler
{
    private int _requests;

    public ConcurrentDictionary<string, byte[]> Blobs { get; } = new();

    public Func<int, BlobFault> Plan { get; set; } = _ => BlobFault.None;

    public int Requests => _requests;

    /// <summary>A container on it that tries nothing twice.</summary>
    public BlobContainer Container() => new(
        new("https://account.example/attester-log"), new TestCredential(TimeProvider.System), new HttpClient(this, disposeHandler: false), TimeProvider.System,
        new() { Limits = new() { Attempt = TimeSpan.FromMinutes(1), Budget = TimeSpan.Zero } });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var fault = Plan(Interlocked.Increment(ref _requests) - 1);
        await Task.Yield();
        switch (fault)
        {
            case BlobFault.LostBefore: throw new HttpRequestException(HttpRequestError.ResponseEnded);
            case BlobFault.ErrorBefore: return Answer(HttpStatusCode.InternalServerError, "InternalError");
            case BlobFault.Busy: return Answer(HttpStatusCode.ServiceUnavailable, "ServerBusy");
            case BlobFault.Forbidden: return Answer(HttpStatusCode.Forbidden, "AuthorizationPermissionMismatch");
            case BlobFault.Nonsense: return new(HttpStatusCode.OK) { Content = new ByteArrayContent("<html>"u8.ToArray()) };
        }

        var answer = await ActAsync(request, cancellationToken);
        return fault switch
        {
            BlobFault.LostAfter => throw new HttpRequestException(HttpRequestError.ResponseEnded),
            BlobFault.ErrorAfter => Answer(HttpStatusCode.InternalServerError, "InternalError"),
            _ => answer,
        };
    }

    private async Task<HttpResponseMessage> ActAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var name = request.RequestUri!.AbsolutePath;
        if (request.Method == HttpMethod.Put)
        {
            Assert.Equal("*", Assert.Single(request.Headers.GetValues("If-None-Match")));
            return Blobs.TryAdd(name, await request.Content!.ReadAsByteArrayAsync(ct)) ? new(HttpStatusCode.Created) : Answer(HttpStatusCode.Conflict, "BlobAlreadyExists");
        }

        return Blobs.TryGetValue(name, out var content) ? new(HttpStatusCode.OK) { Content = new ByteArrayContent(content) } : Answer(HttpStatusCode.NotFound, "BlobNotFound");
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string code)
    {
        var answer = new HttpResponseMessage(status);
        answer.Headers.Add("x-ms-error-code", code);
        return answer;
    }
}
