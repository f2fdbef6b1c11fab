using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Verifier;

/// <summary>What comes of following a node's stream.</summary>
public abstract record FollowedEvent
{
    private FollowedEvent() { }

    /// <param name="Cursor">Resume after this one by passing it as the cursor; null where the event has none.</param>
    /// <param name="Body">The wire form of an attestation as the node says; nothing of it is verified.</param>
    /// <param name="Times">What the node says of its way.</param>
    public sealed record Arrived(string? Cursor, ReadOnlyMemory<byte> Body, BatchTimes Times) : FollowedEvent;

    /// <summary>The event has no attestation in it.</summary>
    public sealed record Malformed(string? Cursor, Refusal Refusal) : FollowedEvent;

    /// <summary>The stream ended or failed; it is tried again after <paramref name="RetryAfter"/>.</summary>
    /// <param name="UnknownCursor">The node does not know the place that was asked for: another data folder.</param>
    public sealed record Interrupted(string Reason, TimeSpan RetryAfter, bool UnknownCursor) : FollowedEvent;
}

/// <summary>Reads a node's <c>/v1/stream</c> and resumes after the last event it saw. Verifies nothing.</summary>
/// <remarks>Delivery is at least once. Ends only when cancelled.</remarks>
/// <param name="http">Its timeout should be infinite: the stream is quiet for as long as there is nothing to say but pings.</param>
/// <param name="stream">Such as <c>http://127.0.0.1:5080/v1/stream</c>.</param>
/// <param name="time">The consumer's clock.</param>
public sealed class StreamFollower(HttpClient http, Uri stream, TimeProvider time)
{
    /// <summary>Longest wait before connecting again.</summary>
    public static readonly TimeSpan MaximumBackoff = TimeSpan.FromSeconds(10);

    /// <summary>A connection that says nothing for this long, not even a ping, is dead.</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(45);

    /// <summary>Longest event that is read; the largest batch that the format allows is well below.</summary>
    public long MaximumEventBytes { get; init; } = 64L << 20;

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(200);

    private bool _unknownCursor;

    /// <summary>The last event seen; pass it to <see cref="FollowAsync"/> after a restart.</summary>
    public string? Cursor { get; private set; }

    public async IAsyncEnumerable<FollowedEvent> FollowAsync(string? cursor = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        Cursor = cursor ?? Cursor;
        var backoff = FirstBackoff;
        while (true)
        {
            string? reason = null;
            _unknownCursor = false;
            await using var events = ConnectAsync(failure => reason = failure, cancellation).GetAsyncEnumerator(cancellation);
            while (await events.MoveNextAsync().ConfigureAwait(false))
            {
                backoff = FirstBackoff;
                if (events.Current.EventType != "attestation") continue;
                if (IsCursor(events.Current.EventId)) Cursor = events.Current.EventId;
                yield return Open(events.Current);
            }

            cancellation.ThrowIfCancellationRequested();
            yield return new FollowedEvent.Interrupted(reason ?? "the stream ended", backoff, _unknownCursor);
            await Task.Delay(backoff, time, cancellation).ConfigureAwait(false);
            backoff = backoff * 2 > MaximumBackoff ? MaximumBackoff : backoff * 2;
        }
    }

    /// <summary>Connects from there the next time, such as <c>earliest</c> where the node does not know the place.</summary>
    public void Rewind(string cursor) => Cursor = cursor;

    private async IAsyncEnumerable<SseItem<string>> ConnectAsync(Action<string> failed, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var idle = new CancellationTokenSource(IdleLimit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, idle.Token);
        using var response = await TryAsync(() => RequestAsync(stop.Token), Fail).ConfigureAwait(false);
        if (response is null) yield break;
        if (!response.IsSuccessStatusCode)
        {
            _unknownCursor = Cursor is not null && response.StatusCode == HttpStatusCode.BadRequest;
            failed($"{stream.Host} answered {(int)response.StatusCode}");
            yield break;
        }

        var content = await TryAsync(() => response.Content.ReadAsStreamAsync(stop.Token), Fail).ConfigureAwait(false);
        if (content is null) yield break;
        await using var body = new LiveStream(content, MaximumEventBytes, () => idle.CancelAfter(IdleLimit));
        await using var items = SseParser.Create(body).EnumerateAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        while (await TryAsync(async () => await items.MoveNextAsync().ConfigureAwait(false), Fail).ConfigureAwait(false))
        {
            body.EventCompleted();
            yield return items.Current;
        }

        void Fail(string reason) => failed(idle.IsCancellationRequested ? $"nothing was heard for {IdleLimit.TotalSeconds} s" : reason);
    }

    private Task<HttpResponseMessage> RequestAsync(CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, stream);
        if (Cursor is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", Cursor);
        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>The default value, and the reason, where the network fails.</summary>
    private static async Task<T?> TryAsync<T>(Func<Task<T>> action, Action<string> failed)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            failed(failure.Message);
            return default;
        }
    }

    /// <summary>What can be sent back in a header. Another id is no place to resume from, and must not keep the next connection from being made.</summary>
    private static bool IsCursor(string? id) => id is { Length: > 0 and <= 1_024 } && !id.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <summary>The event's data is a JSON object whose <c>attestation</c> is the wire form in hex.</summary>
    private static FollowedEvent Open(SseItem<string> item)
    {
        using var json = StrictJson.Parse(System.Text.Encoding.UTF8.GetBytes(item.Data), out _);
        if (json?.RootElement is { ValueKind: JsonValueKind.Object } root
            && root.TryGetProperty("attestation", out var text)
            && text.ValueKind == JsonValueKind.String
            && Hex.TryDecode(text.GetString(), out byte[]? bytes))
        {
            return new FollowedEvent.Arrived(item.EventId, bytes, new(TimeOf(root, "signedAt"), TimeOf(root, "publishedAt")));
        }

        return new FollowedEvent.Malformed(item.EventId, new Refusal.OutOfRange("stream event: attestation", item.Data.Length > 40 ? item.Data[..40] + "…" : item.Data, "must be hex in a JSON object"));
    }

    private static long? TimeOf(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var time) && UnixTime.IsValid(time) ? time : null;
}
