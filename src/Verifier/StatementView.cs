using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Verifier;

/// <summary>The latest statement about each subject, for consumers that decide by them. Batches may come in any order: the same batches give the same view.</summary>
/// <remarks>Fed with verified batches only. A price and a gap of one feed replace each other; retractions are not kept, they raise floors. Not thread-safe.</remarks>
public sealed class StatementView
{
    private readonly AttestationTracker _tracker = new();
    private readonly Dictionary<(ShardId Shard, StatementKind Kind, string Subject), VerifiedStatement> _latest = [];
    private readonly Dictionary<(ShardId Shard, AccountId Account, Hash256 Chain), ulong> _gaps = [];
    private readonly Dictionary<ShardId, SequenceRuns> _arrived = [];

    /// <summary>Takes the batch in, also where it is late or older than any: what it says is as true as ever and replaces nothing newer. What contradicts an earlier batch is not taken in.</summary>
    public TrackOutcome Add(VerifiedBatch batch)
    {
        var outcome = _tracker.Track(batch);
        if (outcome is TrackOutcome.Refused { Refusal: not Refusal.OutOfOrder }) return outcome;
        if (!_arrived.TryGetValue(batch.Header.Shard, out var runs)) _arrived.Add(batch.Header.Shard, runs = new());
        runs.Add(batch.Header.Sequence);
        foreach (var statement in batch.Known.Where(static statement => statement.Statement is not RetractionStatement)) Keep(statement);
        return outcome;
    }

    /// <summary>The latest statement, if it may be used now. Neither refusal nor statement: nothing was ever said.</summary>
    /// <param name="shard">Whose stream.</param>
    /// <param name="kind">Of the statement; <see cref="StatementKind.Price"/> also gives the gap that replaced a price.</param>
    /// <param name="subject">As <see cref="VerifiedStatement.Subject"/> gives it.</param>
    /// <param name="now">The consumer's clock, Unix milliseconds.</param>
    /// <param name="statement">What is readable; null where refused.</param>
    public Refusal? Read(ShardId shard, StatementKind kind, string subject, long now, out VerifiedStatement? statement)
    {
        statement = null;
        if (!_latest.TryGetValue((shard, SlotOf(kind), subject), out var latest)) return null;
        if (Check(latest, now) is { } refusal) return refusal;
        statement = latest;
        return null;
    }

    /// <summary>Everything that may be used now, in order of shard, kind, subject.</summary>
    public IReadOnlyList<VerifiedStatement> Readable(long now) =>
    [
        .. _latest.Where(pair => Check(pair.Value, now) is null)
            .OrderBy(static pair => pair.Key.Shard).ThenBy(static pair => pair.Key.Kind).ThenBy(static pair => pair.Key.Subject, StringComparer.Ordinal)
            .Select(static pair => pair.Value),
    ];

    /// <summary>Until when the statement may be used if nothing more comes, Unix milliseconds; null where it does not end by itself.</summary>
    public long? ValidUntil(VerifiedStatement statement)
    {
        if (statement.ValidUntil is not { } own) return null;
        var status = statement.Chain is { } chain ? _latest.GetValueOrDefault((statement.Header.Shard, StatementKind.ChainStatus, chain.ToString())) : null;
        return status is null || statement.Statement is ChainStatusStatement ? own : UnchangedRule.ValidUntil(statement, status, IsComplete(statement, status));
    }

    private static StatementKind SlotOf(StatementKind kind) => kind == StatementKind.Gap ? StatementKind.Price : kind;

    private void Keep(VerifiedStatement statement)
    {
        var (shard, sequence) = (statement.Header.Shard, statement.Header.Sequence);
        var slot = (shard, SlotOf(statement.Statement.Kind), statement.Subject);
        if (!_latest.TryGetValue(slot, out var known) || known.Header.Sequence < sequence) _latest[slot] = statement;
        if (statement.Statement is not CollateralGapStatement gap) return;
        var place = (shard, gap.Account, gap.Chain);
        _gaps[place] = Math.Max(sequence, _gaps.GetValueOrDefault(place));
    }

    private Refusal? Check(VerifiedStatement statement, long now) =>
        _tracker.CheckFloor(statement) ?? (ValidUntil(statement) is { } until && now > until ? new Refusal.Expired(statement.Subject, until, now) : null);

    private bool IsComplete(VerifiedStatement statement, VerifiedStatement status)
    {
        var gapAt = statement.Statement is CollateralStatement collateral ? _gaps.GetValueOrDefault((statement.Header.Shard, collateral.Account, statement.Chain!.Value)) : 0;
        return gapAt <= statement.Header.Sequence && _arrived[statement.Header.Shard].Covers(statement.Header.Sequence, status.Header.Sequence);
    }
}
