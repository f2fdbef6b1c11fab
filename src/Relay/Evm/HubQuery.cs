using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Relay.Evm.Planning;

namespace CrossChainOracle.Relay.Evm;

/// <summary>What a plan needs to know of a hub: each thing once, in a fixed order.</summary>
/// <param name="Prices">Where each feed's price stands: a slot of its own, or a place in a layout.</param>
/// <param name="Facts">Subjects as <see cref="FactSubject"/> gives them.</param>
/// <param name="Floors">Subjects that may have been retracted.</param>
/// <param name="SnapshotFloors">Shards with snapshots.</param>
public sealed record HubQuery(
    IReadOnlyList<PricePlace> Prices,
    IReadOnlyList<(StatementKind Kind, ShardId Shard, Hash256 Subject)> Facts,
    IReadOnlyList<(ShardId Shard, Hash256 Subject)> Floors,
    IReadOnlyList<ShardId> SnapshotFloors)
{
    /// <summary>Whatever the policy names of what the inbox holds.</summary>
    public static HubQuery Of(EvmRelayPolicy policy, RelayInbox inbox)
    {
        var prices = inbox.Prices.Where(batch => policy.Shards.ContainsKey(batch.Header.Shard)).SelectMany(batch => Places(batch, policy.Shards[batch.Header.Shard].Form)).ToList();
        var facts = new SortedSet<(StatementKind, ShardId, Hash256)>();
        var floors = new SortedSet<(ShardId, Hash256)>();
        var shards = new SortedSet<ShardId>();
        foreach (var fact in inbox.Facts.Where(fact => policy.Facts.ContainsKey(fact.Statement.Kind)))
        {
            var subject = FactSubject.Of(fact.Statement)!.Value;
            facts.Add((fact.Statement.Kind, fact.Header.Shard, subject));
            if (fact.Statement is SnapshotStatement) shards.Add(fact.Header.Shard);
            else if (fact.Statement is not ChainStatusStatement) floors.Add((fact.Header.Shard, subject));
        }

        foreach (var retraction in inbox.Retractions.Select(static retraction => (RetractionStatement)retraction.Statement))
        {
            facts.Add((retraction.FactKind, retraction.Shard, retraction.Subject));
            foreach (var account in policy.Accounts) facts.Add((StatementKind.Snapshot, retraction.Shard, FactSubject.Of(account)));
            floors.Add((retraction.Shard, retraction.Subject));
            shards.Add(retraction.Shard);
        }

        return new(prices, [.. facts], [.. floors], [.. shards]);
    }

    private static IEnumerable<PricePlace> Places(InboxPrices batch, StorageForm form)
    {
        var feeds = batch.Prices.Select(static price => PriceForms.FeedOf(price.Statement)).ToList();
        var layout = form == StorageForm.Paired ? HubCalls.LayoutOf(batch.Header.Shard, feeds) : (Hash256?)null;
        return feeds.Select((feed, position) => new PricePlace(batch.Header.Shard, feed, layout, position));
    }
}

/// <param name="Layout">Null: a slot of its own.</param>
/// <param name="Position">In the layout, from 0.</param>
public readonly record struct PricePlace(ShardId Shard, FeedId Feed, Hash256? Layout, int Position);
