using System.Net;
using Azure.Core;
using CrossChainOracle.Azure.Rest;

namespace CrossChainOracle.Azure.Blobs;

/// <summary>One container of Blob storage, whose blobs are created once and read: Put Blob with <c>If-None-Match: *</c>, and Get Blob. Thread-safe.</summary>
/// <remarks>
/// REST interface of Blob storage, version <see cref="Version"/>. No outcome shows the container's address or a token. The HTTP client is shared and not disposed
/// here; <see cref="RestClient.CreateHttp"/> makes a fitting one.
/// </remarks>
public sealed class BlobContainer
{
    /// <summary><c>x-ms-version</c> of every request.</summary>
    public const string Version = "2025-05-05";

    /// <summary>One Put Blob takes 5,000 MiB; more than this is no use of ours.</summary>
    public const int MaximumBytes = 64 * 1024 * 1024;

    private readonly string _container;
    private readonly RestClient _rest;
    private readonly TimeProvider _time;

    /// <param name="container"><c>https://account.blob.core.windows.net/container</c>, without a query: a SAS is not taken.</param>
    /// <param name="credential">Of an identity that may create and read blobs there.</param>
    /// <param name="http">For the requests.</param>
    /// <param name="time">For time limits, pauses and the expiry of tokens.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">The address is no absolute https URI of a container, or holds more than that.</exception>
    public BlobContainer(Uri container, TokenCredential credential, HttpClient http, TimeProvider time, BlobOptions? options = null)
    {
        options ??= new();
        if (!container.IsAbsoluteUri || container.Scheme != Uri.UriSchemeHttps || container.Query.Length > 0 || container.Fragment.Length > 0 || container.UserInfo.Length > 0 || container.AbsolutePath.Trim('/').Length == 0)
        {
            throw new ArgumentException("A container's address is https, with a path and without user, query or fragment.", nameof(container));
        }

        _container = container.GetLeftPart(UriPartial.Path).TrimEnd('/');
        _rest = new(http, new TokenCache(credential, options.Scope, time), options.Limits, time);
        _time = time;
    }

    /// <summary>Creates a blob, where there is none of its name.</summary>
    /// <param name="name">Segments of letters, digits, <c>- . _ ~</c> between single slashes.</param>
    /// <param name="content">At most <see cref="MaximumBytes"/>; must not change before the call returns.</param>
    /// <exception cref="ArgumentException">Such a name or so much content is never sent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; it may have been written.</exception>
    public async ValueTask<BlobPut> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        BlobName.Check(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, MaximumBytes, nameof(content));
        BlobPut.Unknown? doubt = null;
        var outcome = await _rest.SendAsync(() => Create(name, content), Judge, isRepeatable: false, ct).ConfigureAwait(false);
        return outcome switch
        {
            RestOutcome<BlobPut>.Answered { Value: BlobPut.Failed } when doubt is not null => doubt,
            RestOutcome<BlobPut>.Answered answered => answered.Value,
            RestOutcome<BlobPut>.Broken broken when broken.MayHaveArrived || doubt is not null => new BlobPut.Unknown($"blob {name}: {broken.Reason}"),
            RestOutcome<BlobPut>.Broken broken => new BlobPut.Failed($"blob {name}: {broken.Reason}"),
            _ => throw new InvalidOperationException($"No such case: {outcome}"),
        };

        // An earlier attempt that may have written stays in doubt when a later one did not.
        ValueTask<BlobPut> Judge(HttpResponseMessage response, CancellationToken _)
        {
            var put = BlobAnswers.Put(name, response);
            doubt = put as BlobPut.Unknown ?? doubt;
            return new(put);
        }
    }

    /// <summary>Reads a blob that is not longer than <paramref name="maximumBytes"/>.</summary>
    /// <exception cref="ArgumentException">Such a name or limit is never asked for.</exception>
    public async ValueTask<BlobGet> ReadAsync(string name, long maximumBytes, CancellationToken ct)
    {
        BlobName.Check(name);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumBytes);
        var limit = Math.Min(maximumBytes, Array.MaxLength);
        var outcome = await _rest.SendAsync(() => Request(HttpMethod.Get, name), (response, either) => BlobAnswers.GetAsync(name, response, limit, either), isRepeatable: true, ct)
            .ConfigureAwait(false);
        return outcome switch
        {
            RestOutcome<BlobGet>.Answered answered => answered.Value,
            RestOutcome<BlobGet>.Broken broken => new BlobGet.Failed($"blob {name}: {broken.Reason}"),
            _ => throw new InvalidOperationException($"No such case: {outcome}"),
        };
    }

    private HttpRequestMessage Create(string name, ReadOnlyMemory<byte> content)
    {
        var request = Request(HttpMethod.Put, name);
        request.Headers.TryAddWithoutValidation("If-None-Match", "*");
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        request.Content = new ReadOnlyMemoryContent(content);
        request.Content.Headers.ContentType = new("application/octet-stream");
        // The service compares it with what arrives and keeps it for those who read.
        request.Content.Headers.ContentMD5 = Checksum.Of(content.Span);
        return request;
    }

    private HttpRequestMessage Request(HttpMethod method, string name)
    {
        var request = new HttpRequestMessage(method, $"{_container}/{name}") { Version = HttpVersion.Version11 };
        request.Headers.Add("x-ms-version", Version);
        request.Headers.Add("x-ms-date", _time.GetUtcNow().ToString("R"));
        return request;
    }
}
