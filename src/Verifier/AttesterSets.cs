using CrossChainOracle.Domain;

namespace CrossChainOracle.Verifier;

/// <summary>Which attester sets a verifier accepts: the current epoch until it expires and the one before for a grace; rotations in order.</summary>
/// <remarks>Docs: specification, section 9. Not thread-safe for <see cref="Rotate"/>; reads may overlap with each other.</remarks>
public sealed class AttesterSets
{
    private readonly RecoveryRule? _recovery;
    private readonly long _graceMs;
    private AttesterSet? _previous;
    private long _rotatedAt;

    /// <param name="anchor">The set that is trusted to begin with; everything later follows from it by rotations.</param>
    /// <param name="recovery">Who may rotate after the current set has expired; null: nobody.</param>
    /// <param name="graceMs">How long the epoch before stays accepted after a rotation takes effect; at most one hour.</param>
    public AttesterSets(AttesterSet anchor, RecoveryRule? recovery = null, long graceMs = AttesterSet.MaximumGraceMs)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(graceMs, AttesterSet.MaximumGraceMs);
        ArgumentOutOfRangeException.ThrowIfNegative(graceMs);
        ArgumentOutOfRangeException.ThrowIfEqual(anchor.Epoch, AttesterSet.RecoveryEpoch);
        (Current, _recovery, _graceMs) = (anchor, recovery, graceMs);
    }

    public AttesterSet Current { get; private set; }

    /// <summary>The set before the current one and when its grace ends, Unix milliseconds; null before the first rotation.</summary>
    public (AttesterSet Set, long AcceptedUntil)? Previous => _previous is null ? null : (_previous, Math.Min(_previous.ExpiresAt, _rotatedAt + _graceMs));

    /// <summary>The set that may sign a batch of this epoch at this time, or why none may.</summary>
    /// <param name="epoch">As the batch header says.</param>
    /// <param name="now">Unix milliseconds: the verifier's clock, or the batch's own observation time where only integrity is asked.</param>
    /// <param name="set">The set, when nothing is refused.</param>
    public Refusal? Find(uint epoch, long now, out AttesterSet? set)
    {
        set = null;
        if (epoch == AttesterSet.RecoveryEpoch && _recovery is not null) return FindRecovery(now, out set);
        if (epoch == Current.Epoch) return Within(Current, Current.ExpiresAt, now, out set);
        if (Previous is var (previous, until) && epoch == previous.Epoch) return Within(previous, until, now, out set);
        return new Refusal.UnknownEpoch(epoch, Current.Epoch);
    }

    /// <summary>Follows a verified rotation. The batch that carries it must have been signed by the epoch before, or by the recovery set.</summary>
    /// <param name="batch">Verified by the sets as they are now.</param>
    /// <param name="next">The set the batch states.</param>
    public Refusal? Rotate(VerifiedBatch batch, AttesterSet next)
    {
        var expected = Current.Epoch + 1;
        if (!batch.Statements.Contains(new AttesterSetStatement(next))) return new Refusal.BadRotation(next.Epoch, "the batch does not state this set");
        if (next.Epoch == AttesterSet.RecoveryEpoch) return new Refusal.BadRotation(next.Epoch, "is the recovery set's number");
        if (next.Epoch != expected) return new Refusal.BadRotation(next.Epoch, $"rotations apply in order: epoch {expected} is next");
        if (batch.Header.Epoch == AttesterSet.RecoveryEpoch)
        {
            if (_recovery is null) return new Refusal.BadRotation(next.Epoch, "there is no recovery set");
            var earliest = Math.Max(Current.ExpiresAt, batch.Header.ObservedAt + _recovery.DelayMs);
            if (next.ValidFrom < earliest) return new Refusal.BadRotation(next.Epoch, $"a recovery takes effect {_recovery.DelayMs} ms after it was published and after expiry: not before {earliest}");
        }
        else if (batch.Header.Epoch != Current.Epoch)
        {
            return new Refusal.BadRotation(next.Epoch, $"must be signed by epoch {Current.Epoch}, not {batch.Header.Epoch}");
        }

        (_previous, Current, _rotatedAt) = (Current, next, next.ValidFrom);
        return null;
    }

    /// <summary>Follows whatever rotation a batch brings. One to the current epoch or an older one was followed before.</summary>
    /// <param name="batch">Verified by the sets as they are now.</param>
    public Refusal? Follow(VerifiedBatch batch)
    {
        foreach (var statement in batch.Statements.OfType<AttesterSetStatement>())
        {
            if (statement.Set.Epoch > Current.Epoch && Rotate(batch, statement.Set) is { } refusal) return refusal;
        }

        return null;
    }

    private Refusal? FindRecovery(long now, out AttesterSet? set)
    {
        set = null;
        return now < Current.ExpiresAt
            ? new Refusal.EpochNotYetValid(AttesterSet.RecoveryEpoch, Current.ExpiresAt, now)
            : Within(_recovery!.Set, _recovery.Set.ExpiresAt, now, out set);
    }

    private static Refusal? Within(AttesterSet candidate, long until, long now, out AttesterSet? set)
    {
        set = null;
        if (now < candidate.ValidFrom) return new Refusal.EpochNotYetValid(candidate.Epoch, candidate.ValidFrom, now);
        if (now >= until) return new Refusal.EpochExpired(candidate.Epoch, until, now);
        set = candidate;
        return null;
    }
}

/// <summary>Who may name the next attester set once the current one has expired, and how long everyone can see it before it takes effect.</summary>
/// <param name="Set">Has <see cref="AttesterSet.RecoveryEpoch"/>.</param>
/// <param name="DelayMs">Milliseconds between the rotation's observation time and its effect, at least.</param>
public sealed record RecoveryRule(AttesterSet Set, long DelayMs);
