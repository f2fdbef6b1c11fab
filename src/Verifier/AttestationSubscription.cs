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

    /// <summary>Longest event that is read; the largest batch that the format allows is well below.</summary>
    public long MaximumEventBytes { get => _follower.MaximumEventBytes; init => _follower = new(http, stream, time) { MaximumEventBytes = value }; }

    /// <summary>The last event seen; pass it to <see cref="FollowAsync"/> after a restart.</summary>
    public string? Cursor => _follower.Cursor;

    public async IAsyncEnumerable<SubscriptionEvent> FollowAsync(string? cursor = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var followed in _follower.FollowAsync(cursor, cancellation).ConfigureAwait(false))
        {
            yield return followed switch
            {
                FollowedEvent.Arrived arrived => Open(arrived),
                FollowedEvent.Malformed malformed => new SubscriptionEvent.Refused(malformed.Cursor, malformed.Refusal),
                FollowedEvent.Interrupted interrupted => new SubscriptionEvent.Interrupted(interrupted.Reason, interrupted.RetryAfter),
                _ => throw new InvalidOperationException($"No such case: {followed}"),
            };
        }
    }

    private SubscriptionEvent Open(FollowedEvent.Arrived arrived)
    {
        var refusal = AttestationCodec.Decode(arrived.Body, out Attestation? attestation);
        VerifiedBatch? batch = null;
        refusal ??= verifier.Verify(attestation!, time.GetUtcNow().ToUnixTimeMilliseconds(), out batch);
        refusal ??= verifier.Sets.Follow(batch!);
        return refusal is null
            ? new SubscriptionEvent.Received(arrived.Cursor, batch!, tracker.Track(batch!), arrived.Times)
            : new SubscriptionEvent.Refused(arrived.Cursor, refusal);
    }
}
