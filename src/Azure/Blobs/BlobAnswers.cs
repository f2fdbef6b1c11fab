using System.Globalization;
using System.Net;
using CrossChainOracle.Azure.Rest;

namespace CrossChainOracle.Azure.Blobs;

/// <summary>What the service's answers mean ("Status and error codes" of the Blob service's REST interface).</summary>
internal static class BlobAnswers
{
    /// <param name="isReplacing">Under the condition that the blob has a certain version; otherwise that there is none.</param>
    public static BlobPut Put(string name, HttpResponseMessage response, bool isReplacing)
    {
        var code = Code(response);
        return (response.StatusCode, code) switch
        {
            (HttpStatusCode.Created, _) => new BlobPut.Created(),
            // 412 is the condition's own status.
            (HttpStatusCode.Conflict, "BlobAlreadyExists") or (HttpStatusCode.PreconditionFailed, "ConditionNotMet") => new BlobPut.Exists(),
            // It may not be overwritten, so it is there; of its version this says nothing.
            (HttpStatusCode.Conflict, "BlobImmutableDueToPolicy") when !isReplacing => new BlobPut.Exists(),
            // Busy is said before anything is done; other failures of a server may come after it.
            (HttpStatusCode.ServiceUnavailable, "ServerBusy") => new BlobPut.Failed(Text(name, response, code)),
            ( >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout, _) => new BlobPut.Unknown(Text(name, response, code)),
            // Successes that are not this verb's: something else answers in the service's name.
            ( < HttpStatusCode.Ambiguous, _) => new BlobPut.Unknown(Text(name, response, code)),
            _ => new BlobPut.Failed(Text(name, response, code)),
        };
    }

    /// <summary>Null: there is no such blob (any more).</summary>
    public static string? Delete(string name, HttpResponseMessage response)
    {
        var code = Code(response);
        return (response.StatusCode, code) is (HttpStatusCode.Accepted, _) or (HttpStatusCode.NotFound, "BlobNotFound") ? null : Text(name, response, code);
    }

    /// <exception cref="IOException">The answer broke off.</exception>
    public static async ValueTask<BlobPage> PageAsync(string prefix, HttpResponseMessage response, CancellationToken ct)
    {
        if (response.StatusCode != HttpStatusCode.OK) return new BlobPage.Failed(Status(response, Code(response)));
        return await BoundedBody.ReadAsync(response.Content, BlobPage.MaximumBytes, ct).ConfigureAwait(false) is { } body
            ? BlobPage.Parse(body.Span, prefix)
            : new BlobPage.Failed($"an answer of more than {BlobPage.MaximumBytes} bytes");
    }

    /// <exception cref="IOException">The answer broke off.</exception>
    public static async ValueTask<BlobGet> GetAsync(string name, HttpResponseMessage response, long limit, CancellationToken ct)
    {
        var code = Code(response);
        return (response.StatusCode, code) switch
        {
            (HttpStatusCode.OK, _) => await ContentAsync(name, response.Content, limit, ct).ConfigureAwait(false),
            (HttpStatusCode.NotFound, "BlobNotFound") => new BlobGet.NotFound(),
            _ => new BlobGet.Failed(Text(name, response, code)),
        };
    }

    /// <summary>The length is what the service announces: without one, the end of a connection would look like the end of the blob.</summary>
    private static async ValueTask<BlobGet> ContentAsync(string name, HttpContent content, long limit, CancellationToken ct)
    {
        if (content.Headers.ContentLength is not { } length) return new BlobGet.Failed($"blob {name}: an answer without a length");
        if (length > limit) return new BlobGet.TooLarge(length, limit);
        var bytes = new byte[length];
        using var stream = await content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        await stream.ReadExactlyAsync(bytes, ct).ConfigureAwait(false);
        return content.Headers.ContentMD5 is { } hash && !Checksum.Of(bytes).AsSpan().SequenceEqual(hash)
            ? new BlobGet.Failed($"blob {name}: {length} bytes that are not those of their Content-MD5")
            : new BlobGet.Found(bytes);
    }

    private static string? Code(HttpResponseMessage response) =>
        ErrorCode.Clean(response.Headers.TryGetValues("x-ms-error-code", out var values) ? values.First() : null);

    private static string Text(string name, HttpResponseMessage response, string? code) => $"blob {name}: {Status(response, code)}";

    private static string Status(HttpResponseMessage response, string? code)
    {
        var later = response.Headers.RetryAfter?.Delta is { } delta ? string.Create(CultureInfo.InvariantCulture, $", come back after {delta.TotalSeconds:0} s") : string.Empty;
        return $"HTTP {(int)response.StatusCode}{(code is null ? string.Empty : " ")}{code}{later}";
    }
}
