using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Verifier;

/// <summary>What a batch was to the consumer who has seen the ones before.</summary>
public abstract record TrackOutcome
{
    private TrackOutcome() { }

    /// <summary>The newest of its shard. Batches between the last one and this are missing where <paramref name="MissingFrom"/> says so.</summary>
    /// <param name="MissingFrom">First missing sequence; null when it follows directly.</param>
    public sealed record Newest(ulong? MissingFrom) : TrackOutcome;

    /// <summary>Fills a hole that was noticed before. Good for the record; its prices are older than what is known.</summary>
    public sealed record Late : TrackOutcome;

    /// <summary>Not to be used.</summary>
    public sealed record Refused(Refusal Refusal) : TrackOutcome;
}

/// <summary>Keeps the order of each shard: duplicates, holes, late arrivals, broken chains, second digests, and the floors that retractions raise.</summary>
/// <remarks>Fed with verified batches only. Remembers the last <see cref="Window"/> digests of each shard. Not thread-safe.</remarks>
public sealed class AttestationTracker
{
    /// <summary>Batches of a shard that are remembered; an older one is out of order.</summary>
    public const int Window = 4_096;

    private readonly Dictionary<ShardId, Shard> _shards = [];
    private readonly Floors _floors = new();

    /// <summary>Sequences of a shard that were noticed missing and have not come since, ascending.</summary>
    public IReadOnlyList<ulong> Missing(ShardId shard) => _shards.TryGetValue(shard, out var known) ? known.Missing : [];

    /// <summary>The newest sequence of a shard; null before the first batch.</summary>
    public ulong? Latest(ShardId shard) => _shards.TryGetValue(shard, out var known) ? known.Latest : null;

    /// <summary>Whatever the outcome, retractions of the batch count from now on: a floor only takes away, and may come before what it takes.</summary>
    public TrackOutcome Track(VerifiedBatch batch)
    {
        foreach (var statement in batch.Statements) Heed(statement);
        var header = batch.Header;
        if (!_shards.TryGetValue(header.Shard, out var shard))
        {
            _shards.Add(header.Shard, shard = new Shard());
            shard.Begin(header, batch.Digest);
            return new TrackOutcome.Newest(null);
        }

        if (shard.Knows(header.Sequence, out var known))
        {
            return new TrackOutcome.Refused(known == batch.Digest
                ? new Refusal.Duplicate(header.Shard.ToString(), header.Sequence)
                : new Refusal.Equivocation(header.Shard.ToString(), header.Sequence, known, batch.Digest));
        }

        if (shard.BreaksChain(header, batch.Digest) is { } broken) return new TrackOutcome.Refused(broken);
        if (header.Sequence > shard.Latest) return new TrackOutcome.Newest(shard.Advance(header, batch.Digest));
        if (!shard.Fill(header, batch.Digest)) return new TrackOutcome.Refused(new Refusal.OutOfOrder(header.Shard.ToString(), header.Sequence, shard.Latest));
        return new TrackOutcome.Late();
    }

    /// <summary>From now on nothing about the subject with this sequence or a lower one is read, in whatever order it arrives. Floors only rise.</summary>
    public void RaiseFloor(ShardId shard, string subject, ulong sequence) => _floors.Raise(shard, subject, sequence);

    /// <summary>What came by itself, without its batch: a retraction raises its floor.</summary>
    public void Heed(VerifiedStatement statement) => Heed(statement.Statement);

    /// <summary>Null when the statement stands above its subject's floor, and a snapshot above those of all its positions.</summary>
    public Refusal? CheckFloor(VerifiedStatement statement) => _floors.Check(statement);

    private void Heed(Statement? statement)
    {
        if (statement is RetractionStatement retraction) _floors.Raise(retraction.Shard, retraction.Subject.ToString(), retraction.Sequence);
    }

    private sealed class Shard
    {
        private readonly Dictionary<ulong, (Hash256 Digest, Hash256 Previous)> _links = [];
        private readonly SortedSet<ulong> _missing = [];

        public ulong Latest { get; private set; }

        public IReadOnlyList<ulong> Missing => [.. _missing];

        public bool Knows(ulong sequence, out Hash256 digest)
        {
            var known = _links.TryGetValue(sequence, out var link);
            digest = link.Digest;
            return known;
        }

        public void Begin(BatchHeader header, Hash256 digest)
        {
            Latest = header.Sequence;
            _links[header.Sequence] = (digest, header.PreviousDigest);
        }

        /// <summary>The first missing sequence, or null when it follows directly.</summary>
        public ulong? Advance(BatchHeader header, Hash256 digest)
        {
            var next = Latest + 1;
            var oldest = header.Sequence > Window ? header.Sequence - Window : 0;
            for (var missing = Math.Max(next, oldest); missing < header.Sequence; missing++) _missing.Add(missing);
            Forget(oldest);
            Begin(header, digest);
            return header.Sequence == next ? null : next;
        }

        public bool Fill(BatchHeader header, Hash256 digest)
        {
            if (!_missing.Remove(header.Sequence)) return false;
            _links[header.Sequence] = (digest, header.PreviousDigest);
            return true;
        }

        /// <summary>Neighbours that are known must be linked: each names the digest of the one before.</summary>
        public Refusal.BrokenChain? BreaksChain(BatchHeader header, Hash256 digest)
        {
            if (header.Sequence > 0 && _links.TryGetValue(header.Sequence - 1, out var before) && before.Digest != header.PreviousDigest)
            {
                return new(header.Shard.ToString(), header.Sequence, before.Digest, header.PreviousDigest);
            }

            return header.Sequence < ulong.MaxValue && _links.TryGetValue(header.Sequence + 1, out var after) && after.Previous != digest
                ? new(header.Shard.ToString(), header.Sequence, after.Previous, digest)
                : null;
        }

        private void Forget(ulong oldest)
        {
            _missing.RemoveWhere(missing => missing < oldest);
            if (_links.Count <= Window) return;
            foreach (var old in _links.Keys.Where(sequence => sequence < oldest).ToList()) _links.Remove(old);
        }
    }
}
