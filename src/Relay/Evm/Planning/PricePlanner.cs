using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Relay.Evm.Planning;

/// <summary>Which prices are due, and how urgent they are.</summary>
internal sealed class PricePlanner(Ground ground, SigningDomain domain, PlanBuilder plan)
{
    public void Prices()
    {
        var planned = new List<(PlannedPosting Posting, Urgency Urgency)>();
        foreach (var batch in ground.Inbox.Prices)
        {
            var rule = ground.Policy.Shards.GetValueOrDefault(batch.Header.Shard);
            var due = new List<DuePrice>();
            foreach (var price in batch.Prices)
            {
                var feed = PriceForms.FeedOf(price.Statement);
                if (rule?.Feeds.GetValueOrDefault(feed) is not { } wanted) plan.Pass(PostingKind.Prices, price, new NotPosted.NotInPolicy());
                else if (Judge(price, feed, wanted, out var urgency) is { } reason) plan.Pass(PostingKind.Prices, price, reason);
                else due.Add(new(price, feed, urgency, ground.Ceiling(PostingKind.Prices, urgency.IsUrgent)));
            }

            if (due.Count == 0 || AreLeft(due)) continue;
            planned.AddRange(new PriceForms(ground, domain, batch, rule!).Cheapest(due));
            foreach (var price in due) Overtake(batch.Header, price.Feed);
        }

        foreach (var (posting, _) in planned.OrderBy(static item => item.Urgency).ThenBy(static item => item.Posting.Posting.Posting.Header.Shard)) plan.Post(posting);
    }

    /// <summary>To relayers before this one. Where one of them is left no longer, all go: they may go together.</summary>
    private bool AreLeft(IReadOnlyList<DuePrice> due)
    {
        var checks = due.Select(price => (price.Price, Reason: ground.Turns.Check(price.Price, ground.Hub.Prices.GetValueOrDefault((price.Price.Header.Shard, price.Feed))?.Sequence, price.Urgency.Why))).ToList();
        if (checks.Any(static check => check.Reason is null)) return false;
        foreach (var (price, reason) in checks) plan.Pass(PostingKind.Prices, price, reason!);
        return true;
    }

    private void Overtake(BatchHeader header, FeedId feed)
    {
        if (ground.Hub.Prices.GetValueOrDefault((header.Shard, feed)) is { } stored) plan.Overtake(header.Shard, feed, header.Sequence - stored.Sequence - 1);
    }

    private NotPosted? Judge(InboxStatement price, FeedId feed, FeedRule rule, out Urgency urgency)
    {
        urgency = default;
        var stored = ground.Hub.Prices.GetValueOrDefault((price.Header.Shard, feed));
        var coming = ground.UnderWay.Price(price.Header.Shard, feed);
        if (stored?.Sequence >= price.Sequence) return new NotPosted.AlreadyNewer(stored.Sequence);
        if (coming?.Sequence >= price.Sequence) return new NotPosted.InFlight(coming.Sequence);
        if (ground.CheckHeader(price.Header) is { } refused) return refused;

        // What is under way counts as stored: a newer price must be worth a posting beside it.
        var isComing = coming is not null && (stored is null || coming.Sequence > stored.Sequence);
        var newest = isComing ? coming : stored;
        if (newest is not null && !newest.Value.IsPositive) newest = null;
        var reason = price.Statement is GapStatement ? JudgeGap(newest, rule, out urgency) : JudgePrice((PriceStatement)price.Statement, price.ValidUntil, newest, rule, out urgency);
        if (reason is NotPosted.Unchanged or NotPosted.NothingToReplace && isComing) return new NotPosted.InFlight(coming!.Sequence);
        return reason ?? ground.CheckFee(ground.Ceiling(PostingKind.Prices, urgency.IsUrgent));
    }

    private NotPosted? JudgeGap(StoredPrice? newest, FeedRule rule, out Urgency urgency)
    {
        urgency = new(DueReason.Withdrawn, 0, IsUrgent: true);
        if (!rule.PostGaps) return new NotPosted.NotRelayable(Verdict.None);
        return newest is null || newest.ValidUntil < ground.At ? new NotPosted.NothingToReplace() : null;
    }

    private NotPosted? JudgePrice(PriceStatement price, long validUntil, StoredPrice? newest, FeedRule rule, out Urgency urgency)
    {
        urgency = default;
        if (!price.Verdict.HasFlag(Verdict.Relay)) return new NotPosted.NotRelayable(price.Verdict);
        if (price.Breaker == BreakerState.Open && !rule.PostOpenBreaker) return new NotPosted.BreakerOpen(price.Breaker);
        if (ground.CheckLife(validUntil) is { } expired) return expired;
        if (newest is null)
        {
            urgency = new(DueReason.Missing, 0, IsUrgent: true);
            return null;
        }

        var deviation = Deviation.Ppm(price.Value, newest.Value);
        var age = ground.At - newest.ObservedAt;
        urgency = new(Reason(price, newest, rule, deviation, age), Score(deviation, rule, age), age >= rule.HeartbeatMs - ground.Policy.UrgentMs);
        urgency = urgency with { IsUrgent = urgency.IsUrgent || urgency.Why == DueReason.Withdrawn };
        return urgency.Why == 0 ? new NotPosted.Unchanged(deviation, rule.DeviationPpm, newest.ObservedAt + rule.HeartbeatMs) : null;
    }

    /// <summary>The most urgent one; 0 where nothing is due.</summary>
    internal static DueReason Reason(PriceStatement price, StoredPrice newest, FeedRule rule, ulong deviation, long age)
    {
        var (lost, gained) = (newest.Verdict & ~price.Verdict & ~Verdict.Relay, price.Verdict & ~newest.Verdict & ~Verdict.Relay);
        if (rule.PostVerdictChanges && (lost != Verdict.None || price.Breaker > newest.Breaker)) return DueReason.Withdrawn;
        if (age >= rule.HeartbeatMs) return DueReason.Heartbeat;
        if (deviation >= rule.DeviationPpm) return DueReason.Deviation;
        return rule.PostVerdictChanges && (gained != Verdict.None || price.Breaker < newest.Breaker) ? DueReason.Changed : 0;
    }

    /// <summary>How many times the limit it is, in millionths: of the deviation or of the age, whichever is more.</summary>
    internal static UInt128 Score(ulong deviation, FeedRule rule, long age) =>
        UInt128.Max((UInt128)deviation * FixedPoint.PpmInOne / Math.Max(rule.DeviationPpm, 1), (UInt128)Math.Max(age, 0) * FixedPoint.PpmInOne / (UInt128)rule.HeartbeatMs);
}

/// <summary>How urgent a price is: by its reason, then by how far it is over its limit.</summary>
/// <param name="Score">In millionths of the limit.</param>
internal readonly record struct Urgency(DueReason Why, UInt128 Score, bool IsUrgent) : IComparable<Urgency>
{
    public int CompareTo(Urgency other) => Why != other.Why ? Why.CompareTo(other.Why) : other.Score.CompareTo(Score);
}

/// <param name="Ceiling">Wei per gas.</param>
internal sealed record DuePrice(InboxStatement Price, FeedId Feed, Urgency Urgency, UInt128 Ceiling);
