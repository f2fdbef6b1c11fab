using System.Net;
using System.Net.Http.Headers;
using Azure.Core;
using CrossChainOracle.Azure.Rest;

namespace CrossChainOracle.Azure.Blobs;

/// <summary>One container of Blob storage, whose blobs are created once (Put Blob with <c>If-None-Match: *</c>), read, listed and deleted. Thread-safe.</summary>
/// <remarks>
/// REST interface of Blob storage, version <see cref="Version"/>. No outcome shows the container's address or a token. The HTTP client is shared and not disposed
/// here; <see cref="RestClient.CreateHttp"/> makes a fitting one. A blob that is written again and again is a <see cref="BlobFile"/>.
/// </remarks>
public sealed partial class BlobContainer
{
    /// <summary><c>x-ms-version</c> of every request.</summary>
    public const string Version = "2025-05-05";

    /// <summary>One Put Blob takes 5,000 MiB; more than this is no use of ours.</summary>
    public const int MaximumBytes = 64 * 1024 * 1024;

    private readonly string _container;
    private readonly TimeProvider _time;

    /// <param name="container"><c>https://account.blob.core.windows.net/container</c>, without a query: a SAS is not taken.</param>
    /// <param name="credential">Of an identity that may do there what is asked of this object.</param>
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
        Rest = new(http, new TokenCache(credential, options.Scope, time), options.Limits, time);
        _time = time;
    }

    internal RestClient Rest { get; }

    /// <summary>Whether the calls take such a name: segments of letters, digits, <c>- . _ ~</c> between single slashes, at most 1,024 characters.</summary>
    public static bool IsName(string name) => BlobName.Is(name);

    /// <summary>Creates a blob, where there is none of its name.</summary>
    /// <param name="name">As <see cref="IsName"/> says.</param>
    /// <param name="content">At most <see cref="MaximumBytes"/>; must not change before the call returns.</param>
    /// <exception cref="ArgumentException">Such a name or so much content is never sent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; it may have been written.</exception>
    public async ValueTask<BlobPut> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken ct) =>
        (await PutAsync(name, content, replaced: null, ct).ConfigureAwait(false)).Outcome;

    /// <summary>Reads a blob that is not longer than <paramref name="maximumBytes"/>.</summary>
    /// <exception cref="ArgumentException">Such a name or limit is never asked for.</exception>
    public async ValueTask<BlobGet> ReadAsync(string name, long maximumBytes, CancellationToken ct)
    {
        BlobName.Check(name);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumBytes);
        var limit = Math.Min(maximumBytes, Array.MaxLength);
        var outcome = await Rest.SendAsync(() => Request(HttpMethod.Get, name), (response, either) => BlobAnswers.GetAsync(name, response, limit, either), isRepeatable: true, ct)
            .ConfigureAwait(false);
        return outcome switch
        {
            RestOutcome<BlobGet>.Answered answered => answered.Value,
            RestOutcome<BlobGet>.Broken broken => new BlobGet.Failed($"blob {name}: {broken.Reason}"),
            _ => throw new InvalidOperationException($"No such case: {outcome}"),
        };
    }

    /// <summary>Deletes a blob, which has no snapshots. Null: there is none of its name, also where there was none before; otherwise why it may still be there.</summary>
    /// <exception cref="ArgumentException">Such a name is never sent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; it may be gone.</exception>
    public async ValueTask<string?> DeleteAsync(string name, CancellationToken ct)
    {
        BlobName.Check(name);
        var outcome = await Rest.SendAsync(() => Request(HttpMethod.Delete, name), (response, _) => new ValueTask<string?>(BlobAnswers.Delete(name, response)), isRepeatable: true, ct)
            .ConfigureAwait(false);
        return outcome switch
        {
            RestOutcome<string?>.Answered answered => answered.Value,
            RestOutcome<string?>.Broken broken => $"blob {name}: {broken.Reason}",
            _ => throw new InvalidOperationException($"No such case: {outcome}"),
        };
    }

    /// <summary>Writes a blob under a condition.</summary>
    /// <param name="replaced">The version that it must have; null: there must be none.</param>
    internal async ValueTask<PutAnswer> PutAsync(string name, ReadOnlyMemory<byte> content, EntityTagHeaderValue? replaced, CancellationToken ct)
    {
        BlobName.Check(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, MaximumBytes, nameof(content));
        BlobPut.Unknown? doubt = null;
        var outcome = await Rest.SendAsync(() => Put(name, content, replaced), Judge, isRepeatable: false, ct).ConfigureAwait(false);
        return outcome switch
        {
            RestOutcome<PutAnswer>.Answered { Value.Outcome: BlobPut.Failed } when doubt is not null => new(doubt, null, doubt),
            RestOutcome<PutAnswer>.Answered answered => answered.Value,
            RestOutcome<PutAnswer>.Broken broken when broken.MayHaveArrived || doubt is not null => new(new BlobPut.Unknown($"blob {name}: {broken.Reason}"), null, doubt),
            RestOutcome<PutAnswer>.Broken broken => new(new BlobPut.Failed($"blob {name}: {broken.Reason}"), null, null),
            _ => throw new InvalidOperationException($"No such case: {outcome}"),
        };

        // An earlier attempt that may have written stays in doubt when a later one did not.
        ValueTask<PutAnswer> Judge(HttpResponseMessage response, CancellationToken _)
        {
            var put = BlobAnswers.Put(name, response, replaced is not null);
            doubt = put as BlobPut.Unknown ?? doubt;
            return new(new PutAnswer(put, response.Headers.ETag, doubt));
        }
    }

    internal HttpRequestMessage Request(HttpMethod method, string target)
    {
        var request = new HttpRequestMessage(method, target.StartsWith('?') ? _container + target : $"{_container}/{target}") { Version = HttpVersion.Version11 };
        request.Headers.Add("x-ms-version", Version);
        request.Headers.Add("x-ms-date", _time.GetUtcNow().ToString("R"));
        return request;
    }

    private HttpRequestMessage Put(string name, ReadOnlyMemory<byte> content, EntityTagHeaderValue? replaced)
    {
        var request = Request(HttpMethod.Put, name);
        if (replaced is null) request.Headers.TryAddWithoutValidation("If-None-Match", "*");
        else request.Headers.IfMatch.Add(replaced);
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        request.Content = new ReadOnlyMemoryContent(content);
        request.Content.Headers.ContentType = new("application/octet-stream");
        // The service compares it with what arrives and keeps it for those who read.
        request.Content.Headers.ContentMD5 = Checksum.Of(content.Span);
        return request;
    }

    /// <param name="Outcome">What came of the last attempt; unknown where that did not write and an earlier one may have.</param>
    /// <param name="Tag">The version that was written.</param>
    /// <param name="Doubt">An attempt that may have written.</param>
    internal readonly record struct PutAnswer(BlobPut Outcome, EntityTagHeaderValue? Tag, BlobPut.Unknown? Doubt);
}
