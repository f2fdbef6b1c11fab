using CrossChainOracle.Domain;

namespace CrossChainOracle.Rounds;

/// <summary>The attester set that an operator wants next.</summary>
/// <param name="Threshold">Signatures needed.</param>
/// <param name="ExpiresAt">Unix milliseconds.</param>
/// <param name="Members">Ascending.</param>
/// <param name="Epoch">Null: the one after the current.</param>
/// <param name="ValidFrom">Unix milliseconds; null: from the moment of the rotation.</param>
public sealed record NextSet(int Threshold, long ExpiresAt, IReadOnlyList<EvmAddress> Members, uint? Epoch = null, long? ValidFrom = null)
{
    /// <summary>What it comes to after this set.</summary>
    /// <param name="current">Of an epoch below 2^32 − 1.</param>
    /// <param name="observedAt">The moment of the rotation, Unix milliseconds.</param>
    public AttesterSet? After(AttesterSet current, long observedAt, out string? problem) =>
        AttesterSet.Create(Epoch ?? checked(current.Epoch + 1), Threshold, ValidFrom ?? observedAt, ExpiresAt, Members, out problem);

    /// <summary>Whether the set is what is wanted; where no epoch or time was named, any is.</summary>
    public bool Names(AttesterSet set) =>
        Threshold == set.Threshold && ExpiresAt == set.ExpiresAt && Members.SequenceEqual(set.Members)
        && (Epoch ?? set.Epoch) == set.Epoch && (ValidFrom ?? set.ValidFrom) == set.ValidFrom;

    /// <summary>An attester signs a rotation to a set only where its own operator named that set.</summary>
    public Refusal? Approve(AttesterSet set) => Names(set) ? null : new Refusal.BadRotation(set.Epoch, "is not the set that was named here");
}
