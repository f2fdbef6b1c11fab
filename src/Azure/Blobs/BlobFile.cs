using System.Net;
using System.Net.Http.Headers;
using CrossChainOracle.Azure.Rest;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Azure.Blobs;

/// <summary>A file as one blob, whose ETag is its version: Put Blob with <c>If-Match</c> or <c>If-None-Match: *</c>, Get Blob with <c>If-None-Match</c>. Thread-safe.</summary>
/// <remarks>
/// A version is never used twice, so a put that arrives late finds its condition broken. What an earlier attempt of the same call may have written is
/// <see cref="VersionedWrite.Unknown"/> even where a later one is told that the version is another: it may be its own.
/// </remarks>
public sealed class BlobFile : IVersionedFile
{
    private readonly BlobContainer _container;
    private readonly string _name;
    private readonly int _maximumBytes;

    /// <param name="container">Where it is; the identity may read and write it.</param>
    /// <param name="name">Segments of letters, digits, <c>- . _ ~</c> between single slashes.</param>
    /// <param name="maximumBytes">1 to <see cref="BlobContainer.MaximumBytes"/>. A longer blob is not read, longer content is never sent.</param>
    /// <exception cref="ArgumentException">No such name or limit.</exception>
    public BlobFile(BlobContainer container, string name, int maximumBytes)
    {
        BlobName.Check(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximumBytes, BlobContainer.MaximumBytes);
        (_container, _name, _maximumBytes) = (container, name, maximumBytes);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><paramref name="known"/> is no version that a read or write gave.</exception>
    public async ValueTask<VersionedRead> ReadAsync(string? known, CancellationToken ct)
    {
        var tag = Tag(known, nameof(known));
        var outcome = await _container.Rest.SendAsync(Request, (response, either) => ReadAsync(response, tag is not null, either), isRepeatable: true, ct).ConfigureAwait(false);
        return outcome switch
        {
            RestOutcome<VersionedRead>.Answered answered => answered.Value,
            RestOutcome<VersionedRead>.Broken broken => new VersionedRead.Failed($"blob {_name}: {broken.Reason}"),
            _ => throw new InvalidOperationException($"No such case: {outcome}"),
        };

        HttpRequestMessage Request()
        {
            var request = _container.Request(HttpMethod.Get, _name);
            if (tag is not null) request.Headers.IfNoneMatch.Add(tag);
            return request;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">More content than the file may have, or no version that a read or write gave.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; it may have been written.</exception>
    public async ValueTask<VersionedWrite> ReplaceAsync(ReadOnlyMemory<byte> content, string? version, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, _maximumBytes, nameof(content));
        var answer = await _container.PutAsync(_name, content, Tag(version, nameof(version)), ct).ConfigureAwait(false);
        return answer.Outcome switch
        {
            BlobPut.Created when Version(answer.Tag) is { } written => new VersionedWrite.Written(written),
            BlobPut.Created => new VersionedWrite.Unknown($"blob {_name}: an answer without a version"),
            BlobPut.Exists when answer.Doubt is { } doubt => new VersionedWrite.Unknown(doubt.Reason),
            BlobPut.Exists => new VersionedWrite.Overtaken(),
            BlobPut.Failed failed => new VersionedWrite.Failed(failed.Reason),
            BlobPut.Unknown unknown => new VersionedWrite.Unknown(unknown.Reason),
            var other => throw new InvalidOperationException($"No such case: {other}"),
        };
    }

    private async ValueTask<VersionedRead> ReadAsync(HttpResponseMessage response, bool isKnown, CancellationToken ct)
    {
        if (isKnown && response.StatusCode == HttpStatusCode.NotModified) return new VersionedRead.Unchanged();
        return await BlobAnswers.GetAsync(_name, response, _maximumBytes, ct).ConfigureAwait(false) switch
        {
            BlobGet.Found found when Version(response.Headers.ETag) is { } version => new VersionedRead.Found(found.Content, version),
            BlobGet.Found => new VersionedRead.Failed($"blob {_name}: an answer without a version"),
            BlobGet.NotFound => new VersionedRead.Nothing(),
            BlobGet.TooLarge large => new VersionedRead.Failed($"blob {_name}: {large.Bytes} bytes, at most {large.Limit} are read"),
            BlobGet.Failed failed => new VersionedRead.Failed(failed.Reason),
            var other => throw new InvalidOperationException($"No such case: {other}"),
        };
    }

    /// <summary>Strong ones only: a weak one never matches (RFC 9110, section 13.1.1).</summary>
    private static string? Version(EntityTagHeaderValue? tag) => tag is { IsWeak: false, Tag: not "*" } ? tag.Tag : null;

    private static EntityTagHeaderValue? Tag(string? version, string parameter) => version switch
    {
        null => null,
        _ when EntityTagHeaderValue.TryParse(version, out var tag) && Version(tag) is not null => tag,
        // "*" would replace whatever is there.
        _ => throw new ArgumentException($"'{version}' is no version of a blob.", parameter),
    };
}
