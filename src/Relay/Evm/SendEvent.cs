using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Evm;

/// <summary>What happened to a posting on its way into a chain. Times are Unix milliseconds of the relayer's clock.</summary>
public abstract record SendEvent(string PostingId)
{
    /// <param name="Replaced">Whether an earlier transaction of the same nonce was outbid.</param>
    public sealed record Submitted(string PostingId, ulong Nonce, Hash256 Transaction, UInt128 MaximumFeePerGas, UInt128 Tip, bool Replaced, long At) : SendEvent(PostingId);

    public sealed record Included(string PostingId, Hash256 Transaction, InclusionBlock Block, long At) : SendEvent(PostingId);

    /// <summary>The block that it was in is gone; it is posted again where it is still wanted.</summary>
    public sealed record Reorged(string PostingId, Hash256 Transaction, Hash256 Lost, long At) : SendEvent(PostingId);

    public sealed record Final(string PostingId, Hash256 Transaction, InclusionBlock Block, long At) : SendEvent(PostingId);

    /// <summary>Included, and the hub took nothing of it: another relayer was first, or the chain moved on. The gas is spent.</summary>
    public sealed record Reverted(string PostingId, Hash256 Transaction, InclusionBlock Block, string Reason, long At) : SendEvent(PostingId);

    /// <summary>The hub would refuse it now (the error by name, with operands); nothing was sent.</summary>
    /// <param name="Permanent">It will never be taken: a dead letter, not a retry.</param>
    public sealed record Refused(string PostingId, string Error, bool Permanent, long At) : SendEvent(PostingId);

    /// <summary>A transaction of the account that is not ours took the nonce.</summary>
    public sealed record NonceTaken(string PostingId, ulong Nonce, long At) : SendEvent(PostingId);

    /// <summary>Not sent: the chain asks more than the posting is worth.</summary>
    public sealed record TooDear(string PostingId, UInt128 FeePerGas, UInt128 Maximum, long At) : SendEvent(PostingId);

    /// <summary>Nothing is known of it: the endpoint failed; the next step looks again.</summary>
    public sealed record Failed(string PostingId, string Reason, long At) : SendEvent(PostingId);

    /// <summary>The same in terms that every chain has.</summary>
    public PostingEvent ToPosting() => this switch
    {
        Submitted submitted => new PostingEvent.Submitted(PostingId, $"{submitted.Transaction}", submitted.Replaced, submitted.At),
        Included included => new PostingEvent.Included(PostingId, $"{included.Transaction}", included.Block.ToPosted(), included.At),
        Reorged reorged => new PostingEvent.Reorged(PostingId, $"{reorged.Transaction}", $"block {reorged.Lost} was reorganised away", reorged.At),
        Final final => new PostingEvent.Final(PostingId, $"{final.Transaction}", final.Block.ToPosted(), final.At),
        Reverted reverted => new PostingEvent.Reverted(PostingId, $"{reverted.Transaction}", reverted.Block.ToPosted(), reverted.Reason, reverted.At),
        Refused refused => new PostingEvent.Refused(PostingId, refused.Error, refused.Permanent, refused.At),
        NonceTaken taken => new PostingEvent.Delayed(PostingId, DelayCause.NonceTaken, $"another transaction of the account took nonce {taken.Nonce}", taken.At),
        TooDear dear => new PostingEvent.Delayed(PostingId, DelayCause.TooDear, $"the chain asks {dear.FeePerGas} wei per gas, at most {dear.Maximum} are to be paid", dear.At),
        Failed failed => new PostingEvent.Delayed(PostingId, DelayCause.Failed, failed.Reason, failed.At),
        _ => throw new InvalidOperationException($"No such case: {this}"),
    };
}
