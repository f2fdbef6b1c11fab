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
        return at >= set.ExpiresAt ? new Refusal.EpochExpired(epoch, set.ExpiresAt, at) : null;
    }

    /// <summary>The set whose signatures vouch for the batch before a round: of the round's epoch or the one before it. Keys of older epochs vouch for nothing.</summary>
    public Refusal? FindPrevious(uint epoch, BatchHeader previous, out AttesterSet? set)
    {
        set = null;
        return previous.Epoch == epoch || (previous.Epoch < epoch && epoch - previous.Epoch == 1)
            ? Find(previous.Epoch, previous.ObservedAt, out set)
            : new Refusal.BadRotation(previous.Epoch, $"a round of epoch {epoch} continues a batch of epoch {epoch} or the one before");
    }
}
