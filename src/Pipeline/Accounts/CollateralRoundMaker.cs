using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;
using CrossChainOracle.Rounds.Accounts;

namespace CrossChainOracle.Pipeline.Accounts;

/// <summary>A price as it was published, with the signed statement that says so.</summary>
public sealed record SignedPrice(PriceReading Reading, Evidence Evidence);

/// <summary>Rounds of a shard of accounts.</summary>
/// <param name="domain">The deployment that is signed for.</param>
/// <param name="rules">The shard's.</param>
/// <param name="book">What is known of the accounts.</param>
/// <param name="prices">The last published price of a feed; null where there is none now.</param>
/// <param name="evidence">What the attesters will check the prices by.</param>
public sealed class CollateralRoundMaker(SigningDomain domain, CollateralRules rules, CollateralBook book, Func<FeedId, SignedPrice?> prices, PriceEvidence evidence) : IRoundMaker
{
    private readonly Dictionary<AssetId, FeedId> _feeds = rules.Policy.Assets.Where(static asset => !asset.Feed.IsEmpty).ToDictionary(static asset => asset.Asset, static asset => asset.Feed);
    private Hash256? _made;

    /// <summary>Goes on from where the shard stands, before anything is heard: a block that was lost while nobody looked is seen to be lost only if it is watched.</summary>
    public void Continue(ShardHead head) => book.Watch(StateOf(head));

    public Refusal? Make(RoundStart start, out MadeRound? round)
    {
        round = null;
        var state = StateOf(start.Head);
        if (_made == start.Head.Digest) book.Settle();
        _made = null;
        if (book.Take(state, start.ObservedAt) is not { } inputs) return null;
        var seen = CollateralRoundCodec.Encode(Observe(start, state, inputs));

        // From its bytes, by the attesters' own path: what they would refuse, or read otherwise, must not be reserved, for it would never be signed and the shard would stand still.
        if (rules.Compute(domain, start.Head.StateBytes, seen, null, out var batch) is { } refusal) return refusal;

        // What this round states has to be watched from now on, not from the next round on.
        book.Watch(((CollateralBatch)batch!).State);
        _made = batch.Digest;
        round = new(batch, seen);
        return null;
    }

    private CollateralState StateOf(ShardHead head) =>
        CollateralStateCodec.Decode(head.StateBytes.Span, out var state) is { } broken ? throw new InvalidDataException($"The state of shard {rules.Shard} does not decode: {broken}") : state!;

    private CollateralRound Observe(RoundStart start, CollateralState state, CollateralInputs inputs)
    {
        var feeds = inputs.Positions.Select(position => _feeds.GetValueOrDefault(position.Key.Asset)).Where(static feed => !feed.IsEmpty).Distinct();
        var used = evidence.Sift(feeds.Select(prices).OfType<SignedPrice>());
        return new()
        {
            Shard = rules.Shard,
            Sequence = state.NextSequence,
            PreviousDigest = start.Head.Digest,
            Epoch = start.Epoch,
            ValidAfter = state.ObservedAt,
            ObservedAt = start.ObservedAt,
            PolicyDigest = rules.PolicyDigest,
            Chains = inputs.Chains,
            Markets = inputs.Markets,
            Positions = inputs.Positions,
            Problems = inputs.Problems,
            Prices = [.. used.Select(static price => price.Reading)],
            Evidence = [.. used.Select(static price => price.Evidence)],
        };
    }
}
