using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Ledger;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Pipeline;

/// <summary>The attester sets of a deployment in order, as its ledger proves them: each named by a batch that the one before it signed.</summary>
/// <remarks>The ledger is the only record of who signs. A rotation that is reserved and not signed has changed nothing yet.</remarks>
public sealed class AttesterHistory
{
    /// <summary>The shard whose batches are rotations.</summary>
    public static readonly ShardId Shard = ShardId.Parse("attesters");

    private readonly SigningDomain _domain;
    private readonly List<AttesterSet> _sets;

    /// <summary>What a verifier accepts that has followed the rotation away from the set of the same place.</summary>
    private readonly List<AttesterSets> _followed = [];

    private AttesterHistory(SigningDomain domain, AttesterSet first) => (_domain, _sets) = (domain, [first]);

    public AttesterSet First => _sets[0];

    /// <summary>The set of the last rotation; it may begin later.</summary>
    public AttesterSet Current => _sets[^1];

    /// <summary>What a verifier that has followed every rotation accepts.</summary>
    public AttesterSets Accepted => For(Current.Epoch);

    /// <summary>The set that a rotation names which was reserved and has no signatures; null where none is open.</summary>
    public AttesterSet? Pending { get; private set; }

    /// <param name="first">The set that is trusted to begin with. Rotations to it and to sets before it are passed over.</param>
    /// <returns>The history as far as it holds, and what is wrong after that.</returns>
    public static async Task<(AttesterHistory History, string? Problem)> ReadAsync(ILedgerReader ledger, SigningDomain domain, AttesterSet first, CancellationToken cancellation)
    {
        var history = new AttesterHistory(domain, first);
        await foreach (var entry in ledger.ReadFromAsync(Shard.ToString(), 0, cancellation).ConfigureAwait(false))
        {
            if (history.Follow(entry) is { } refusal) return (history, $"shard {Shard}, batch {entry.Reservation.Sequence}: {refusal}");
        }

        return (history, null);
    }

    /// <summary>The set of an epoch, or null.</summary>
    public AttesterSet? Find(uint epoch) => _sets.FirstOrDefault(set => set.Epoch == epoch);

    /// <summary>The sets by which a batch of that epoch is verified: the epoch's own until its grace ends, as whoever followed at the time would have.</summary>
    public AttesterSets For(uint epoch)
    {
        var place = (long)epoch - First.Epoch;
        if (_followed.Count == 0) return new(First);
        return place >= 0 && place < _followed.Count ? _followed[(int)place] : _followed[^1];
    }

    /// <summary>The sets that matter to whoever signs or co-signs now: the current one and the one before it.</summary>
    public IReadOnlyList<AttesterSet> Recent => [.. _sets.TakeLast(2)];

    /// <summary>From when on nothing of the set is accepted, Unix milliseconds: its expiry, or the end of its grace where another follows it.</summary>
    public long SignsUntil(AttesterSet set) => Accepted.Previous is var (previous, until) && previous.Equals(set) ? until : set.ExpiresAt;

    private Refusal? Follow(LedgerEntry entry)
    {
        if (StoredBatch.Open(entry, _domain, out var stored) is { } broken) return broken;
        var named = stored!.Leaves.Select(static leaf => StatementCodec.Decode(leaf.Bytes.Span, out var statement) is null ? statement : null).OfType<AttesterSetStatement>().ToList();
        if (named is not [{ Set: var next }]) return new Refusal.BadRotation(stored.Header.Epoch, $"a batch of shard {Shard} states one attester set, not {named.Count}");
        if (next.Epoch <= First.Epoch) return null;
        if (stored.Signatures.Count == 0)
        {
            Pending = next;
            return null;
        }

        var sets = new AttesterSets(Current);
        if (new AttestationVerifier(_domain, sets).Verify(stored.ToAttestation(), null, out var batch) is { } refusal) return refusal;
        if (sets.Follow(batch!) is { } bad) return bad;
        _followed.Add(sets);
        _sets.Add(next);
        return null;
    }
}
