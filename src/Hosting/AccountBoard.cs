using System.Collections.Concurrent;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Hosting;

/// <summary>The last published statements about accounts and chains, and what became of them. Fed with batches in the order of their sequence. Thread-safe.</summary>
/// <param name="maximumEvents">Most events that are kept of an account; older ones stand in the ledger.</param>
public sealed class AccountBoard(int maximumEvents = AccountBoard.MaximumEvents)
{
    /// <summary>Of an account, unless more are asked for.</summary>
    public const int MaximumEvents = 512;

    private readonly ConcurrentDictionary<AccountId, AccountEntry> _accounts = new();
    private readonly ConcurrentDictionary<Hash256, (ChainStatusStatement Status, ChainContext Context, long ObservedAt)> _chains = new();
    private readonly ConcurrentDictionary<Hash256, AccountId> _owners = new();

    /// <summary>In order of account.</summary>
    public IReadOnlyList<AccountEntry> All => [.. _accounts.Values.OrderBy(static entry => entry.Account)];

    /// <summary>In order of chain.</summary>
    public IReadOnlyList<(ChainStatusStatement Status, ChainContext Context, long ObservedAt)> Chains => [.. _chains.Values.OrderBy(static chain => chain.Context.Chain)];

    public AccountEntry? Find(AccountId account) => _accounts.GetValueOrDefault(account);

    public void Apply(Attestation attestation, Hash256 digest)
    {
        var statements = attestation.Leaves.Select(static leaf => (Leaf: leaf, Statement: Read(leaf))).ToList();

        // What a batch takes back was stated before it, also where it states the subject anew. What it misses comes before the snapshot, which ends all other gaps.
        foreach (var (leaf, statement) in statements.Where(static pair => IsFirst(pair.Statement))) Apply(attestation.Header, digest, leaf, statement);
        foreach (var (leaf, statement) in statements.Where(static pair => !IsFirst(pair.Statement))) Apply(attestation.Header, digest, leaf, statement);
    }

    private static bool IsFirst(Statement? statement) => statement is RetractionStatement or CollateralGapStatement;

    private static Statement? Read(Leaf leaf) =>
        StatementCodec.Decode(leaf.Bytes.Span, out var statement) is { } refusal ? throw new InvalidOperationException($"Our own statement does not decode: {refusal}") : statement;

    private void Apply(BatchHeader header, Hash256 digest, Leaf leaf, Statement? statement)
    {
        switch (statement)
        {
            case CollateralStatement collateral when ContextCodec.Decode(leaf.Context.Span, out CollateralContext? context) is null:
                _owners[collateral.Position] = collateral.Account;
                EntryOf(collateral.Account).State(header, collateral, context!);
                break;
            case RetractionStatement retraction when _owners.TryGetValue(retraction.Subject, out var account):
                EntryOf(account).Retract(header, retraction);
                break;
            case SnapshotStatement snapshot when ContextCodec.Decode(leaf.Context.Span, out SnapshotContext? context) is null:
                EntryOf(snapshot.Account).Take(header, digest, snapshot, context!);
                break;
            case CollateralGapStatement gap when ContextCodec.Decode(leaf.Context.Span, out CollateralGapContext? context) is null:
                EntryOf(gap.Account).Miss(header, gap, context!);
                break;
            case ChainStatusStatement status when ContextCodec.Decode(leaf.Context.Span, out ChainContext? context) is null:
                _chains[status.Chain] = (status, context!, header.ObservedAt);
                break;
        }
    }

    private AccountEntry EntryOf(AccountId account) => _accounts.GetOrAdd(account, static (account, maximum) => new(account, maximum), maximumEvents);
}

/// <summary>What was last stated about one account, and its history as far as it is kept.</summary>
public sealed class AccountEntry(AccountId account, int maximumEvents)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<PositionKey, StatedPosition> _positions = [];
    private readonly Dictionary<Hash256, PositionKey> _keys = [];
    private readonly SortedDictionary<ChainId, (CollateralGapStatement Gap, CollateralGapContext Context, ulong Sequence)> _gaps = [];
    private readonly Queue<AccountEvent> _events = [];

    public AccountId Account => account;

    /// <summary>The last snapshot; null before the first.</summary>
    public StatedSnapshot? Snapshot { get; private set; }

    public IReadOnlyList<StatedPosition> Positions
    {
        get
        {
            lock (_gate) return [.. _positions.Values];
        }
    }

    /// <summary>Chains whose part is missing.</summary>
    public IReadOnlyList<(CollateralGapStatement Gap, CollateralGapContext Context, ulong Sequence)> Gaps
    {
        get
        {
            lock (_gate) return [.. _gaps.Values];
        }
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<AccountEvent> Events
    {
        get
        {
            lock (_gate) return [.. _events];
        }
    }

    internal void State(BatchHeader header, CollateralStatement statement, CollateralContext context)
    {
        lock (_gate)
        {
            _keys[statement.Position] = context.Key;
            var before = _positions.GetValueOrDefault(context.Key);
            _positions[context.Key] = new(header.Sequence, header.ObservedAt, statement, context);
            if (KindOf(before?.Statement, statement) is { } kind) Note(new(kind, header.Sequence, header.ObservedAt, context.Key, statement, null, null));
        }
    }

    internal void Retract(BatchHeader header, RetractionStatement retraction)
    {
        lock (_gate)
        {
            var key = _keys[retraction.Subject];
            if (_positions.TryGetValue(key, out var stated) && stated.Sequence <= retraction.Sequence) _positions.Remove(key);
            Note(new(AccountEventKind.Retracted, header.Sequence, header.ObservedAt, key, null, retraction, null));
        }
    }

    internal void Miss(BatchHeader header, CollateralGapStatement gap, CollateralGapContext context)
    {
        lock (_gate)
        {
            var known = _gaps.ContainsKey(context.Chain);
            _gaps[context.Chain] = (gap, context, header.Sequence);
            if (!known) Note(new(AccountEventKind.Gap, header.Sequence, header.ObservedAt, null, null, null, gap));
        }
    }

    internal void Take(BatchHeader header, Hash256 digest, SnapshotStatement snapshot, SnapshotContext context)
    {
        lock (_gate)
        {
            Snapshot = new(header.Shard, header.Sequence, header.ObservedAt, digest, snapshot, context);

            // An account is in a round as a whole: a part that this batch does not miss is there again.
            foreach (var chain in _gaps.Where(gap => gap.Value.Sequence < header.Sequence).Select(static gap => gap.Key).ToList()) _gaps.Remove(chain);
        }
    }

    /// <summary>Null where the same is only said again.</summary>
    private static AccountEventKind? KindOf(CollateralStatement? before, CollateralStatement now)
    {
        if (before is null) return AccountEventKind.Stated;
        if (before.At.Hash != now.At.Hash || before.Seen != now.Seen) return AccountEventKind.Changed;
        if (before.Stage < now.Stage) return AccountEventKind.Upgraded;
        return before.Credited != now.Credited || before.Finalized != now.Finalized ? AccountEventKind.Changed : null;
    }

    private void Note(AccountEvent what)
    {
        _events.Enqueue(what);
        if (_events.Count > maximumEvents) _events.Dequeue();
    }
}

/// <summary>A position as it was last stated.</summary>
public sealed record StatedPosition(ulong Sequence, long ObservedAt, CollateralStatement Statement, CollateralContext Context);

/// <summary>A snapshot as it was last stated.</summary>
public sealed record StatedSnapshot(ShardId Shard, ulong Sequence, long ObservedAt, Hash256 Digest, SnapshotStatement Statement, SnapshotContext Context);

public enum AccountEventKind
{
    /// <summary>A position is stated for the first time, or again after a retraction.</summary>
    Stated,

    /// <summary>Another fact about the position, or more or less of it counts.</summary>
    Changed,

    /// <summary>The same fact, more final.</summary>
    Upgraded,

    /// <summary>The block under the fact is gone.</summary>
    Retracted,

    /// <summary>A chain's part of the account could not be stated.</summary>
    Gap,
}

/// <summary>One thing that was said about an account.</summary>
public sealed record AccountEvent(
    AccountEventKind Kind, ulong Sequence, long ObservedAt, PositionKey? Key, CollateralStatement? Statement, RetractionStatement? Retraction, CollateralGapStatement? Gap);
