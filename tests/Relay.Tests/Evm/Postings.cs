using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Relay.Tests.Evm;

/// <summary>Postings of prices, as calls of <c>PostBox</c> (tests/real-chain/contracts), and keys that everyone knows.</summary>
internal static class Postings
{
    public static readonly UInt128 Gwei = 1_000_000_000;

    /// <summary>Of the key that the vectors of tests/data/evm-transactions are signed with, n from 0.</summary>
    public static PlatformSigner Key(int n) =>
        PlatformSigner.FromPrivateKey(Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes($"crosschainoracle relay test key {n}")).ToArray()).OrThrow();

    public static EvmPosting Of(string shard, ulong sequence, UInt128? ceiling = null, string feeds = "ETH/USD", int size = 32, long validUntil = long.MaxValue)
    {
        PostedStatement[] statements = [.. feeds.Split(',').Select(feed => Statement(feed, sequence))];
        var posting = new Posting(PostingKind.Prices, Header(shard, sequence), Hash256.Zero, statements, new(null, 0), validUntil);
        var call = new AbiWriter().Bytes32(Box(shard)).UInt(sequence).Bytes(new byte[size]).ToCall(AbiSelector.Of("post(bytes32,uint64,bytes)"));
        return new(posting, call, ceiling ?? 500 * Gwei);
    }

    /// <summary>Where <c>PostBox</c> keeps a shard's newest.</summary>
    public static Hash256 Box(string shard) => Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(shard));

    /// <summary>What <c>PostBox</c> says when it refuses.</summary>
    public static (string Error, bool Permanent) ReadRevert(ReadOnlyMemory<byte> data) =>
        !AbiSelector.TrySplit(data.Span, out var selector, out _) ? ("reverted", false)
        : selector == AbiSelector.Of("Replay(bytes32,uint64)") ? ("Replay", true)
        : selector == AbiSelector.Of("OlderSequence(bytes32,uint64,uint64)") ? ("OlderSequence", true)
        : ($"{selector:x8}", false);

    private static PostedStatement Statement(string feed, ulong sequence)
    {
        var price = new PriceStatement
        {
            Feed = FeedId.Parse(feed),
            Value = Price.Parse($"{2_500 + sequence}"),
            Confidence = Price.Parse("1"),
            Sigma = 1,
            Verdict = Verdict.All,
            Breaker = BreakerState.Closed,
            PublishedAt = 1_790_000_000_000,
            ValidFor = 60_000,
            Context = Hash256.Zero,
        };
        return new(price, StatementCodec.Encode(price), price.PublishedAt);
    }

    private static BatchHeader Header(string shard, ulong sequence) => new()
    {
        Schema = BatchHeader.CurrentSchema,
        Algorithm = BatchHeader.MedianV1,
        Epoch = 1,
        Sequence = sequence,
        ValidAfter = 0,
        ObservedAt = 1_790_000_000_000,
        LeafCount = 1,
        Shard = ShardId.Parse(shard),
        Audience = Hash256.Zero,
        PreviousDigest = Hash256.Zero,
        StateDigest = Hash256.Zero,
        InputsRoot = Hash256.Zero,
        Root = Hash256.Zero,
        Body = Hash256.Zero,
    };
}
