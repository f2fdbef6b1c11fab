using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Evm.Planning;

/// <summary>What a due statement is about.</summary>
/// <param name="Subject">As text, as in <see cref="Passed"/>.</param>
public readonly record struct DueKey(StatementKind Kind, ShardId Shard, string Subject);

/// <summary>Since when a chain lacks something that is due there.</summary>
/// <param name="Stored">Sequence of what stands there instead; null: nothing does. Where that changes, the time begins anew.</param>
/// <param name="Since">Unix milliseconds.</param>
public readonly record struct DueSince(ulong? Stored, long Since);

/// <summary>Several relayers of one chain, in an order that their operators gave them: one that is not first leaves what is due to those before it, and posts what the hub lacks all the same when its time has come.</summary>
/// <remarks>They need not know each other. What takes something away is every relayer's at once: rotations, retractions, gaps, lost verdicts, flagged chains.</remarks>
/// <param name="before">As the plan before this one left it.</param>
/// <param name="at">When a posting is expected to be included, Unix milliseconds.</param>
internal sealed class Turns(EvmRelayPolicy policy, IReadOnlyDictionary<DueKey, DueSince> before, long at)
{
    private readonly Dictionary<DueKey, DueSince> _waiting = [];

    /// <summary>For the next plan.</summary>
    public IReadOnlyDictionary<DueKey, DueSince> Waiting => _waiting;

    /// <summary>Null where it is to be posted now.</summary>
    /// <param name="statement">Due, and nothing else is against it.</param>
    /// <param name="stored">Sequence of what the chain has of its subject.</param>
    public NotPosted.NotOurTurn? Check(InboxStatement statement, ulong? stored, DueReason why)
    {
        if (policy.Turn == 0 || why is DueReason.Always or DueReason.Withdrawn) return null;
        var key = new DueKey(statement.Statement.Kind, statement.Header.Shard, statement.Verified.Subject);
        var due = before.TryGetValue(key, out var known) && known.Stored == stored ? known : new(stored, at);
        _waiting[key] = due;
        var from = due.Since + (policy.Turn * policy.TurnMs);
        return at < from ? new(due.Since, from) : null;
    }
}
