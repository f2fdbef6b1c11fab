using CrossChainOracle.Ledger;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Pipeline.Distributed;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Streams;
using CrossChainOracle.Streams.Consuming;

namespace CrossChainOracle.Hosting.Distributed;

/// <summary>What Attest does: finds out from the ledger who signs, has them name the set that is to follow where the configuration says so, and then makes attestations of observations. Thread-safe.</summary>
/// <remarks>Several instances may start at once, and each may end at any step: they make one rotation, and whoever starts next finishes it.</remarks>
public sealed class Attesting : IDisposable
{
    private readonly Deployment _deployment;
    private readonly NodeServices _services;
    private readonly ILedger _ledger;
    private readonly IEventPublisher _stream;
    private readonly ISigner _signer;
    private readonly IAttesterLog _log;
    private readonly NoteLatest _latest;
    private readonly OracleMetrics _metrics;
    private readonly SemaphoreSlim _gate = new(1);
    private AttestStage? _stage;

    internal Attesting(Deployment deployment, NodeServices services, ILedger ledger, IEventPublisher stream, ISigner signer, IAttesterLog log, NoteLatest latest, OracleMetrics metrics) =>
        (_deployment, _services, _ledger, _stream, _signer, _log, _latest, _metrics) = (deployment, services, ledger, stream, signer, log, latest, metrics);

    /// <summary>One observation. While it is not known who signs, it must come again.</summary>
    public async Task<EventOutcome> ConsumeAsync(StoredEvent stored, CancellationToken cancellation) =>
        await StartAsync(cancellation).ConfigureAwait(false) is { } problem ? new EventOutcome.Retry(problem) : await _stage!.ConsumeAsync(stored, cancellation).ConfigureAwait(false);

    /// <summary>What comes before the first observation.</summary>
    /// <returns>Null when it is done; otherwise why not: the next observation tries again, and waits.</returns>
    public async ValueTask<string?> StartAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _stage) is not null) return null;
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_stage is null) Volatile.Write(ref _stage, await OpenAsync(cancellation).ConfigureAwait(false));
            return null;
        }
        catch (Exception failure) when (failure is IOException or NodeFaultException)
        {
            return failure.Message;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<AttestStage> OpenAsync(CancellationToken cancellation)
    {
        var history = await _deployment.HistoryAsync(_ledger, cancellation).ConfigureAwait(false);
        var next = _deployment.Config.Attesters.Next;
        if (next is not null) history = await HandOverAsync(history, next, cancellation).ConfigureAwait(false);
        else await RepeatAsync(history, cancellation).ConfigureAwait(false);
        var (problem, warning) = AttesterTerm.Check(history, _deployment.Attesters, _services.Time.GetUtcNow().ToUnixTimeMilliseconds(), finish: "name that set as attesters.next and start again");
        if (problem is not null) throw new NodeFaultException($"attesters: {problem}");
        if (warning is not null) Notify(NoticeLevel.Warning, "attesters", warning);
        var rules = _deployment.RulesBy(history.Accepted);
        var rounds = Rounds(history, rules.All, []);
        return new(_deployment.Domain, [.. rules.All.Zip(rounds, (own, round) => new AttestedShard(own, new(round, _latest, _metrics.Published, late => Notify(NoticeLevel.Warning, "latest", late))))], _services.Time);
    }

    /// <summary>The set that is configured to follow is named, whatever an instance before has done of it. What the rules forbid is told, and the attesters go on as they are.</summary>
    private async Task<AttesterHistory> HandOverAsync(AttesterHistory history, NextSet next, CancellationToken cancellation)
    {
        for (var isLast = false; ; isLast = true)
        {
            switch (await RotateAsync(history, next, cancellation).ConfigureAwait(false))
            {
                case RotationOutcome.Done done:
                    await _latest(done.Header.Shard.ToString(), done.Header.Sequence, done.Digest, done.Header.ObservedAt, cancellation).ConfigureAwait(false);
                    Notify(NoticeLevel.Info, "attesters", $"{(done.WasThere ? "the ledger names" : "the ledger names from now on")} the set that follows: {AttesterTerm.Describe(done.Set)}");
                    return await _deployment.HistoryAsync(_ledger, cancellation).ConfigureAwait(false);
                case RotationOutcome.Refused refused when history.Pending is null:
                    Notify(NoticeLevel.Alarm, "attesters", $"attesters.next is refused, epoch {history.Current.Epoch} goes on: {refused.Reason}");
                    await RepeatAsync(history, cancellation).ConfigureAwait(false);
                    return history;
                case RotationOutcome.Refused refused:
                    throw new NodeFaultException($"attesters: {refused.Reason}");
                case RotationOutcome.Stopped stopped when isLast:
                    throw new NodeFaultException($"attesters: the rotation is not finished: {stopped.Reason}");
            }

            // Another instance may have been faster.
            history = await _deployment.HistoryAsync(_ledger, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<RotationOutcome> RotateAsync(AttesterHistory history, NextSet next, CancellationToken cancellation)
    {
        var rules = AttesterRotation.RulesOf(history, next.Approve);
        var isSigned = history.Pending is null && next.Names(history.Current);
        var own = _deployment.RulesBy(history.Accepted).All;
        var shards = isSigned ? [] : Rounds(history, own, [rules]);
        var rotations = Round(rules, AttesterRotation.Partition, NewAttester(history, [.. own, rules]), history);
        var before = _services.Time.GetUtcNow().ToUnixTimeMilliseconds() - 1;
        foreach (var round in shards.Append(rotations)) await round.LoadAsync(cancellation, before).ConfigureAwait(false);
        return await new AttesterRotation(_deployment.Domain, history, _deployment.Attesters, shards, rotations, rules, _services.Time).RunAsync(next, dryRun: false, cancellation).ConfigureAwait(false);
    }

    /// <summary>Consumers must see the last rotation before anything that its set signs. Whether they did is not known, so they see it again.</summary>
    private async Task RepeatAsync(AttesterHistory history, CancellationToken cancellation)
    {
        if (history.Pending is not null || history.Current.Equals(history.First)) return;
        var round = Round(AttesterRotation.RulesOf(history), AttesterRotation.Partition, NewAttester(history, []), history);
        await round.LoadAsync(cancellation).ConfigureAwait(false);
        if (await round.RepeatAsync(cancellation).ConfigureAwait(false) is not RoundOutcome.Published and var outcome) throw new NodeFaultException($"shard {AttesterHistory.Shard}: the last rotation could not be published again: {outcome}");
    }

    private List<AttestationRound> Rounds(AttesterHistory history, IReadOnlyList<IShardRules> shards, IReadOnlyList<IShardRules> more)
    {
        var attester = NewAttester(history, [.. shards, .. more]);
        return [.. shards.Select((own, index) => Round(own, index % _stream.Partitions, attester, history))];
    }

    private AttestationRound Round(IShardRules rules, int partition, Attester attester, AttesterHistory history)
    {
        var own = _deployment.Attesters;
        var context = new ShardContext(_deployment.Domain, rules, own, [attester], partition) { SignsUntil = history.SignsUntil(own) };
        return new(context, _ledger, _stream, _services.Time, fault => Notify(NoticeLevel.Warning, $"attester {fault.Attester}", $"{fault.Kind}: {fault.Reason}"));
    }

    private Attester NewAttester(AttesterHistory history, IReadOnlyList<IShardRules> rules) =>
        new(_signer, _log, new() { Domain = _deployment.Domain, Rules = rules, Sets = [.. history.Recent.UnionBy([_deployment.Attesters], static set => set.Epoch)] }, _services.Time);

    private void Notify(NoticeLevel level, string subject, string text) => _services.Notify(new(level, subject, text));
}
