using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm.Transactions;

namespace CrossChainOracle.Relay.Evm.Sending;

/// <summary>Which posting a transaction carries; what a sender needs of it after a restart, when the posting itself is gone.</summary>
/// <param name="Id">Of the posting.</param>
/// <param name="Kind">Of the posting.</param>
/// <param name="Shard">Of its batch.</param>
/// <param name="Sequence">Of its batch.</param>
public sealed record PostingRef(string Id, PostingKind Kind, ShardId Shard, ulong Sequence)
{
    public static PostingRef Of(Posting posting) => new(posting.Id, posting.Kind, posting.Header.Shard, posting.Header.Sequence);

    /// <summary>Whether a posting says the same things later.</summary>
    public bool IsOlderThan(Posting posting) => posting.Kind == Kind && posting.Header.Shard == Shard && posting.Header.Sequence > Sequence;
}

/// <summary>One transaction that may have left, as the journal keeps it.</summary>
/// <param name="Posting">What it carries; null where it only fills a nonce.</param>
/// <param name="SubmittedAt">When its posting was first sent at this nonce, Unix milliseconds.</param>
/// <param name="SentAt">When this transaction was made, Unix milliseconds.</param>
/// <param name="Head">Number of the newest block then.</param>
/// <param name="Transaction">With its signature, so that the same bytes can be sent again.</param>
public sealed record SentTransaction(PostingRef? Posting, long SubmittedAt, long SentAt, ulong Head, SignedTransaction Transaction)
{
    public ulong Nonce => Transaction.Transaction.Nonce;

    public Hash256 Hash => Transaction.Hash;

    public Fees Fees => new(Transaction.Transaction.MaximumFeePerGas, Transaction.Transaction.Tip);

    /// <summary>Wei that it takes from the account at most.</summary>
    public UInt128 MaximumCost => Transaction.Transaction.GasLimit * Transaction.Transaction.MaximumFeePerGas;
}
