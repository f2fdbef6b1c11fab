using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Relay.Running;

/// <summary>The postings that can be made of a batch: each statement by itself, and all its prices.</summary>
internal static class BatchPostings
{
    public static IEnumerable<Posting> Of(VerifiedBatch batch, BatchTrail trail, PostingKind kind)
    {
        var all = batch.Attestation.Leaves.Zip(batch.Statements).Where(static pair => pair.Second is not null)
            .Select(static pair => new PostedStatement(pair.Second!, pair.First.Bytes, PostedSource.Of(pair.Second!))).ToList();
        var prices = all.Where(static statement => FeedOf(statement) is not null).ToList();
        IEnumerable<PostedStatement>[] groups = [prices.OrderBy(FeedOf), prices, .. all.Select(static statement => (PostedStatement[])[statement])];
        return groups.Select(group => new Posting(kind, batch.Header, batch.Digest, [.. group], trail, long.MaxValue));
    }

    private static FeedId? FeedOf(PostedStatement statement) => statement.Statement switch { PriceStatement price => price.Feed, GapStatement gap => gap.Feed, _ => null };
}
