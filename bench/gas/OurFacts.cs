using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Gas;

/// <summary>What is no price: positions, snapshots, chain statuses, retractions and rotations, each with a proof of six out of 64.</summary>
internal sealed class OurFacts(Sampler sampler)
{
    private const int Leaves = 64;
    private const uint ValidForMs = 60_000;
    private static readonly ShardId Shard = ShardId.Parse("gas-facts");
    private static readonly AccountId Account = AccountId.Parse("alice");

    private readonly Market _market = new(6);
    private readonly Hash256 _subject = new Market(7).Hash();

    public async Task<IReadOnlyList<Row>> MeasureAsync()
    {
        var hub = await Hub.DeployAsync(sampler.Chain, members: 5, threshold: 3);
        return
        [
            await FactAsync(hub, "position", Position),
            await FactAsync(hub, "snapshot", Snapshot),
            await FactAsync(hub, "chain status", Status),
            await FactAsync(hub, "retraction", Retraction),
            await RotationAsync(members: 5, threshold: 3),
            await RotationAsync(members: 19, threshold: 13),
        ];
    }

    private Task<Row> FactAsync(Hub hub, string what, Func<Statement> make) => sampler.RowAsync(
        Section.Fact, OurPrices.Name, $"`postFact`, {what}, {OurPrices.Signers(hub)}", hub.Address,
        () => OurPrices.Call("postFact", hub.Postings.Statement(Shard, WithOthers(make()), BatchHeader.CollateralV1)));

    private async Task<Row> RotationAsync(int members, int threshold)
    {
        var hub = await Hub.DeployAsync(sampler.Chain, members, threshold);
        var epoch = 0u;
        return await sampler.RowAsync(Section.Fact, OurPrices.Name, $"`rotate` to as many, {OurPrices.Signers(hub)}", hub.Address, () =>
        {
            var statement = HubPostings.Encoded(new AttesterSetStatement(hub.Postings.Set(epoch + 1)));
            return OurPrices.Call("rotate", hub.Postings.Statement(Shard, [statement], BatchHeader.MedianV1, epoch++));
        });
    }

    /// <summary>The others are only leaves here: their hashes make the proof.</summary>
    private List<Leaf> WithOthers(Statement statement) => [HubPostings.Encoded(statement), .. Enumerable.Range(1, Leaves - 1).Select(_ => new Leaf(_market.Hash().ToArray(), default))];

    private Anchor At() => new((ulong)(20_000_000 + sampler.Chain.Next), _market.Hash(), (sampler.Chain.Next * 1_000) - 12_000);

    private UInt128 Shares() => (UInt128)_market.Price(5);

    public CollateralStatement Position() => new()
    {
        IsLinkProven = true,
        IsWindowUnknown = false,
        Side = PositionSide.Collateral,
        Stage = Stage.Confirmed,
        Evidence = Authenticity.QuorumRead,
        Pin = PinKind.Hash,
        Rule = CreditRule.TransactionNet,
        Decimals = 18,
        Account = Account,
        Position = _subject,
        At = At(),
        ValidFor = ValidForMs,
        Finalized = Shares(),
        Seen = Shares(),
        Credited = Shares(),
        Amount = Shares(),
        Context = _market.Hash(),
    };

    public SnapshotStatement Snapshot() => new()
    {
        Verdict = Verdict.All,
        Breaker = BreakerState.Closed,
        Stage = Stage.Confirmed,
        Evidence = Authenticity.QuorumRead,
        Rule = CreditRule.TransactionNet,
        IsIncomplete = false,
        Positions = 4,
        Skew = 11_000,
        ValidFor = ValidForMs,
        Account = Account,
        Equity = (Int128)Shares(),
        Confidence = (Int128)Shares(),
        Credited = (Int128)Shares(),
        AtRisk = (Int128)Shares(),
        Debt = (Int128)Shares(),
        Pending = (Int128)Shares(),
        Context = _market.Hash(),
    };

    public ChainStatusStatement Status()
    {
        var head = At();
        return new()
        {
            Flags = ChainFlags.None,
            ValidFor = ValidForMs,
            Chain = _subject,
            Head = head,
            Safe = head with { Height = head.Height - 32, Hash = _market.Hash(), Time = head.Time - 384_000 },
            Finalized = head with { Height = head.Height - 64, Hash = _market.Hash(), Time = head.Time - 768_000 },
            ScannedTo = head.Height,
            BaseFee = 1_234_567_891,
            ReorgDepth = 1,
            Context = _market.Hash(),
        };
    }

    /// <summary>Of what was stated in the batch before, so that the floor rises each time.</summary>
    public RetractionStatement Retraction() => new()
    {
        FactKind = StatementKind.Collateral,
        Sequence = (ulong)sampler.Chain.Next,
        Shard = ShardId.Parse("gas-lost"),
        Subject = _subject,
        Fact = _market.Hash(),
        Lost = _market.Hash(),
        Won = _market.Hash(),
        Chain = _subject,
        Height = (ulong)sampler.Chain.Next,
    };
}
