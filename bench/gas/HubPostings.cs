using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Gas;

/// <summary>Batches of one deployment as its attesters sign them, in posting form: m of n keys, prices that moved since the batch before.</summary>
internal sealed class HubPostings(GasChain chain, int members, int threshold)
{
    private const uint ValidForMs = 60_000;
    private const long LifetimeMs = 30L * 24 * 3_600_000;

    private readonly Market _market = new(5);
    private readonly IReadOnlyList<PlatformSigner> _signers = Market.Signers(members);
    private ulong _sequence;

    public SigningDomain Domain { get; } = new("crosschainoracle:gas");

    public int Threshold => threshold;

    public int Members => members;

    /// <summary>A set of the same members, in force since a second ago.</summary>
    public AttesterSet Set(uint epoch) =>
        AttesterSet.Create(epoch, threshold, (chain.Next - 1) * 1_000, (chain.Next * 1_000) + LifetimeMs, [.. _signers.Select(signer => signer.Address)], out var problem)
        ?? throw new InvalidOperationException(problem);

    /// <summary>All prices of a new batch, as one posting.</summary>
    public byte[] Batch(ShardId shard, int feeds)
    {
        var leaves = Prices(feeds);
        var header = Header(shard, leaves, BatchHeader.MedianV1);
        return PostingCodec.Encode(new Attestation(header, leaves, Sign(header)), Domain, threshold);
    }

    /// <summary>The first price of a new batch of so many, with its proof, as one posting.</summary>
    public byte[] Price(ShardId shard, int feeds) => Statement(shard, Prices(feeds), BatchHeader.MedianV1);

    /// <summary>A new batch's first statement with its proof.</summary>
    /// <param name="epoch">Of the set that signs.</param>
    public byte[] Statement(ShardId shard, IReadOnlyList<Leaf> leaves, ushort algorithm, uint epoch = 0)
    {
        var header = Header(shard, leaves, algorithm) with { Epoch = epoch };
        var proof = MerkleTree.Build([.. leaves.Select(leaf => leaf.Hash)]).Proof(0);
        return PostingCodec.Encode(new StatementAttestation(header, leaves[0], proof, Sign(header)), Domain, threshold);
    }

    /// <summary>Key of the slots that the first so many feeds share two by two (docs/spec/attestation-v1.md, section 15.3).</summary>
    public static Hash256 Layout(ShardId shard, int feeds)
    {
        using var writer = new CanonicalWriter();
        writer.U8(2);
        writer.Shard(shard);
        for (var i = 0; i < feeds; i++) writer.Feed(FeedId.Parse(Market.Feed(i)));
        return Keccak256.Hash(writer.Written);
    }

    public static Leaf Encoded(Statement statement) => new(StatementCodec.Encode(statement), default);

    /// <summary>When the attesters looked: some hundred milliseconds before the block.</summary>
    public long ObservedAt => (chain.Next * 1_000) - 417;

    private List<Leaf> Prices(int feeds) => [.. Enumerable.Range(0, feeds).Select(index => Encoded(Price(index)))];

    private PriceStatement Price(int index)
    {
        var value = _market.Price(index);
        return new()
        {
            Feed = FeedId.Parse(Market.Feed(index)),
            Value = Scaled(value),
            Confidence = Scaled((value / 2_500) + _market.Below(1_000_000_000)),
            Sigma = (uint)(80_000 + _market.Below(20_000)),
            Verdict = Verdict.All,
            Breaker = BreakerState.Closed,
            PublishedAt = ObservedAt - 100 - _market.Below(900),
            ValidFor = ValidForMs,
            Context = _market.Hash(),
        };
    }

    private static Price Scaled(Int128 scaled) => CrossChainOracle.Domain.Price.FromScaled(scaled);

    private BatchHeader Header(ShardId shard, IReadOnlyList<Leaf> leaves, ushort algorithm) => new()
    {
        Schema = BatchHeader.CurrentSchema,
        Algorithm = algorithm,
        Epoch = 0,
        Sequence = ++_sequence,
        ValidAfter = ObservedAt - 1_000,
        ObservedAt = ObservedAt,
        LeafCount = (uint)leaves.Count,
        Shard = shard,
        Audience = Hash256.Zero,
        PreviousDigest = _market.Hash(),
        StateDigest = _market.Hash(),
        InputsRoot = _market.Hash(),
        Root = BatchContent.Root(leaves),
        Body = BatchContent.Body(leaves),
    };

    private List<AttesterSignature> Sign(BatchHeader header)
    {
        var digest = Domain.Digest(header);
        return [.. _signers.Take(threshold).Select((signer, index) => new AttesterSignature((byte)index, signer.Sign(digest)))];
    }
}
