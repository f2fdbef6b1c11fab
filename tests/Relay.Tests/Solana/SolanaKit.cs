using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Solana;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Relay.Tests.Solana;

/// <summary>Signed batches of prices, and somebody who pays.</summary>
internal static class SolanaKit
{
    /// <summary>When the first batch was observed.</summary>
    public const long Start = 1_763_640_000_000;

    public static SigningDomain Domain { get; } = new("crosschainoracle:test");

    public static ShardId Shard { get; } = ShardId.Parse("core");

    /// <summary>Five attesters; a threshold below 3 is no majority of them, so that fewer are members then.</summary>
    public static AttesterSet Set(int threshold, uint epoch = 7) =>
        TestAttesters.Set(epoch, threshold, Start - 1_000_000, Start + 1_000_000_000, [.. Enumerable.Range(1, Math.Min(5, (2 * threshold) - 1))]);

    public static PriceStatement Price(string feed = "ETH/USD", string value = "3000", uint validFor = 60_000, Verdict verdict = Verdict.All) => new()
    {
        Feed = FeedId.Parse(feed), Value = CrossChainOracle.Domain.Price.Parse(value), Confidence = CrossChainOracle.Domain.Price.Parse("1"), Sigma = 1, Verdict = verdict, Breaker = BreakerState.Closed,
        PublishedAt = Start - 400, ValidFor = validFor, Context = Keccak256.Hash("context"u8),
    };

    /// <summary>The header of a batch of these statements.</summary>
    public static BatchHeader Header(IReadOnlyList<Leaf> leaves, ulong sequence = 12, long observedAt = Start, uint epoch = 7) => new()
    {
        Schema = BatchHeader.CurrentSchema, Algorithm = BatchHeader.MedianV1, Epoch = epoch, Sequence = sequence, ValidAfter = observedAt - 1_000, ObservedAt = observedAt,
        LeafCount = (uint)leaves.Count, Shard = Shard, Audience = default, PreviousDigest = Keccak256.Hash("previous"u8), StateDigest = Keccak256.Hash("state"u8),
        InputsRoot = Keccak256.Hash("inputs"u8), Root = BatchContent.Root(leaves), Body = BatchContent.Body(leaves),
    };

    /// <summary>The first of the statements with its proof, signed by the first members up to the threshold.</summary>
    public static StatementAttestation Attest(AttesterSet set, IReadOnlyList<Statement> statements, ulong sequence = 12, long observedAt = Start)
    {
        Leaf[] leaves = [.. statements.Select(statement => new Leaf(StatementCodec.Encode(statement), default))];
        return Attest(set, Header(leaves, sequence, observedAt, set.Epoch), leaves, Domain);
    }

    public static StatementAttestation Attest(AttesterSet set, BatchHeader header, IReadOnlyList<Leaf> leaves, SigningDomain domain)
    {
        var tree = MerkleTree.Build([.. leaves.Select(leaf => leaf.Hash)]);
        return new(header, leaves[0], tree.Proof(0), TestAttesters.Sign(set, domain.Digest(header), [.. Enumerable.Range(0, set.Threshold)]));
    }

    /// <summary>A batch of 2^depth prices, so that the proof has that many nodes.</summary>
    public static StatementAttestation OfDepth(AttesterSet set, int depth) =>
        Attest(set, [.. Enumerable.Range(0, 1 << depth).Select(i => Price($"FEED{i:000}"))]);

    /// <summary>A price of ETH/USD by three of five, unless told.</summary>
    public static SolanaPosting Posting(StatementAttestation? attestation = null, AttesterSet? set = null, ulong maximumFee = 1_000_000)
    {
        set ??= Set(3);
        attestation ??= Attest(set, [Price()]);
        Assert.Null(StatementCodec.Decode(attestation.Leaf.Bytes.Span, out var statement));
        var posting = new Posting(
            PostingKind.Prices, attestation.Header, Domain.Digest(attestation.Header), [new(statement!, attestation.Leaf.Bytes, Start)], new(null, attestation.Header.ObservedAt), long.MaxValue);
        return new(posting, attestation, set, maximumFee);
    }

    /// <summary>Anybody's keys, the same for the same number.</summary>
    public sealed class Payer(byte number) : ISolanaSigner
    {
        private readonly byte[] _seed = [.. Enumerable.Repeat(number, Ed25519PrivateKey.SeedSize)];

        public SolanaKey Address
        {
            get
            {
                using var key = new Ed25519PrivateKey(_seed);
                return SolanaKey.From(key.PublicKey.Span);
            }
        }

        public byte[] Sign(ReadOnlySpan<byte> message)
        {
            using var key = new Ed25519PrivateKey(_seed);
            return key.Sign(message);
        }
    }
}
