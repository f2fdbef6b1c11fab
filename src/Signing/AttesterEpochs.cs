using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing;

/// <summary>The attester sets that an attester knows, by epoch.</summary>
internal sealed class AttesterEpochs(IReadOnlyList<AttesterSet> sets)
{
    private readonly Dictionary<uint, AttesterSet> _sets = sets.ToDictionary(set => set.Epoch);

    /// <summary>The set of the epoch where it is known and in force at the time; otherwise why not.</summary>
    public Refusal? Find(uint epoch, long at, out AttesterSet? set)
    {
        if (!_sets.TryGetValue(epoch, out set)) return new Refusal.UnknownEpoch(epoch, _sets.Count == 0 ? 0 : _sets.Keys.Max());
        if (at < set.ValidFrom) return new Refusal.EpochNotYetValid(epoch, set.ValidFrom, at);
        var end = EndOf(set);
        return at >= end ? new Refusal.EpochExpired(epoch, end, at) : null;
    }

    /// <summary>Where the set that follows is known, the end of the grace after which no verifier accepts this one (specification, section 9).</summary>
    private long EndOf(AttesterSet set) =>
        set.Epoch < uint.MaxValue && _sets.TryGetValue(set.Epoch + 1, out var next) ? Math.Min(set.ExpiresAt, next.ValidFrom + AttesterSet.MaximumGraceMs) : set.ExpiresAt;

    /// <summary>The set whose signatures vouch for the batch before a round: of the round's epoch or the one before it. Keys of older epochs vouch for nothing.</summary>
    public Refusal? FindPrevious(uint epoch, BatchHeader previous, out AttesterSet? set)
    {
        set = null;
        return AttesterSet.MayContinue(epoch, previous.Epoch)
            ? Find(previous.Epoch, previous.ObservedAt, out set)
            : new Refusal.BadRotation(previous.Epoch, $"a round of epoch {epoch} continues a batch of epoch {epoch} or the one before");
    }
}
