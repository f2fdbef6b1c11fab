using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;

namespace CrossChainOracle.Pipeline;

/// <summary>Has the attesters that sign now name the set that follows theirs. Every step can be the last before a crash: the next run finishes what was reserved, and nothing else.</summary>
/// <param name="history">Who signs, as the ledger proves it.</param>
/// <param name="signers">The set whose attesters are asked.</param>
/// <param name="shards">Every other shard of the deployment, loaded.</param>
/// <param name="rotations">The shard of rotations, loaded, by <paramref name="rules"/>; where it is new, from before now.</param>
/// <param name="rules">Of <see cref="RulesOf"/>, among those that the attesters sign by; they approve the wanted set.</param>
public sealed class AttesterRotation(SigningDomain domain, AttesterHistory history, AttesterSet signers, IReadOnlyList<AttestationRound> shards, AttestationRound rotations, RotationRules rules, TimeProvider time)
{
    /// <summary>Rotations are few and share a partition with the first shard: more shards never move them to another.</summary>
    public const int Partition = 0;

    /// <param name="approval">Null: no rotation is signed by these rules.</param>
    public static RotationRules RulesOf(AttesterHistory history, RotationApproval? approval = null) =>
        new(new(AttesterHistory.Shard, RotationPolicy.DefaultMaximumLateMs, RotationPolicy.DefaultMinimumTermMs, history.First), approval);

    /// <param name="wanted">The set that is to follow.</param>
    /// <param name="dryRun">Only asks the rules.</param>
    /// <param name="cancellation">Ends it between two steps.</param>
    public async Task<RotationOutcome> RunAsync(NextSet wanted, bool dryRun, CancellationToken cancellation)
    {
        var begun = Begun(wanted, out var refusal);
        if (begun is null) refusal ??= CheckSigners();
        if (refusal is not null) return refusal;
        var maker = new RotationRoundMaker(domain, rules, wanted);
        if (dryRun) return begun is null ? Ask(maker) : new RotationOutcome.Allowed(begun);

        // What is open must be signed by those who can: after the rotation they may be gone. The last rotation goes before the one that follows it.
        foreach (var shard in shards)
        {
            if (Explain(await shard.RepeatAsync(cancellation).ConfigureAwait(false)) is { } stopped) return stopped;
        }

        var repeated = await rotations.RepeatAsync(cancellation).ConfigureAwait(false);
        if (begun is not null || Explain(repeated) is not null) return Map(repeated, wasThere: history.Pending is null);
        return Map(await rotations.RunAsync(maker, cancellation).ConfigureAwait(false), wasThere: false);
    }

    /// <summary>The set of a rotation that was reserved or signed before and is the wanted one; it can be finished or seen again, not changed.</summary>
    private AttesterSet? Begun(NextSet wanted, out RotationOutcome? refusal)
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

    /// <summary>The set that is asked must be the current one, and every shard must have a batch of it: keys vouch for the epoch before theirs and for no older one.</summary>
    private RotationOutcome.Refused? CheckSigners()
    {
        var current = history.Current;
        if (!signers.Equals(current)) return new($"epoch {signers.Epoch} has been followed by epoch {current.Epoch} already: only its keys name the next set");
        var behind = shards.Select(static shard => shard.Head!.Last?.Header).FirstOrDefault(last => last is not null && last.Epoch != current.Epoch);
        return behind is null ? null : new($"shard {behind.Shard} has no batch of epoch {current.Epoch} yet, its last is of epoch {behind.Epoch}: let every shard publish, then rotate again");
    }

    private RotationOutcome Ask(RotationRoundMaker maker)
    {
        var now = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), rotations.Head!.Cursor.ObservedAt + 1);
        return maker.Make(new(rotations.Head, signers.Epoch, now), out var made) is { } refusal
            ? new RotationOutcome.Refused(refusal.ToString())
            : new RotationOutcome.Allowed(((RotationBatch)made!.Batch).Next);
    }

    private static RotationOutcome Map(RoundOutcome outcome, bool wasThere)
    {
        if (outcome is RoundOutcome.Failed { Stage: "make" } refused) return new RotationOutcome.Refused(refused.Reason);
        if (outcome is RoundOutcome.OutOfTerm ended) return new RotationOutcome.Refused(ended.Refusal.ToString());
        if (outcome is not RoundOutcome.Published published) return Explain(outcome) ?? throw new InvalidOperationException($"A rotation does not end with {outcome}.");
        if (StatementCodec.Decode(published.Attestation.Leaves[0].Bytes.Span, out var statement) is { } broken) throw new InvalidDataException($"A published rotation does not decode: {broken}");
        return new RotationOutcome.Done(((AttesterSetStatement)statement!).Set, published.Digest, published.Attestation.Header, published.Attestation.Signatures.Count, wasThere);
    }

    /// <summary>Null where the turn did what it should.</summary>
    private static RotationOutcome.Stopped? Explain(RoundOutcome outcome) => outcome switch
    {
        RoundOutcome.Published or RoundOutcome.Nothing => null,
        RoundOutcome.Waiting waiting => new($"{waiting.Have} of {waiting.Need} signatures for batch {waiting.Sequence} ({string.Join("; ", waiting.Faults.Select(static fault => $"{fault.Attester} {fault.Kind}: {fault.Reason}"))})"),
        RoundOutcome.Failed failed => new($"{failed.Stage}: {failed.Reason}"),
        RoundOutcome.OutOfTerm ended => new($"{ended.Refusal}"),
        RoundOutcome.Reload reload => new($"{reload.Stage}: {reload.Reason}. What is on disk is not known; the next run reads it"),
        RoundOutcome.TooEarly early => new($"the clock says {UnixTime.ToText(early.ObservedAt)}, the last rotation was observed at {UnixTime.ToText(early.LastObservedAt)}"),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };
}
