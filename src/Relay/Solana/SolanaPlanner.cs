using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Relay.Solana;

/// <summary>What to post now, and why nothing else.</summary>
/// <param name="Wanted">The most urgent first.</param>
/// <param name="Unfit">Due, and larger than a transaction: never to be posted.</param>
/// <param name="Passed">All that is not wanted, the unfit among them.</param>
public sealed record SolanaPlan(IReadOnlyList<SolanaPosting> Wanted, IReadOnlyList<UnfitPosting> Unfit, IReadOnlyList<Passed> Passed);

/// <summary>A posting that no transaction has room for.</summary>
/// <param name="Why">With its sizes.</param>
public readonly record struct UnfitPosting(SolanaPosting Posting, SolanaEncoding Why);

/// <summary>Decides which prices a cluster is owed, by what of ours stands there and what is under way. Pure.</summary>
public static class SolanaPlanner
{
    /// <param name="encoder">Knows how much room there is.</param>
    /// <param name="prices">Of the inbox.</param>
    /// <param name="standing">As the journal knows it.</param>
    /// <param name="inFlight">As the journal knows it.</param>
    /// <param name="sets">Those that are followed.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static SolanaPlan Plan(
        SolanaRelayPolicy policy, SolanaEncoder encoder, IReadOnlyList<InboxPrices> prices, IReadOnlyDictionary<(ShardId Shard, FeedId Feed), StoredPrice> standing,
        IReadOnlyList<SentPosting> inFlight, AttesterSets sets, long now)
    {
        var wanted = new List<(SolanaPosting Posting, Urgency Urgency)>();
        var (unfit, passed) = (new List<UnfitPosting>(), new List<Passed>());
        foreach (var price in prices.SelectMany(static batch => batch.Prices))
        {
            var (shard, feed) = (price.Header.Shard, PriceForms.FeedOf(price.Statement));
            var rule = policy.Shards.GetValueOrDefault(shard)?.GetValueOrDefault(feed);
            Urgency urgency = default;
            var reason = rule is null ? new NotPosted.NotInPolicy() : Judge(price, rule, policy, standing.GetValueOrDefault((shard, feed)), Coming(inFlight, shard, feed), now, out urgency);
            if (reason is null)
            {
                if (sets.Find(price.Header.Epoch, now, out var set) is not null) reason = new NotPosted.UnknownEpoch(price.Header.Epoch, sets.Current.Epoch);
                else if (Misfit(encoder, price, set!) is not { } misfit) wanted.Add((ToPosting(price, set!, policy), urgency));
                else
                {
                    unfit.Add(new(ToPosting(price, set!, policy), misfit));
                    reason = new NotPosted.Unfit(set!.Threshold, price.Attestation.Proof.Count, encoder.HighestDepth(set.Threshold));
                }
            }

            if (reason is not null) passed.Add(new(PostingKind.Prices, shard, feed.ToString(), price.Sequence, reason));
        }

        return new([.. wanted.OrderBy(static item => item.Urgency).Select(static item => item.Posting)], unfit, passed);
    }

    private static SolanaEncoding? Misfit(SolanaEncoder encoder, InboxStatement price, AttesterSet set) => encoder.Misfit(set.Threshold, price.Attestation.Proof.Count, price.Attestation.Leaf.Bytes.Length);

    private static SolanaPosting ToPosting(InboxStatement price, AttesterSet set, SolanaRelayPolicy policy) => new(price.ToPosting(PostingKind.Prices), price.Attestation, set, policy.MaximumFee);

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
