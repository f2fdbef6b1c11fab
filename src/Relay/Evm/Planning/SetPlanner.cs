using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Relay.Evm.Planning;

/// <summary>Rotations and retractions: what must come before anything else.</summary>
internal sealed class SetPlanner(Ground ground, SigningDomain domain, PlanBuilder plan)
{
    public void Rotations()
    {
        foreach (var rotation in ground.Inbox.Rotations)
        {
            var set = ((AttesterSetStatement)rotation.Statement).Set;
            var ceiling = ground.Ceiling(PostingKind.Rotation, ground.At >= set.ValidFrom - ground.Policy.UrgentMs);
            Take(rotation, PostingKind.Rotation, PostingForm.Rotation, Judge(rotation.Header, set) ?? ground.CheckFee(ceiling), ceiling);
        }
    }

    public void Retractions()
    {
        foreach (var retraction in ground.Inbox.Retractions)
        {
            var ceiling = ground.Ceiling(PostingKind.Retraction, urgent: true);
            Take(retraction, PostingKind.Retraction, PostingForm.Fact, Judge(retraction.Header, (RetractionStatement)retraction.Statement) ?? ground.CheckFee(ceiling), ceiling);
        }
    }

    private void Take(InboxStatement statement, PostingKind kind, PostingForm form, NotPosted? reason, UInt128 ceiling)
    {
        if (reason is null) plan.Post(statement, kind, form, HubCalls.Post(form, statement.Attestation, domain), ceiling, fresh: true, DueReason.Always);
        else plan.Pass(kind, statement, reason);

        // Over on this chain: there already, never needed, or signed by an epoch that does not come back. Not at once, for a chain can go back, and a rival's old posting can still arrive.
        var over = reason is NotPosted.AlreadyNewer or NotPosted.NotPostedHere || (reason is NotPosted.UnknownEpoch unknown && unknown.Epoch < unknown.Current);
        if (over && ground.IsHeldLongEnough(statement.Header)) plan.Settle(statement.ToPosting(kind).Id);
    }

    private NotPosted? Judge(BatchHeader header, AttesterSet set)
    {
        var current = ground.Hub.Epoch;
        if (set.Epoch <= current) return new NotPosted.AlreadyNewer(current);
        if (ground.UnderWay.Has(set.Epoch)) return new NotPosted.InFlight(header.Sequence);
        var follows = set.Epoch == current + 1L && (header.Epoch == current || header.Epoch == AttesterSet.RecoveryEpoch);
        return follows ? ground.CheckAhead(header) : new NotPosted.UnknownEpoch(header.Epoch, current);
    }

    private NotPosted? Judge(BatchHeader header, RetractionStatement retraction)
    {
        var key = (retraction.Shard, retraction.Subject);
        if (ground.Hub.Floors.TryGetValue(key, out var floor) && floor >= retraction.Sequence) return new NotPosted.AlreadyNewer(floor);
        if (ground.UnderWay.Floor(retraction.Shard, retraction.Subject) >= retraction.Sequence) return new NotPosted.InFlight(header.Sequence);
        if (!ground.Policy.PostEveryRetraction && !IsReadable(retraction)) return new NotPosted.NotPostedHere();
        return ground.CheckHeader(header);
    }

    /// <summary>Something that the retraction takes away stands on this chain, or is under way: the fact, or a snapshot that may be made of it.</summary>
    private bool IsReadable(RetractionStatement retraction)
    {
        var subjects = retraction.FactKind == StatementKind.Collateral ? ground.Policy.Accounts.Select(FactSubject.Of).Prepend(retraction.Subject) : [retraction.Subject];
        return subjects.Any(subject =>
            (ground.Hub.Facts.TryGetValue((retraction.Shard, subject), out var stored) && stored <= retraction.Sequence)
            || ground.UnderWay.Fact(retraction.Shard, subject)?.Sequence <= retraction.Sequence);
    }
}
