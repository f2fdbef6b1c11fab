using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Relay.Solana;

/// <summary>Which prices are posted to one cluster. Durations are in milliseconds.</summary>
public sealed record SolanaRelayPolicy
{
    /// <summary>When each feed of a shard is posted. Gaps never are: nothing stands there that they would have to replace.</summary>
    public required IReadOnlyDictionary<ShardId, IReadOnlyDictionary<FeedId, FeedRule>> Shards { get; init; }

    /// <summary>What a posting may cost, lamports, base and priority fee together.</summary>
    public required ulong MaximumFee { get; init; }

    /// <summary>What has not at least this long to live is not posted.</summary>
    public long MarginMs { get; init; } = 5_000;

    /// <summary>Every rule that the policy breaks; empty when it is sound.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaximumFee < 2 * SolanaFee.PerSignature) yield return $"maximumFee: at least {2 * SolanaFee.PerSignature}, what one signer costs, not {MaximumFee}";
        if (MarginMs is < 0 or > PolicyRules.MaximumDurationMs) yield return $"margin: 0 to {PolicyRules.MaximumDurationMs}, not {MarginMs}";
        foreach (var (feed, rule) in Shards.Values.SelectMany(static shard => shard).Where(static feed => feed.Value.HeartbeatMs <= 0)) yield return $"feeds: the heartbeat of {feed} must be above 0, not {rule.HeartbeatMs}";
    }
}

/// <summary>What to post now, the most urgent first, and why nothing else.</summary>
public sealed record SolanaPlan(IReadOnlyList<SolanaPosting> Wanted, IReadOnlyList<Passed> Passed);

/// <summary>Decides which prices a cluster is owed, by what of ours stands there and what is under way. Pure.</summary>
public static class SolanaPlanner
{
    /// <param name="prices">Of the inbox.</param>
    /// <param name="standing">As the journal knows it.</param>
    /// <param name="inFlight">As the journal knows it.</param>
    /// <param name="sets">Those that are followed.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static SolanaPlan Plan(
        SolanaRelayPolicy policy, IReadOnlyList<InboxPrices> prices, IReadOnlyDictionary<(ShardId Shard, FeedId Feed), StoredPrice> standing,
        IReadOnlyList<SentPosting> inFlight, AttesterSets sets, long now)
    {
        var wanted = new List<(SolanaPosting Posting, Urgency Urgency)>();
        var passed = new List<Passed>();
        foreach (var price in prices.SelectMany(static batch => batch.Prices))
        {
            var (shard, feed) = (price.Header.Shard, PriceForms.FeedOf(price.Statement));
            var rule = policy.Shards.GetValueOrDefault(shard)?.GetValueOrDefault(feed);
            Urgency urgency = default;
            var reason = rule is null ? new NotPosted.NotInPolicy() : Judge(price, rule, policy, standing.GetValueOrDefault((shard, feed)), Coming(inFlight, shard, feed), now, out urgency);
            if (reason is null && sets.Find(price.Header.Epoch, now, out var set) is null) wanted.Add((new(price.ToPosting(PostingKind.Prices), price.Attestation, set!, policy.MaximumFee), urgency));
            else passed.Add(new(PostingKind.Prices, shard, feed.ToString(), price.Sequence, reason ?? new NotPosted.UnknownEpoch(price.Header.Epoch, sets.Current.Epoch)));
        }

        return new([.. wanted.OrderBy(static item => item.Urgency).Select(static item => item.Posting)], passed);
    }

    private static NotPosted? Judge(InboxStatement inbox, FeedRule rule, SolanaRelayPolicy policy, StoredPrice? standing, StoredPrice? coming, long now, out Urgency urgency)
    {
        urgency = new(DueReason.Missing, 0, IsUrgent: true);
        if (inbox.Statement is not PriceStatement price) return new NotPosted.NothingToReplace();
        if (standing?.Sequence >= inbox.Sequence) return new NotPosted.AlreadyNewer(standing.Sequence);
        if (!price.Verdict.HasFlag(Verdict.Relay)) return new NotPosted.NotRelayable(price.Verdict);
        if (price.Breaker == BreakerState.Open && !rule.PostOpenBreaker) return new NotPosted.BreakerOpen(price.Breaker);
        if (inbox.ValidUntil < now + policy.MarginMs) return new NotPosted.Expired(inbox.ValidUntil, now, policy.MarginMs);

        if (coming?.Sequence >= inbox.Sequence) return new NotPosted.InFlight(coming.Sequence);

        // What is under way counts as standing: a newer price must be worth a posting beside it.
        var newest = coming is not null && (standing is null || coming.Sequence > standing.Sequence) ? coming : standing;
        if (newest is null) return null;
        var (deviation, age) = (Deviation.Ppm(price.Value, newest.Value), now - newest.ObservedAt);
        urgency = new(PricePlanner.Reason(price, newest, rule, deviation, age), PricePlanner.Score(deviation, rule, age), IsUrgent: false);
        if (urgency.Why != 0) return null;
        return ReferenceEquals(newest, coming) ? new NotPosted.InFlight(coming.Sequence) : new NotPosted.Unchanged(deviation, rule.DeviationPpm, newest.ObservedAt + rule.HeartbeatMs);
    }

    private static StoredPrice? Coming(IReadOnlyList<SentPosting> inFlight, ShardId shard, FeedId feed) => inFlight
        .Where(sent => sent.Shard == shard)
        .Select(static sent => sent.Price())
        .Where(posted => posted?.Feed == feed)
        .MaxBy(static posted => posted?.Price.Sequence)?.Price;
}
