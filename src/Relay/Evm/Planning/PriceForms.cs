using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Relay.Evm.Planning;

/// <summary>The ways to post due prices of one batch, and the cheapest of them.</summary>
internal sealed class PriceForms(Ground ground, SigningDomain domain, InboxPrices batch, ShardRule rule)
{
    public static FeedId FeedOf(Statement statement) => statement switch
    {
        PriceStatement price => price.Feed,
        GapStatement gap => gap.Feed,
        _ => throw new ArgumentException($"{statement.Kind} has no feed.", nameof(statement)),
    };

    /// <summary>Each alone, or the batch as a whole: whichever is expected to cost less gas; the batch where that is equal, for it takes one nonce.</summary>
    public IEnumerable<(PlannedPosting Posting, Urgency Urgency)> Cheapest(IReadOnlyList<DuePrice> due)
    {
        if (rule.Form == StorageForm.Paired) return [Paired(due)];
        var singles = due.Select(Single).ToList();
        if (!MayPostAll()) return singles;
        var whole = Whole(due);
        return (UInt128)whole.Posting.Gas <= singles.Aggregate(UInt128.Zero, static (sum, single) => sum + single.Posting.Gas) ? [whole] : singles;
    }

    private (PlannedPosting Posting, Urgency Urgency) Single(DuePrice due)
    {
        var call = HubCalls.Post(PostingForm.Price, due.Price.Attestation, domain);
        var (updates, fresh) = IsStored(due.Feed) ? (1, 0) : (0, 1);
        var gas = GasModel.Prices(PostingForm.Price, call, batch.Attestation.Signatures.Count, due.Price.Attestation.Proof.Count, 1, updates, fresh);
        return (new(new(due.Price.ToPosting(PostingKind.Prices), call, due.Ceiling), PostingForm.Price, gas, due.Urgency.Why), due.Urgency);
    }

    private (PlannedPosting Posting, Urgency Urgency) Whole(IReadOnlyList<DuePrice> due)
    {
        // The hub passes over what has no relay bit, and what has ended.
        var posted = batch.Prices.Where(price => price.Statement is not PriceStatement statement || (statement.Verdict.HasFlag(Verdict.Relay) && price.ValidUntil >= ground.At)).ToList();
        var updates = posted.Count(price => IsStored(FeedOf(price.Statement)));
        return Together(PostingForm.Batch, HubCalls.Post(batch.Attestation, domain), posted, due, updates, posted.Count - updates);
    }

    private (PlannedPosting Posting, Urgency Urgency) Paired(IReadOnlyList<DuePrice> due)
    {
        var pairs = batch.Prices.Select(static price => FeedOf(price.Statement)).Chunk(2).ToList();
        var updates = pairs.Count(pair => pair.Any(IsStored));
        return Together(PostingForm.Paired, HubCalls.PostPaired(batch.Attestation, domain), batch.Prices, due, updates, pairs.Count - updates);
    }

    /// <summary>As urgent, and worth as much, as the most urgent and the dearest of what is due in it; good for as long as all of that is.</summary>
    private (PlannedPosting Posting, Urgency Urgency) Together(PostingForm form, byte[] call, IReadOnlyList<InboxStatement> posted, IReadOnlyList<DuePrice> due, int updates, int fresh)
    {
        var posting = new Posting(PostingKind.Prices, batch.Header, batch.Digest, [.. posted.Select(static price => price.ToPosted())], batch.Trail, due.Min(static price => price.Price.ValidUntil));
        var gas = GasModel.Prices(form, call, batch.Attestation.Signatures.Count, 0, posted.Count, updates, fresh);
        var urgency = due.Min(static price => price.Urgency);
        return (new(new(posting, call, due.Max(static price => price.Ceiling)), form, gas, urgency.Why), urgency);
    }

    /// <summary>No price rides along that the policy keeps off the chain.</summary>
    private bool MayPostAll() => batch.Prices.All(price => price.Statement is not PriceStatement { Breaker: BreakerState.Open } open
        || !open.Verdict.HasFlag(Verdict.Relay) || rule.Feeds.GetValueOrDefault(open.Feed) is { PostOpenBreaker: true });

    private bool IsStored(FeedId feed) => ground.Hub.Prices.ContainsKey((batch.Header.Shard, feed));
}
