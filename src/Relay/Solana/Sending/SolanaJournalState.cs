using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Solana.Sending;

/// <summary>What a journal says: transactions that are not over, and the prices that stand.</summary>
internal sealed class SolanaJournalState
{
    /// <summary>In the order in which they were made.</summary>
    public List<SentPosting> InFlight { get; } = [];

    public Dictionary<(ShardId Shard, FeedId Feed), StoredPrice> Standing { get; } = [];

    public void Apply(SolanaJournalRecord record)
    {
        switch (record)
        {
            case SolanaJournalRecord.Beginning { State: var begun }:
                InFlight.AddRange(begun.InFlight);
                foreach (var (key, price) in begun.Standing) Standing[key] = price;
                break;
            case SolanaJournalRecord.Sent { Posting: var sent }:
                // Written again after an outcome that was unknown.
                if (InFlight.TrueForAll(posting => posting.Signature != sent.Signature)) InFlight.Add(sent);
                break;
            case SolanaJournalRecord.Over over:
                End(over);
                break;
        }
    }

    private void End(SolanaJournalRecord.Over over)
    {
        if (InFlight.Find(posting => posting.Signature == over.Signature) is not { } ended) return;
        InFlight.Remove(ended);
        if (!over.Stands || ended.Price() is not (var feed, { } price)) return;
        if (!Standing.TryGetValue((ended.Shard, feed), out var known) || known.Sequence < price.Sequence) Standing[(ended.Shard, feed)] = price;
    }
}
