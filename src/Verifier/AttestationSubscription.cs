using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Verifier;

/// <summary>What a subscription yields: each arrived attestation, verified and tracked, or why not; and when the connection was lost.</summary>
public abstract record SubscriptionEvent
{
    private SubscriptionEvent() { }

    /// <param name="Cursor">Resume after this one by passing it as the cursor.</param>
    /// <param name="Batch">Verified.</param>
    /// <param name="Tracking">Where it stands among the others of its shard.</param>
    /// <param name="Times">What the node says of its way; not signed.</param>
    public sealed record Received(string? Cursor, VerifiedBatch Batch, TrackOutcome Tracking, BatchTimes Times) : SubscriptionEvent;

    public sealed record Refused(string? Cursor, Refusal Refusal) : SubscriptionEvent;

    /// <summary>The stream ended or failed; the subscription tries again after <paramref name="RetryAfter"/>.</summary>
    public sealed record Interrupted(string Reason, TimeSpan RetryAfter) : SubscriptionEvent;
}

/// <summary>When a batch passed the stages that are not in its signed bytes. Unix milliseconds, null where the node does not say.</summary>
/// <param name="SignedAt">A threshold had signed.</param>
/// <param name="PublishedAt">The stream had taken it.</param>
public sealed record BatchTimes(long? SignedAt, long? PublishedAt);

/// <summary>Follows a node's <c>/v1/stream</c>: verifies, tracks, and resumes after the last event it saw.</summary>
/// <remarks>Delivery is at least once; a repeated batch comes out as <see cref="Refusal.Duplicate"/>. Ends only when cancelled.</remarks>
/// <param name="http">Its timeout should be infinite: the stream is quiet for as long as there is nothing to say but pings.</param>
/// <param name="stream">Such as <c>http://127.0.0.1:5080/v1/stream</c>.</param>
/// <param name="time">The consumer's clock.</param>
public sealed class AttestationSubscription(HttpClient http, Uri stream, AttestationVerifier verifier, AttestationTracker tracker, TimeProvider time)
{
    /// <summary>Longest wait before connecting again.</summary>
    public static readonly TimeSpan MaximumBackoff = TimeSpan.FromSeconds(10);

    /// <summary>A connection that says nothing for this long, not even a ping, is dead.</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(45);

    /// <summary>Longest event that is read; the largest batch that the format allows is well below.</summary>
    public long MaximumEventBytes { get; init; } = 64L << 20;

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(200);

    /// <summary>The last event seen; pass it to <see cref="FollowAsync"/> after a restart.</summary>
    public string? Cursor { get; private set; }

    public async IAsyncEnumerable<SubscriptionEvent> FollowAsync(string? cursor = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        Cursor = cursor ?? Cursor;
        var backoff = FirstBackoff;
        while (true)
        {
            string? reason = null;
            await using var events = ConnectAsync(failure => reason = failure, cancellation).GetAsyncEnumerator(cancellation);
            while (await events.MoveNextAsync().ConfigureAwait(false))
            {
                backoff = FirstBackoff;
                if (events.Current.EventType != "attestation") continue;
                if (IsCursor(events.Current.EventId)) Cursor = events.Current.EventId;
                yield return Open(events.Current);
            }

            cancellation.ThrowIfCancellationRequested();
            yield return new SubscriptionEvent.Interrupted(reason ?? "the stream ended", backoff);
            await Task.Delay(backoff, time, cancellation).ConfigureAwait(false);
            backoff = backoff * 2 > MaximumBackoff ? MaximumBackoff : backoff * 2;
        }
    }

    private async IAsyncEnumerable<SseItem<string>> ConnectAsync(Action<string> failed, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var idle = new CancellationTokenSource(IdleLimit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, idle.Token);
        using var response = await TryAsync(() => RequestAsync(stop.Token), Fail).ConfigureAwait(false);
        if (response is null) yield break;
        if (!response.IsSuccessStatusCode)
        {
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

    private SubscriptionEvent Open(SseItem<string> item)
    {
        var refusal = Parse(item.Data, out var attestation, out var times);
        VerifiedBatch? batch = null;
        refusal ??= verifier.Verify(attestation!, time.GetUtcNow().ToUnixTimeMilliseconds(), out batch);
        return refusal is null
            ? new SubscriptionEvent.Received(item.EventId, batch!, tracker.Track(batch!), times)
            : new SubscriptionEvent.Refused(item.EventId, refusal);
    }

    /// <summary>The event's data is a JSON object whose <c>attestation</c> is the wire form in hex.</summary>
    private static Refusal? Parse(string data, out Attestation? attestation, out BatchTimes times)
    {
        (attestation, times) = (null, new(null, null));
        using var json = StrictJson.Parse(System.Text.Encoding.UTF8.GetBytes(data), out _);
        if (json?.RootElement is { ValueKind: JsonValueKind.Object } root
            && root.TryGetProperty("attestation", out var text)
            && text.ValueKind == JsonValueKind.String
            && Hex.TryDecode(text.GetString(), out byte[]? bytes))
        {
            times = new(TimeOf(root, "signedAt"), TimeOf(root, "publishedAt"));
            return AttestationCodec.Decode(bytes, out attestation);
        }

        return new Refusal.OutOfRange("stream event: attestation", data.Length > 40 ? data[..40] + "…" : data, "must be hex in a JSON object");
    }

    private static long? TimeOf(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var time) && UnixTime.IsValid(time) ? time : null;
}
