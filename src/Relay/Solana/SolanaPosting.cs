using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Relay.Solana;

/// <summary>A posting as one statement for one cluster.</summary>
/// <param name="Posting">What it posts: exactly one statement.</param>
/// <param name="Attestation">The statement with its proof and signatures, verified.</param>
/// <param name="Set">Of its epoch.</param>
/// <param name="MaximumFee">What it is worth, in lamports, base and priority fee together: above it the posting waits.</param>
public sealed record SolanaPosting(Posting Posting, StatementAttestation Attestation, AttesterSet Set, ulong MaximumFee);

/// <summary>A transaction that may have left, as the journal keeps it.</summary>
/// <param name="PostingId">What it posts.</param>
/// <param name="Shard">Of its batch.</param>
/// <param name="Sequence">Of its batch.</param>
/// <param name="ObservedAt">Of its batch, Unix milliseconds.</param>
/// <param name="Statement">As it was signed.</param>
/// <param name="Transaction">With its signature, so that the same bytes can be sent again.</param>
/// <param name="LastValidBlockHeight">No block above it takes the transaction.</param>
/// <param name="SubmittedAt">When it was made, Unix milliseconds.</param>
/// <param name="Fee">Lamports that it costs once a block has it, whether or not it succeeds.</param>
public sealed record SentPosting(
    string PostingId, ShardId Shard, ulong Sequence, long ObservedAt, ReadOnlyMemory<byte> Statement, SignedTransaction Transaction, ulong LastValidBlockHeight, long SubmittedAt, ulong Fee)
{
    public SolanaSignature Signature => Transaction.Signature;

    /// <summary>The price that it posts; null where it posts something else.</summary>
    public (FeedId Feed, StoredPrice Price)? Price() => StatementCodec.Decode(Statement.Span, out var statement) is null && statement is PriceStatement price
        ? (price.Feed, new(Sequence, ObservedAt, price.PublishedAt, ObservedAt + price.ValidFor, price.Value, price.Confidence, price.Verdict, price.Breaker))
        : null;
}
