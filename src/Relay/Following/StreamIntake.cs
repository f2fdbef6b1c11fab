using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Relay.Following;

/// <summary>Takes the events of a stream into one chain's inbox, and knows how far the stream is needed no more.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class StreamIntake
{
    /// <summary>Batches of epochs whose rotation has not come yet. Older ones are forgotten, and the place in the stream is kept: the next start finds them.</summary>
    private const int MaximumEarly = 4_096;

    private static readonly ShardId Unreadable = ShardId.Parse("?");

    private readonly RelayIntake _intake;
    private readonly IFollowPlace _place;
    private readonly StreamProgress _progress = new();
    private readonly Queue<Delivery> _early = [];
    private readonly AttesterSets _sets;

    /// <summary>Attestations that stated a set which became current, by its epoch, as long as the place in the stream is before them.</summary>
    private readonly SortedDictionary<uint, ReadOnlyMemory<byte>> _ahead = [];

    /// <summary>Batches by which a set became current.</summary>
    private readonly HashSet<(ShardId Shard, ulong Sequence)> _rotating = [];

    private uint _followed;
    private bool _forgot;

    /// <param name="first">The set that is trusted to begin with.</param>
    /// <param name="place">Loaded; what was followed up to its cursor is followed again.</param>
    /// <exception cref="InvalidDataException">The rotations that were followed do not follow from the set.</exception>
    public StreamIntake(SigningDomain domain, AttesterSet first, RecoveryRule? recovery, RelayInbox inbox, IFollowPlace place)
    {
        (_sets, _place, Inbox) = (new(first, recovery), place, inbox);
        _intake = new(domain, new(domain, _sets));
        foreach (var rotation in place.Rotations)
        {
            if (_intake.Open(rotation) is not IntakeOutcome.Accepted) throw new InvalidDataException("the attester sets that were followed before do not follow from the configured one");
        }

        _followed = _sets.Current.Epoch;
    }

    public RelayInbox Inbox { get; }

    /// <summary>Those that were followed; only to be looked up in.</summary>
    public AttesterSets Sets => _sets;

    /// <summary>Raised for every batch that is taken in, also one that came before.</summary>
    public event Action<VerifiedBatch, BatchTrail>? Accepted;

    /// <summary>Where the stream is followed from after a restart.</summary>
    public string? Cursor => _place.Cursor;

    /// <summary>Epoch of the newest set that was followed.</summary>
    public uint Epoch => _sets.Current.Epoch;

    /// <summary>Batches that wait for a rotation.</summary>
    public int Early => _early.Count;

    /// <returns>What of it will never be posted.</returns>
    public IReadOnlyList<Unpostable> Take(FollowedEvent.Arrived arrived, long now)
    {
        var trail = new BatchTrail(arrived.Times.SignedAt, arrived.Times.PublishedAt ?? now);
        var dead = new List<Unpostable>();
        var (header, epoch) = Open(new(arrived.Cursor ?? string.Empty, arrived.Body, trail), dead);
        if (arrived.Cursor is { } cursor) _progress.Note(cursor, header?.Shard ?? Unreadable, header?.Sequence ?? 0, epoch);
        return dead;
    }

    /// <summary>Moves the durable place in the stream on, as far as nothing before it is needed.</summary>
    /// <param name="oldestUnderWay">The lowest sequence of a shard that has a transaction which is not final.</param>
    /// <returns>Why it could not be kept, or null.</returns>
    public string? Advance(Func<ShardId, ulong?> oldestUnderWay)
    {
        if (_early.Count > 0 || _forgot) return null;
        var needed = new Dictionary<ShardId, ulong?>();
        return _progress.Advance(Oldest) ? _place.Save(_progress.Safe, Passed()) : null;

        ulong? Oldest(ShardId shard) => needed.TryGetValue(shard, out var known) ? known : needed[shard] = OldestNeeded(shard, oldestUnderWay(shard));
    }

    /// <summary>Batches without which the same cannot be posted, or what came after them not be opened; null: all of them.</summary>
    public IEnumerable<(ShardId Shard, ulong Sequence)>? Needed() => _early.Count > 0 || _forgot ? null : Inbox.Needed.Concat(_rotating);

    /// <summary>The stream is another one than it was: its cursors mean nothing any more.</summary>
    public string? Restart()
    {
        _progress.Clear();
        return _place.Save(null);
    }

    /// <summary>What is before the place in the stream does not come again, and is needed to open what comes after it.</summary>
    private List<ReadOnlyMemory<byte>> Passed()
    {
        var passed = _ahead.TakeWhile(rotation => rotation.Key <= _progress.SafeEpoch).ToList();
        foreach (var (epoch, _) in passed) _ahead.Remove(epoch);
        return [.. passed.Select(static rotation => rotation.Value)];
    }

    private sealed record Delivery(string Cursor, ReadOnlyMemory<byte> Body, BatchTrail Trail);

    /// <returns>The header as far as it could be read, and the epoch of the set that is stated, or 0.</returns>
    private (BatchHeader? Header, uint Epoch) Open(Delivery delivery, List<Unpostable> dead)
    {
        switch (_intake.Open(delivery.Body))
        {
            case IntakeOutcome.Accepted accepted:
                var header = accepted.Batch.Header;
                Keep(delivery.Body, accepted.Batch);
                Accepted?.Invoke(accepted.Batch, delivery.Trail);
                if (Inbox.Add(accepted.Batch, accepted.Threshold, delivery.Trail) is { } refusal) dead.Add(Letter(delivery, new(refusal, header, accepted.Batch.Digest)));
                var epoch = EpochOf(accepted.Batch.Statements);
                if (epoch > 0) Retry(dead);
                return (header, epoch);
            case IntakeOutcome.Early:
                _early.Enqueue(delivery);
                if (_early.Count > MaximumEarly) _forgot = _early.TryDequeue(out _);
                return AttestationCodec.Decode(delivery.Body, out Attestation? early) is null ? (early!.Header, EpochOf(early.Leaves.Select(Decode))) : (null, 0);
            case IntakeOutcome.Refused refused:
                dead.Add(Letter(delivery, refused));
                return (refused.Header, 0);
            case var other:
                throw new InvalidOperationException($"No such case: {other}");
        }
    }

    private static Unpostable Letter(Delivery delivery, IntakeOutcome.Refused refused) => Unpostable.Of(delivery.Cursor, refused, delivery.Body);

    private static uint EpochOf(IEnumerable<Statement?> statements) => statements.OfType<AttesterSetStatement>().Select(static statement => statement.Set.Epoch).DefaultIfEmpty().Max();

    private static Statement? Decode(Leaf leaf) => StatementCodec.Decode(leaf.Bytes.Span, out var statement) is null ? statement : null;

    /// <summary>The batch by which a set became current. It is kept once the stream is left behind it, not before: what is still owed to a chain, and signed by the sets before, is opened again by them.</summary>
    private void Keep(ReadOnlyMemory<byte> body, VerifiedBatch batch)
    {
        var current = _sets.Current;
        if (batch.Header.Epoch == current.Epoch || current.Epoch <= _followed) return;
        if (!batch.Statements.Any(statement => statement is AttesterSetStatement set && set.Set.Equals(current))) return;
        _followed = current.Epoch;
        _ahead.Add(current.Epoch, body);
        _rotating.Add((batch.Header.Shard, batch.Header.Sequence));
    }

    private void Retry(List<Unpostable> dead)
    {
        Delivery[] early = [.. _early];
        _early.Clear();
        foreach (var delivery in early) Open(delivery, dead);
    }

    /// <summary>The lowest sequence of the shard that may still have to be posted.</summary>
    private ulong? OldestNeeded(ShardId shard, ulong? underWay)
    {
        ulong?[] needed =
        [
            underWay,
            Inbox.OldestOwed(shard),
            Inbox.Prices.Where(prices => prices.Header.Shard == shard).Select(static prices => (ulong?)prices.Header.Sequence).Min(),
            Inbox.Facts.Where(fact => fact.Header.Shard == shard).Select(static fact => (ulong?)fact.Sequence).Min(),
        ];
        return needed.Min();
    }
}
