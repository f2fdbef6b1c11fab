using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Relay.Evm.Planning;

/// <summary>Positions, market indices, snapshots and chain statuses.</summary>
internal sealed class FactPlanner(Ground ground, SigningDomain domain, PlanBuilder plan)
{
    public void Facts()
    {
        foreach (var fact in ground.Inbox.Facts)
        {
            if (Judge(fact, out var due) is { } reason) plan.Pass(PostingKind.Fact, fact, reason);
            else plan.Post(fact, PostingKind.Fact, PostingForm.Fact, HubCalls.Post(PostingForm.Fact, fact.Attestation, domain), due.Ceiling, due.Why == DueReason.Missing, due.Why);
        }
    }

    private NotPosted? Judge(InboxStatement fact, out (UInt128 Ceiling, DueReason Why) due)
    {
        due = default;
        var key = (fact.Header.Shard, Subject: FactSubject.Of(fact.Statement)!.Value);
        if (!ground.Policy.MayPost(fact.Header.Shard, fact.Statement) || !ground.Policy.Facts.TryGetValue(fact.Statement.Kind, out var rule)) return new NotPosted.NotInPolicy();
        var stored = ground.Hub.Facts.TryGetValue(key, out var sequence) ? (sequence, ground.Hub.FactEnds.GetValueOrDefault(key)) : ((ulong Sequence, long ValidUntil)?)null;
        var coming = ground.UnderWay.Fact(key.Shard, key.Subject);
        if (stored?.Sequence >= fact.Sequence) return new NotPosted.AlreadyNewer(stored.Value.Sequence);
        if (coming?.Sequence >= fact.Sequence) return new NotPosted.InFlight(coming.Value.Sequence);
        if (CheckFloor(fact, key.Subject) is { } below) return below;
        if ((ground.CheckHeader(fact.Header) ?? ground.CheckLife(fact.ValidUntil) ?? CheckQuality(fact.Statement, rule)) is { } refused) return refused;
        var newest = coming is not null && (stored is null || coming.Value.Sequence > stored.Value.Sequence) ? coming : stored;
        var why = IsFlagged(fact.Statement) ? DueReason.Withdrawn : newest is null ? DueReason.Missing : rule.RenewBeforeMs is null ? DueReason.Changed : DueReason.Heartbeat;
        if (why == DueReason.Heartbeat && newest!.Value.ValidUntil - ground.At > rule.RenewBeforeMs) return new NotPosted.NotDue(newest.Value.ValidUntil - rule.RenewBeforeMs!.Value);
        due = (ground.Ceiling(PostingKind.Fact, why is DueReason.Withdrawn or DueReason.Missing || newest!.Value.ValidUntil - ground.At <= ground.Policy.UrgentMs), why);
        return ground.CheckFee(due.Ceiling) ?? ground.Turns.Check(fact, stored?.Sequence, why);
    }

    /// <summary>By every floor that is known, here or on the chain. Without its context a contract reads no snapshot at or below any floor of its shard.</summary>
    private NotPosted.BelowFloor? CheckFloor(InboxStatement fact, Hash256 subject)
    {
        var (shard, sequence) = (fact.Header.Shard, fact.Sequence);
        var floor = ground.Inbox.CheckFloor(fact) switch
        {
            Refusal.BelowFloor below => below.Floor,
            Refusal.Retracted retracted => retracted.Floor,
            _ => ground.Hub.Floors.TryGetValue((shard, subject), out var own) && own >= sequence ? own : (ulong?)null,
        };
        if (fact.Statement is SnapshotStatement) floor ??= HighestFloor(shard) is { } highest && highest >= sequence ? highest : null;
        return floor is { } found ? new(sequence, found) : null;
    }

    private ulong? HighestFloor(ShardId shard)
    {
        var onChain = ground.Hub.SnapshotFloors.TryGetValue(shard, out var floor) ? floor : (ulong?)null;
        var known = ground.Inbox.HighestFloor(shard);
        return onChain is null || known > onChain ? known : onChain;
    }

    private static NotPosted? CheckQuality(Statement statement, FactRule rule)
    {
        if (statement is SnapshotStatement snapshot && !snapshot.Verdict.HasFlag(Verdict.Relay)) return new NotPosted.NotRelayable(snapshot.Verdict);
        Stage? stage = statement switch
        {
            CollateralStatement collateral => collateral.Stage,
            MarketIndexStatement index => index.Stage,
            SnapshotStatement joined => joined.Stage,
            _ => null,
        };
        return stage < rule.MinimumStage ? new NotPosted.NotFinalEnough(stage.Value, rule.MinimumStage) : null;
    }

    private static bool IsFlagged(Statement statement) => statement is ChainStatusStatement { Flags: not ChainFlags.None };
}
