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
public sealed class CollateralRoundMaker(SigningDomain domain, CollateralRules rules, CollateralBook book, Func<FeedId, SignedPrice?> prices) : IRoundMaker
{
    private readonly Dictionary<AssetId, FeedId> _feeds = rules.Policy.Assets.Where(static asset => !asset.Feed.IsEmpty).ToDictionary(static asset => asset.Asset, static asset => asset.Feed);

    public Refusal? Make(RoundStart start, out MadeRound? round)
    {
        round = null;
        if (CollateralStateCodec.Decode(start.Head.StateBytes.Span, out var state) is { } broken) throw new InvalidDataException($"The state of shard {rules.Shard} does not decode: {broken}");
        book.Watch(state!);
        if (book.Take(state!.NextSequence, start.ObservedAt) is not { } inputs) return null;
        var used = inputs.Positions.Select(position => _feeds.GetValueOrDefault(position.Key.Asset)).Where(static feed => !feed.IsEmpty).Distinct().Select(prices).OfType<SignedPrice>().ToList();
        var seen = new CollateralRound
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
        if (rules.Check(state, seen) is { } mismatch) return mismatch;
        if (CollateralComputation.Run(domain, rules.Policy, state, seen, out var batch) is { } refusal) return refusal;

        // What this round states has to be watched from now on, not from the next round on.
        book.Watch(batch!.State);
        round = new(batch, CollateralRoundCodec.Encode(seen));
        return null;
    }
}
