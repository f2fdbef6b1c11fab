using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Relay.Evm.Planning;

/// <summary>What the transactions that are not final yet will have left on the chain, by what they are about.</summary>
internal sealed class UnderWay
{
    private readonly Dictionary<(ShardId Shard, FeedId Feed), StoredPrice> _prices = [];
    private readonly Dictionary<(ShardId Shard, Hash256 Subject), (ulong Sequence, long ValidUntil)> _facts = [];
    private readonly Dictionary<(ShardId Shard, Hash256 Subject), ulong> _floors = [];
    private readonly HashSet<uint> _epochs = [];

    public UnderWay(IEnumerable<InFlight> inFlight)
    {
        foreach (var posting in inFlight.Select(static transaction => transaction.Posting?.Posting).OfType<Posting>())
        {
            foreach (var statement in posting.Statements) Note(posting.Header, statement.Statement);
        }
    }

    /// <summary>The newest price of the feed; value 0 where it is a gap, or one without the relay bit that takes its place two to a slot.</summary>
    public StoredPrice? Price(ShardId shard, FeedId feed) => _prices.GetValueOrDefault((shard, feed));

    public (ulong Sequence, long ValidUntil)? Fact(ShardId shard, Hash256 subject) => _facts.TryGetValue((shard, subject), out var fact) ? fact : null;

    public ulong? Floor(ShardId shard, Hash256 subject) => _floors.TryGetValue((shard, subject), out var floor) ? floor : null;

    public bool Has(uint epoch) => _epochs.Contains(epoch);

    private void Note(BatchHeader header, Statement statement)
    {
        switch (statement)
        {
            case PriceStatement price: Note(header, price.Feed, ToStored(header, price)); break;
            case GapStatement gap: Note(header, gap.Feed, new(header.Sequence, header.ObservedAt, gap.To, header.ObservedAt, default, default, Verdict.None, gap.Breaker)); break;
            case AttesterSetStatement set: _epochs.Add(set.Set.Epoch); break;
            case RetractionStatement retraction: _floors[(retraction.Shard, retraction.Subject)] = Math.Max(retraction.Sequence, Floor(retraction.Shard, retraction.Subject) ?? 0); break;
            default: NoteFact(header, statement); break;
        }
    }

    private void Note(BatchHeader header, FeedId feed, StoredPrice price)
    {
        if (Price(header.Shard, feed) is not { } known || known.Sequence < price.Sequence) _prices[(header.Shard, feed)] = price;
    }

    private void NoteFact(BatchHeader header, Statement statement)
    {
        if (FactSubject.Of(statement) is not { } subject) return;
        if (Fact(header.Shard, subject) is { } known && known.Sequence >= header.Sequence) return;
        _facts[(header.Shard, subject)] = (header.Sequence, header.ObservedAt + ValidFor(statement));
    }

    private static StoredPrice ToStored(BatchHeader header, PriceStatement price) => new(
        header.Sequence, header.ObservedAt, price.PublishedAt, header.ObservedAt + price.ValidFor, price.Verdict.HasFlag(Verdict.Relay) ? price.Value : default, price.Confidence, price.Verdict, price.Breaker);

    private static long ValidFor(Statement statement) => statement switch
    {
        CollateralStatement collateral => collateral.ValidFor,
        MarketIndexStatement index => index.ValidFor,
        SnapshotStatement snapshot => snapshot.ValidFor,
        ChainStatusStatement status => status.ValidFor,
        _ => 0,
    };
}
