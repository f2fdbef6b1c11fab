using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm.Transactions;

namespace CrossChainOracle.Relay.Evm.Sending;

/// <summary>What a sender needs to know of a posting; it stays known when the posting itself is gone with a restart.</summary>
/// <param name="Id">Of the posting.</param>
/// <param name="Kind">Of the posting.</param>
/// <param name="Shard">Of its batch.</param>
/// <param name="Sequence">Of its batch.</param>
/// <param name="ValidUntil">After this nobody could read it, Unix milliseconds.</param>
/// <param name="MaximumFeePerGas">What it is worth, wei per gas.</param>
public sealed record PostingRef(string Id, PostingKind Kind, ShardId Shard, ulong Sequence, long ValidUntil, UInt128 MaximumFeePerGas)
{
    public static PostingRef Of(EvmPosting wanted)
    {
        var (posting, header) = (wanted.Posting, wanted.Posting.Header);
        return new(posting.Id, posting.Kind, header.Shard, header.Sequence, posting.ValidUntil, wanted.MaximumFeePerGas);
    }

    /// <summary>Whether a posting says the same kind of things later.</summary>
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
