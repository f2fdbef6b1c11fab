using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Relay;

/// <summary>What of a stream of attestations may still have to be posted, for relayers of any chain. The same batches, in whatever order and however often, leave the same.</summary>
/// <remarks>
/// Bounded: the newest prices of each shard, the newest fact of each subject (at most <see cref="MaximumFacts"/>), the highest retraction of each subject and each rotation until every chain has settled it.
/// What remains of a settled retraction is one number per subject. Fed by one caller; not thread-safe.
/// </remarks>
/// <param name="chains">Each must settle a rotation or retraction before it is forgotten.</param>
public sealed class RelayInbox(params IReadOnlyCollection<ChainId> chains)
{
    private readonly AttestationTracker _tracker = new();
    private readonly Dictionary<ShardId, SequenceRuns> _arrived = [];
    private readonly Dictionary<ShardId, InboxPrices> _prices = [];
    private readonly Dictionary<(StatementKind Kind, ShardId Shard, string Subject), InboxStatement> _facts = [];
    private readonly Dictionary<(ShardId Shard, Hash256 Subject), InboxStatement> _retractions = [];
    private readonly Dictionary<uint, InboxStatement> _rotations = [];
    private readonly Dictionary<string, HashSet<ChainId>> _settled = [];
    private readonly Dictionary<(ShardId Shard, Hash256 Subject), ulong> _doneFloors = [];
    private readonly HashSet<uint> _doneEpochs = [];
    private readonly Dictionary<ShardId, ulong> _floors = [];
    private readonly SortedDictionary<(ShardId Shard, FeedId Feed), ulong> _overtaken = [];

    /// <summary>More are forgotten, those that end first. The default value is 65,536.</summary>
    public int MaximumFacts { get; init; } = 65_536;

    /// <summary>Of each shard the newest batch that has prices or gaps, in order of shard.</summary>
    public IReadOnlyList<InboxPrices> Prices => [.. _prices.Values.OrderBy(static prices => prices.Header.Shard)];

    /// <summary>The newest position, market index, snapshot or chain status of each subject, in order of kind, shard, subject.</summary>
    public IReadOnlyList<InboxStatement> Facts => [.. _facts.OrderBy(static fact => fact.Key.Kind).ThenBy(static fact => fact.Key.Shard).ThenBy(static fact => fact.Key.Subject, StringComparer.Ordinal).Select(static fact => fact.Value)];

    /// <summary>The highest of each subject that not every chain has settled, in order of shard and subject.</summary>
    public IReadOnlyList<InboxStatement> Retractions => [.. _retractions.OrderBy(static retraction => retraction.Key).Select(static retraction => retraction.Value)];

    /// <summary>Attester sets that not every chain has settled, in order of epoch.</summary>
    public IReadOnlyList<InboxStatement> Rotations => [.. _rotations.OrderBy(static rotation => rotation.Key).Select(static rotation => rotation.Value)];

    /// <summary>Prices that a newer batch replaced here, per feed: none of them is posted any more.</summary>
    public IReadOnlyDictionary<(ShardId Shard, FeedId Feed), ulong> Overtaken => _overtaken;

    /// <summary>Facts that were dropped for <see cref="MaximumFacts"/>.</summary>
    public ulong Forgotten { get; private set; }

    /// <summary>Takes in what the batch says, also where it is late. What contradicts an earlier batch is refused, and only its retractions count: a dead letter.</summary>
    /// <param name="batch">Verified.</param>
    /// <param name="threshold">Signatures that its epoch asks for.</param>
    /// <param name="trail">When it was signed and published; that of the first delivery stays.</param>
    public Refusal? Add(VerifiedBatch batch, int threshold, BatchTrail trail)
    {
        var outcome = _tracker.Track(batch);
        if (outcome is TrackOutcome.Refused { Refusal: Refusal.Duplicate }) return null;
        var refusal = outcome is TrackOutcome.Refused { Refusal: not Refusal.OutOfOrder and var contradiction } ? contradiction : null;
        var statements = new BatchStatements(batch, threshold, trail);
        foreach (var i in statements.OfKind(StatementKind.Retraction)) KeepRetraction(statements[i]);
        if (refusal is not null || !IsFirst(batch.Header)) return refusal;
        foreach (var i in statements.OfKind(StatementKind.AttesterSet)) KeepRotation(statements[i]);
        foreach (var i in statements.OfKind(StatementKind.Collateral, StatementKind.MarketIndex, StatementKind.Snapshot, StatementKind.ChainStatus)) KeepFact(statements[i]);
        KeepPrices(batch, statements, trail);
        return null;
    }

    /// <summary>Null when the statement stands above its subject's floor, and a snapshot above those of all its positions.</summary>
    public Refusal? CheckFloor(InboxStatement statement) => _tracker.CheckFloor(statement.Verified);

    /// <summary>The highest floor of any subject of the shard: a contract, which has no contexts, reads no snapshot at or below it.</summary>
    public ulong? HighestFloor(ShardId shard) => _floors.TryGetValue(shard, out var floor) ? floor : null;

    /// <summary>The lowest sequence of the shard with a rotation or retraction that some chain may still need: a reader of the stream that is to survive a restart begins no later.</summary>
    public ulong? OldestOwed(ShardId shard) =>
        _retractions.Values.Concat(_rotations.Values).Where(statement => statement.Header.Shard == shard).Select(static statement => (ulong?)statement.Sequence).Min();

    /// <summary>Batches of everything that may still have to be posted.</summary>
    public IEnumerable<(ShardId Shard, ulong Sequence)> Needed =>
        _prices.Values.Select(static prices => prices.Header).Concat(_facts.Values.Concat(_retractions.Values).Concat(_rotations.Values).Select(static statement => statement.Header)).Select(static header => (header.Shard, header.Sequence));

    /// <summary>The chain needs these rotations and retractions no more (<c>Plan.Settled</c>); what every chain has settled is forgotten.</summary>
    /// <param name="postings">By <see cref="Posting.Id"/>.</param>
    public void Settle(ChainId chain, IReadOnlyCollection<string> postings)
    {
        foreach (var (epoch, _) in Settled(_rotations, PostingKind.Rotation, chain, postings))
        {
            _rotations.Remove(epoch);
            _doneEpochs.Add(epoch);
        }

        foreach (var (key, statement) in Settled(_retractions, PostingKind.Retraction, chain, postings))
        {
            _retractions.Remove(key);
            _doneFloors[key] = ((RetractionStatement)statement.Statement).Sequence;
        }
    }

    /// <summary>Forgets facts that have ended.</summary>
    /// <param name="now">Unix milliseconds.</param>
    public void Prune(long now)
    {
        foreach (var key in _facts.Where(fact => fact.Value.ValidUntil < now).Select(static fact => fact.Key).ToList()) _facts.Remove(key);
    }

    /// <summary>The tracker does not know whether what is older than all it has seen came before.</summary>
    private bool IsFirst(BatchHeader header)
    {
        if (!_arrived.TryGetValue(header.Shard, out var arrived)) _arrived.Add(header.Shard, arrived = new());
        if (arrived.Covers(header.Sequence, header.Sequence)) return false;
        arrived.Add(header.Sequence);
        return true;
    }

    /// <summary>Those that with this chain all have settled.</summary>
    private List<KeyValuePair<TKey, InboxStatement>> Settled<TKey>(Dictionary<TKey, InboxStatement> kept, PostingKind kind, ChainId chain, IReadOnlyCollection<string> postings)
        where TKey : notnull
    {
        var done = new List<KeyValuePair<TKey, InboxStatement>>();
        foreach (var pair in kept)
        {
            var id = pair.Value.ToPosting(kind).Id;
            if (!postings.Contains(id)) continue;
            if (!_settled.TryGetValue(id, out var by)) _settled.Add(id, by = []);
            by.Add(chain);
            if (!by.IsSupersetOf(chains)) continue;
            _settled.Remove(id);
            done.Add(pair);
        }

        return done;
    }

    private void KeepRetraction(InboxStatement statement)
    {
        var retraction = (RetractionStatement)statement.Statement;
        var key = (retraction.Shard, retraction.Subject);
        if (!_floors.TryGetValue(key.Shard, out var floor) || retraction.Sequence > floor) _floors[key.Shard] = retraction.Sequence;
        if (_doneFloors.TryGetValue(key, out var done) && done >= retraction.Sequence) return;
        if (!_retractions.TryGetValue(key, out var known) || Rank(statement).CompareTo(Rank(known)) < 0) _retractions[key] = statement;

        // The highest floor; of several that raise it the first.
        static (ulong, ulong, ShardId) Rank(InboxStatement statement) => (ulong.MaxValue - ((RetractionStatement)statement.Statement).Sequence, statement.Sequence, statement.Header.Shard);
    }

    /// <summary>A contract follows what the epoch before signed, or the recovery set; a set that is stated again by itself leads nowhere.</summary>
    private void KeepRotation(InboxStatement statement)
    {
        var (set, by) = (((AttesterSetStatement)statement.Statement).Set, statement.Header.Epoch);
        if (by != AttesterSet.RecoveryEpoch && by + 1 != set.Epoch) return;
        if (_doneEpochs.Contains(set.Epoch)) return;
        if (!_rotations.TryGetValue(set.Epoch, out var known) || Rank(statement).CompareTo(Rank(known)) < 0) _rotations[set.Epoch] = statement;

        static (uint, long, ShardId, ulong) Rank(InboxStatement statement) => (statement.Header.Epoch, statement.Header.ObservedAt, statement.Header.Shard, statement.Sequence);
    }

    private void KeepFact(InboxStatement statement)
    {
        var key = (statement.Statement.Kind, statement.Header.Shard, statement.Verified.Subject);
        if (_facts.TryGetValue(key, out var known) && known.Sequence >= statement.Sequence) return;
        _facts[key] = statement;
        if (_facts.Count <= MaximumFacts) return;
        _facts.Remove(_facts.MinBy(static fact => (fact.Value.ValidUntil, fact.Key.Kind, fact.Key.Shard, fact.Key.Subject)).Key);
        Forgotten++;
    }

    private void KeepPrices(VerifiedBatch batch, BatchStatements statements, BatchTrail trail)
    {
        int[] indices = [.. statements.OfKind(StatementKind.Price, StatementKind.Gap)];
        if (indices.Length == 0) return;
        var shard = batch.Header.Shard;
        var known = _prices.GetValueOrDefault(shard);
        if (known is not null && known.Header.Sequence >= batch.Header.Sequence)
        {
            Count(shard, indices.Select(i => batch.Statements[i]!));
            return;
        }

        if (known is not null) Count(shard, known.Prices.Select(static price => price.Statement));

        // A batch's order is kinds first; a layout's is that of the feeds.
        _prices[shard] = new(statements.Attestation, batch.Digest, [.. indices.Select(i => statements[i]).OrderBy(static price => FeedOf(price.Statement))], trail);
    }

    private void Count(ShardId shard, IEnumerable<Statement> overtaken)
    {
        foreach (var price in overtaken.OfType<PriceStatement>()) _overtaken[(shard, price.Feed)] = _overtaken.GetValueOrDefault((shard, price.Feed)) + 1;
    }

    private static FeedId FeedOf(Statement statement) => statement is PriceStatement price ? price.Feed : ((GapStatement)statement).Feed;

    /// <summary>A batch's statements with their proofs, made where they are asked for.</summary>
    private sealed class BatchStatements(VerifiedBatch batch, int threshold, BatchTrail trail)
    {
        private readonly Dictionary<Statement, VerifiedStatement> _verified = new(batch.Known.Select(static known => KeyValuePair.Create(known.Statement, known)), ReferenceEqualityComparer.Instance);
        private MerkleTree? _tree;

        public Attestation Attestation { get; } = batch.Attestation with { Signatures = [.. batch.Attestation.Signatures.Take(threshold)] };

        public IEnumerable<int> OfKind(params StatementKind[] kinds) => Enumerable.Range(0, batch.Statements.Count).Where(i => batch.Statements[i] is { } statement && kinds.Contains(statement.Kind));

        public InboxStatement this[int index]
        {
            get
            {
                _tree ??= MerkleTree.Build([.. Attestation.Leaves.Select(static leaf => leaf.Hash)]);
                var leaf = new Leaf(Attestation.Leaves[index].Bytes, default);
                return new(_verified[batch.Statements[index]!], new(batch.Header, leaf, _tree.Proof(index), Attestation.Signatures), trail);
            }
        }
    }
}
