using System.Net;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Verifier;

/// <summary>What came of asking for one batch.</summary>
public abstract record BatchFetch
{
    private BatchFetch() { }

    /// <summary>The batch that was asked for, verified.</summary>
    public sealed record Fetched(VerifiedBatch Batch) : BatchFetch;

    /// <summary>What was answered is not that batch, or not signed as it must be.</summary>
    public sealed record Refused(Refusal Refusal) : BatchFetch;

    /// <summary>There is none, or it has not its signatures yet; ask again later.</summary>
    public sealed record NotThere : BatchFetch;

    /// <summary>May be asked again.</summary>
    public sealed record Failed(string Reason) : BatchFetch;
}

/// <summary>Single batches from a node's or a read API's <c>/v1/shards/{shard}/batches/{sequence}</c>. Who answers need not be trusted. Thread-safe.</summary>
/// <param name="http">May be that of a stream: answers have a limit of their own.</param>
/// <param name="api">Such as <c>https://serve.example/</c>; <c>v1/…</c> is below it.</param>
/// <param name="time">The consumer's clock.</param>
public sealed class BatchSource(HttpClient http, Uri api, AttestationVerifier verifier, TimeProvider time)
{
    /// <summary>Longest answer that is read: hex doubles a batch, and what it was computed from stands beside it.</summary>
    public const int MaximumAnswerBytes = 64 << 20;

    /// <summary>How long one answer may take.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <exception cref="OperationCanceledException">The caller's token; a time limit is <see cref="BatchFetch.Failed"/>.</exception>
    public async ValueTask<BatchFetch> FetchAsync(ShardId shard, ulong sequence, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            using var response = await http.GetAsync(new Uri(api, $"v1/shards/{Uri.EscapeDataString(shard.ToString())}/batches/{sequence}"), HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.NotFound) return new BatchFetch.NotThere();
            if (!response.IsSuccessStatusCode) return new BatchFetch.Failed($"{api.Host} answered {(int)response.StatusCode}");
            await response.Content.LoadIntoBufferAsync(MaximumAnswerBytes, either.Token).ConfigureAwait(false);
            return Open(await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false), shard, sequence);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return new BatchFetch.Failed($"{api.Host}: {failure.GetType().Name}");
        }
    }

    internal BatchFetch Open(ReadOnlyMemory<byte> answer, ShardId shard, ulong sequence)
    {
        using var json = StrictJson.Parse(answer, out _);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root
            || !root.TryGetProperty("attestation", out var text)
            || text.ValueKind != JsonValueKind.String
            || !Hex.TryDecode(text.GetString(), out byte[]? bytes))
        {
            return new BatchFetch.Refused(new Refusal.OutOfRange("batch: attestation", "missing", "must be hex in a JSON object"));
        }

        if (root.TryGetProperty("signed", out var signed) && signed.ValueKind == JsonValueKind.False) return new BatchFetch.NotThere();
        if (AttestationCodec.Decode(bytes, out Attestation? attestation) is { } undecoded) return new BatchFetch.Refused(undecoded);
        var header = attestation!.Header;
        if (header.Shard != shard || header.Sequence != sequence) return new BatchFetch.Refused(new Refusal.OutOfRange("batch", $"{header.Shard} {header.Sequence}", $"must be {shard} {sequence}"));
        return verifier.Verify(attestation, time.GetUtcNow().ToUnixTimeMilliseconds(), out var batch) is { } refusal ? new BatchFetch.Refused(refusal) : new BatchFetch.Fetched(batch!);
    }
}
