using System.Collections.Concurrent;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Aggregation;
using CrossChainOracle.Encoding;
using CrossChainOracle.Pipeline;

namespace CrossChainOracle.Hosting;

/// <summary>The last published statement of each feed. Thread-safe.</summary>
public sealed class FeedBoard
{
    private readonly ConcurrentDictionary<FeedId, FeedEntry> _entries = new();

    /// <summary>In order of feed.</summary>
    public IReadOnlyList<FeedEntry> All => [.. _entries.Values.OrderBy(entry => entry.Feed)];

    public FeedEntry? Find(FeedId feed) => _entries.GetValueOrDefault(feed);

    public void Apply(RoundOutcome.Published published)
    {
        var outcomes = published.Feeds.ToDictionary(outcome => outcome.State.Feed);
        for (var i = 0; i < published.Attestation.Leaves.Count; i++)
        {
            var refusal = StatementCodec.Decode(published.Attestation.Leaves[i].Bytes.Span, out var statement);
            if (refusal is not null) throw new InvalidOperationException($"Our own statement does not decode: {refusal}");
            var feed = statement switch { PriceStatement price => price.Feed, GapStatement gap => gap.Feed, _ => default };
            if (!feed.IsEmpty) _entries[feed] = new(feed, statement!, published.Attestation, i, published.Digest, outcomes.GetValueOrDefault(feed));
        }
    }
}

/// <param name="Feed">Whose.</param>
/// <param name="Statement">A price or a gap.</param>
/// <param name="Attestation">The whole batch it stands in.</param>
/// <param name="Index">Its leaf there.</param>
/// <param name="Digest">The batch's digest.</param>
/// <param name="Outcome">How it came about, with every rejection; null for a batch finished after a restart.</param>
public sealed record FeedEntry(FeedId Feed, Statement Statement, Attestation Attestation, int Index, Hash256 Digest, FeedOutcome? Outcome)
{
    public long ObservedAt => Attestation.Header.ObservedAt;

    /// <summary>Until when a price may be used, Unix milliseconds; for a gap the time of observation.</summary>
    public long ValidUntil => Statement is PriceStatement price ? ObservedAt + price.ValidFor : ObservedAt;

    /// <summary>The statement alone with its proof.</summary>
    public StatementAttestation ToStatementAttestation()
    {
        var leaves = Attestation.Leaves.Select(leaf => leaf.Hash).ToArray();
        return new(Attestation.Header, Attestation.Leaves[Index], Crypto.MerkleTree.Build(leaves).Proof(Index), Attestation.Signatures);
    }
}
