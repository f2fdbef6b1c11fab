using System.Runtime.CompilerServices;
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

    /// <summary>Batches before the one that comes next are missing and could not be had now. They are asked for again from time to time, and come as <see cref="TrackOutcome.Late"/> then.</summary>
    /// <param name="First">The oldest of them.</param>
    /// <param name="Last">The newest of them.</param>
    /// <param name="Reason">Why the first could not be had.</param>
    public sealed record Unrepaired(ShardId Shard, ulong First, ulong Last, string Reason) : SubscriptionEvent;

    /// <summary>The stream ended or failed; the subscription tries again after <paramref name="RetryAfter"/>.</summary>
    public sealed record Interrupted(string Reason, TimeSpan RetryAfter) : SubscriptionEvent;
}

/// <summary>When a batch passed the stages that are not in its signed bytes. Unix milliseconds, null where the node does not say.</summary>
/// <param name="SignedAt">A threshold had signed.</param>
/// <param name="PublishedAt">The stream had taken it.</param>
public sealed record BatchTimes(long? SignedAt, long? PublishedAt);

/// <summary>Follows a node's <c>/v1/stream</c>: verifies, tracks, and resumes after the last event it saw. Follows the rotations that come by.</summary>
/// <remarks>Delivery is at least once; a repeated batch comes out as <see cref="Refusal.Duplicate"/>. Ends only when cancelled.</remarks>
/// <param name="http">Its timeout should be infinite: the stream is quiet for as long as there is nothing to say but pings.</param>
/// <param name="stream">Such as <c>http://127.0.0.1:5080/v1/stream</c>.</param>
/// <param name="time">The consumer's clock.</param>
public sealed class AttestationSubscription(HttpClient http, Uri stream, AttestationVerifier verifier, AttestationTracker tracker, TimeProvider time)
{
    private readonly StreamFollower _follower = new(http, stream, time);
    private readonly HoleFiller? _holes;

    /// <summary>Longest event that is read; the largest batch that the format allows is well below.</summary>
    public long MaximumEventBytes { get => _follower.MaximumEventBytes; init => _follower = new(http, stream, time) { MaximumEventBytes = value }; }

    /// <summary>Where batches are asked for that the stream left out, such as the node itself. They come before the batch that showed that they were missing, with the cursor before it. Null: holes are the consumer's to fill.</summary>
    public BatchSource? Missing { get => _holes?.Source; init => _holes = value is null ? null : new(value, tracker, verifier.Sets, time); }

    /// <summary>After the last event that was handed on; pass it to <see cref="FollowAsync"/> after a restart.</summary>
    public string? Cursor { get; private set; }

    public async IAsyncEnumerable<SubscriptionEvent> FollowAsync(string? cursor = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        Cursor = cursor ?? Cursor;
        await foreach (var followed in _follower.FollowAsync(Cursor, cancellation).ConfigureAwait(false))
        {
            if (followed is FollowedEvent.Interrupted interrupted)
            {
                yield return new SubscriptionEvent.Interrupted(interrupted.Reason, interrupted.RetryAfter);
                continue;
            }

            var refusal = Open(followed, out var batch, out var times);
            if (batch is not null && _holes is not null)
            {
                await foreach (var repaired in _holes.FillAsync(batch.Header, Cursor, cancellation).ConfigureAwait(false)) yield return repaired;
            }

            Cursor = _follower.Cursor;
            refusal ??= verifier.Sets.Follow(batch!);
            yield return refusal is null ? new SubscriptionEvent.Received(Cursor, batch!, tracker.Track(batch!), times) : new SubscriptionEvent.Refused(Cursor, refusal);
        }
    }

    private Refusal? Open(FollowedEvent followed, out VerifiedBatch? batch, out BatchTimes times)
    {
        (batch, times) = (null, new(null, null));
        if (followed is FollowedEvent.Malformed malformed) return malformed.Refusal;
        var arrived = (FollowedEvent.Arrived)followed;
        times = arrived.Times;
        return AttestationCodec.Decode(arrived.Body, out Attestation? attestation) ?? verifier.Verify(attestation!, time.GetUtcNow().ToUnixTimeMilliseconds(), out batch);
    }
}
