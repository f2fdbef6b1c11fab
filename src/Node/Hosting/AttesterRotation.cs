using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Rounds;

namespace CrossChainOracle.Node.Hosting;

/// <summary>What came of a rotation.</summary>
internal abstract record RotationOutcome
{
    private RotationOutcome() { }

    /// <summary>Signed, durable, in the stream.</summary>
    /// <param name="Set">The set that follows.</param>
    /// <param name="Digest">Of the batch that names it.</param>
    /// <param name="Sequence">Of that batch in the shard of rotations.</param>
    /// <param name="Signers">Members of the set before that signed.</param>
    /// <param name="WasThere">It had been signed before this run.</param>
    public sealed record Done(AttesterSet Set, Hash256 Digest, ulong Sequence, int Signers, bool WasThere) : RotationOutcome;

    /// <summary>The rules allow it. Nothing was reserved or signed.</summary>
    /// <param name="Set">As it would be if it were now.</param>
    public sealed record Allowed(AttesterSet Set) : RotationOutcome;

    /// <summary>The rules or what stands in the folder forbid it.</summary>
    public sealed record Refused(string Reason) : RotationOutcome;

    /// <summary>It did not come to its end; the same command goes on where it stopped.</summary>
    public sealed record Stopped(string Reason) : RotationOutcome;
}

/// <summary>Has the configured attesters name the set that follows theirs. Every step can be the last before a crash: the next run finishes what was reserved, and nothing else.</summary>
internal static class AttesterRotation
{
    /// <param name="approval">Null: no rotation is signed by these rules.</param>
    public static RotationRules RulesOf(AttesterHistory history, RotationApproval? approval = null) =>
        new(new(AttesterHistory.Shard, RotationPolicy.DefaultMaximumLateMs, RotationPolicy.DefaultMinimumTermMs, history.First), approval);

    /// <param name="folder">Opened with <see cref="RulesOf"/> among the attesters' rules, which approve the wanted set.</param>
    /// <param name="wanted">The set that is to follow.</param>
    /// <param name="dryRun">Only asks the rules.</param>
    public static async Task<RotationOutcome> RunAsync(OpenedFolder folder, NextSet wanted, bool dryRun, CancellationToken cancellation)
    {
        var rules = RulesOf(folder.History, wanted.Approve);
        var shards = new List<AttestationRound>();
        foreach (var own in folder.Rules.All) shards.Add(await folder.LoadAsync(own, shards.Count, cancellation).ConfigureAwait(false));
        var rotations = await folder.LoadAsync(rules, OpenedFolder.RotationPartition, cancellation).ConfigureAwait(false);
        var begun = Begun(folder.History, wanted, out var refusal);
        if (begun is null) refusal ??= CheckSigners(folder, shards);
        if (refusal is not null) return refusal;
        var maker = new RotationRoundMaker(folder.Domain, rules, wanted);
        if (dryRun) return begun is null ? Ask(maker, rotations, folder) : new RotationOutcome.Allowed(begun);

        // What is open must be signed by those who can: after the rotation they may be gone. The last rotation goes before the one that follows it.
        foreach (var shard in shards)
        {
            if (Explain(await shard.RepeatAsync(cancellation).ConfigureAwait(false)) is { } stopped) return stopped;
        }

        var repeated = await rotations.RepeatAsync(cancellation).ConfigureAwait(false);
        if (begun is not null || Explain(repeated) is not null) return Map(repeated, wasThere: folder.History.Pending is null);
        return Map(await NextAsync(rotations, maker, folder.Time, cancellation).ConfigureAwait(false), wasThere: false);
    }

    /// <summary>A shard that is loaded for the first time starts now: its first round needs a later millisecond.</summary>
    private static async Task<RoundOutcome> NextAsync(AttestationRound rotations, RotationRoundMaker maker, TimeProvider time, CancellationToken cancellation)
    {
        var outcome = await rotations.RunAsync(maker, cancellation).ConfigureAwait(false);
        if (outcome is not RoundOutcome.TooEarly || rotations.Head!.Last is not null) return outcome;
        await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellation).ConfigureAwait(false);
        return await rotations.RunAsync(maker, cancellation).ConfigureAwait(false);
    }

    /// <summary>The set of a rotation that was reserved or signed before and is the wanted one; it can be finished or seen again, not changed.</summary>
    private static AttesterSet? Begun(AttesterHistory history, NextSet wanted, out RotationOutcome? refusal)
    {
        refusal = null;
        if (history.Pending is { } pending)
        {
            if (wanted.Names(pending)) return pending;
            refusal = new RotationOutcome.Refused($"a rotation to epoch {pending.Epoch} was begun and can only be finished: name {pending.Threshold} of {string.Join(", ", pending.Members)}, valid from {UnixTime.ToText(pending.ValidFrom)} until {UnixTime.ToText(pending.ExpiresAt)}");
        }
        else if (wanted.Names(history.Current))
        {
            if (!history.Current.Equals(history.First)) return history.Current;
            refusal = new RotationOutcome.Refused($"epoch {history.Current.Epoch} is that set already");
        }

        return null;
    }

    /// <summary>The configured set must be the current one, and every shard must have a batch of it: keys vouch for the epoch before theirs and for no older one.</summary>
    private static RotationOutcome.Refused? CheckSigners(OpenedFolder folder, List<AttestationRound> shards)
    {
        var (own, current) = (folder.Attesters.Set, folder.History.Current);
        if (!own.Equals(current)) return new($"epoch {own.Epoch} has been followed by epoch {current.Epoch} already: only its keys name the next set");
        var behind = shards.Select(static shard => shard.Head!.Last?.Header).FirstOrDefault(last => last is not null && last.Epoch != current.Epoch);
        return behind is null ? null : new($"shard {behind.Shard} has no batch of epoch {current.Epoch} yet, its last is of epoch {behind.Epoch}: run the node until every shard has published, then rotate again");
    }

    private static RotationOutcome Ask(RotationRoundMaker maker, AttestationRound rotations, OpenedFolder folder)
    {
        var now = Math.Max(folder.Time.GetUtcNow().ToUnixTimeMilliseconds(), rotations.Head!.Cursor.ObservedAt + 1);
        return maker.Make(new(rotations.Head, folder.Attesters.Set.Epoch, now), out var made) is { } refusal
            ? new RotationOutcome.Refused(refusal.ToString())
            : new RotationOutcome.Allowed(((RotationBatch)made!.Batch).Next);
    }

    private static RotationOutcome Map(RoundOutcome outcome, bool wasThere)
    {
        if (outcome is RoundOutcome.Failed { Stage: "make" or "epoch" } refused) return new RotationOutcome.Refused(refused.Reason);
        if (outcome is not RoundOutcome.Published published) return Explain(outcome) ?? throw new InvalidOperationException($"A rotation does not end with {outcome}.");
        if (StatementCodec.Decode(published.Attestation.Leaves[0].Bytes.Span, out var statement) is { } broken) throw new InvalidDataException($"A published rotation does not decode: {broken}");
        return new RotationOutcome.Done(((AttesterSetStatement)statement!).Set, published.Digest, published.Attestation.Header.Sequence, published.Attestation.Signatures.Count, wasThere);
    }

    /// <summary>Null where the turn did what it should.</summary>
    private static RotationOutcome.Stopped? Explain(RoundOutcome outcome) => outcome switch
    {
        RoundOutcome.Published or RoundOutcome.Nothing => null,
        RoundOutcome.Waiting waiting => new($"{waiting.Have} of {waiting.Need} signatures for batch {waiting.Sequence} ({string.Join("; ", waiting.Faults.Select(static fault => $"{fault.Attester} {fault.Kind}: {fault.Reason}"))})"),
        RoundOutcome.Failed failed => new($"{failed.Stage}: {failed.Reason}"),
        RoundOutcome.Reload reload => new($"{reload.Stage}: {reload.Reason}. What is on disk is not known; the next run reads it"),
        RoundOutcome.TooEarly early => new($"the clock says {UnixTime.ToText(early.ObservedAt)}, the last rotation was observed at {UnixTime.ToText(early.LastObservedAt)}"),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };
}
