using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Aggregation;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Rounds;

/// <summary>(policy, previous state, round) → batch. Pure: the leader, every attester and any auditor run exactly this and get the same bytes.</summary>
public static class BatchComputation
{
    /// <summary>Bytes of the context of a price with three votes; a first guess at the room.</summary>
    private const int TypicalContextSize = 216;

    private static readonly IReadOnlyList<Observation> NoObservations = [];
    private static readonly IReadOnlyList<SourceFailure> NoFailures = [];

    /// <summary>Whether the round continues the state under the policy; the first mismatch, or null.</summary>
    /// <param name="policyDigest">Of the policy.</param>
    /// <param name="policy">In force.</param>
    /// <param name="state">After the round before.</param>
    /// <param name="round">What was seen since.</param>
    public static Refusal? Check(Hash256 policyDigest, ShardPolicy policy, ShardState state, Round round) =>
        Continuity.Check(policy.Shard, policyDigest, new(state.Shard, state.NextSequence, state.ObservedAt), round);

    /// <param name="domain">The deployment that signs.</param>
    /// <param name="policy">In force; sound by <see cref="PolicyRules"/>.</param>
    /// <param name="state">After the round before.</param>
    /// <param name="round">Passed <see cref="Check"/> with the two.</param>
    public static PriceBatch Run(SigningDomain domain, ShardPolicy policy, ShardState state, Round round)
    {
        var outcomes = Aggregate(policy, state, round);
        var leaves = Leaves(outcomes, policy);
        var next = new ShardState(round.Shard, checked(round.Sequence + 1), round.ObservedAt, [.. outcomes.Select(outcome => outcome.State)]);
        var stateBytes = StateCodec.Encode(next);
        var header = BatchHeaders.Of(round, BatchHeader.MedianV1, policy.Audience, stateBytes, RoundCodec.InputsRoot(round), leaves);
        return new(header, domain.Digest(header), leaves, next, stateBytes, outcomes);
    }

    private static List<FeedOutcome> Aggregate(ShardPolicy policy, ShardState state, Round round)
    {
        var observations = Group(round.Observations, static observation => observation.Feed);
        var failures = Group(round.Failures, static failure => failure.Feed);
        var everyFeed = failures.GetValueOrDefault(default) ?? NoFailures;
        var states = state.Feeds.ToDictionary(feed => feed.Feed);
        var outcomes = new List<FeedOutcome>(policy.Feeds.Count);
        foreach (var feed in policy.Feeds)
        {
            var own = failures.GetValueOrDefault(feed.Feed) ?? NoFailures;
            outcomes.Add(FeedAggregation.Run(
                feed,
                states.GetValueOrDefault(feed.Feed) ?? FeedState.Initial(feed.Feed),
                observations.GetValueOrDefault(feed.Feed) ?? NoObservations,
                everyFeed.Count == 0 ? own : [.. own, .. everyFeed],
                round.ValidAfter,
                round.ObservedAt));
        }

        return outcomes;
    }

    private static Dictionary<FeedId, IReadOnlyList<T>> Group<T>(IReadOnlyList<T> items, Func<T, FeedId> feedOf)
    {
        var groups = new Dictionary<FeedId, IReadOnlyList<T>>();
        foreach (var item in items)
        {
            var feed = feedOf(item);
            if (!groups.TryGetValue(feed, out var group)) groups.Add(feed, group = new List<T>(4));
            ((List<T>)group).Add(item);
        }

        return groups;
    }

    /// <summary>Prices before gaps, each in order of feed: the canonical order.</summary>
    private static Leaf[] Leaves(List<FeedOutcome> outcomes, ShardPolicy policy)
    {
        var order = Order(outcomes);
        using var writer = new CanonicalWriter(outcomes.Count * TypicalContextSize);
        var contextLengths = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            var start = writer.Length;
            WriteContext(writer, outcomes[order[i]]);
            contextLengths[i] = writer.Length - start;
        }

        ReadOnlyMemory<byte> contexts = writer.ToArray();
        var hashes = new Hash256[order.Length];
        Keccak256.HashEach(contexts.Span, contextLengths, hashes);
        var leaves = new Leaf[order.Length];
        for (var i = 0; i < leaves.Length; i++)
        {
            var statement = StatementOf(policy.Feeds[order[i]], outcomes[order[i]], hashes[i]);
            leaves[i] = new(StatementCodec.Encode(statement), contexts[..contextLengths[i]]);
            contexts = contexts[contextLengths[i]..];
        }

        return leaves;
    }

    private static int[] Order(List<FeedOutcome> outcomes)
    {
        var (order, next) = (new int[outcomes.Count], 0);
        for (var i = 0; i < order.Length; i++)
        {
            if (outcomes[i] is FeedOutcome.Priced) order[next++] = i;
        }

        for (var i = 0; i < order.Length; i++)
        {
            if (outcomes[i] is FeedOutcome.Gap) order[next++] = i;
        }

        return order;
    }

    private static void WriteContext(CanonicalWriter writer, FeedOutcome outcome)
    {
        if (outcome is FeedOutcome.Priced priced) ContextCodec.Write(writer, priced.Context);
        else ContextCodec.Write(writer, ((FeedOutcome.Gap)outcome).Context);
    }

    private static Statement StatementOf(FeedPolicy policy, FeedOutcome outcome, Hash256 context) => outcome switch
    {
        FeedOutcome.Priced priced => new PriceStatement
        {
            Feed = policy.Feed,
            Value = priced.Value,
            Confidence = priced.Confidence,
            Sigma = (uint)FixedPoint.MulDiv(priced.Context.Sigma, 1, 1_000_000_000, Rounding.Up),
            Verdict = priced.Verdict,
            Breaker = priced.State.Breaker,
            PublishedAt = priced.PublishedAt,
            ValidFor = (uint)policy.ValidForMs,
            Context = context,
        },
        FeedOutcome.Gap gap => new GapStatement
        {
            Feed = policy.Feed,
            Reason = gap.Reason,
            Breaker = gap.State.Breaker,
            Quorum = (byte)policy.Quorum,
            From = gap.From,
            To = gap.To,
            Context = context,
        },
        _ => throw new InvalidOperationException($"No statement for {outcome.GetType().Name}."),
    };
}
