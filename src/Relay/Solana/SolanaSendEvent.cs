using CrossChainOracle.Chains.Solana;

namespace CrossChainOracle.Relay.Solana;

/// <summary>What happened to a posting on its way into a cluster. Times are Unix milliseconds of the relayer's clock.</summary>
/// <param name="PostingId">Null where it is about all of them.</param>
public abstract record SolanaSendEvent(string? PostingId, long At)
{
    /// <param name="UnitPrice">10^-6 lamports per compute unit.</param>
    public sealed record Submitted(string PostingId, SolanaSignature Signature, ulong LastValidBlockHeight, SolanaFee Fee, ulong UnitPrice, long At) : SolanaSendEvent(PostingId, At);

    /// <summary>In a block; the block may still be dropped.</summary>
    /// <param name="Fee">Lamports, also below.</param>
    public sealed record Included(string PostingId, SolanaSignature Signature, ulong Slot, ulong Fee, long At) : SolanaSendEvent(PostingId, At);

    /// <summary>The fork that it was in is gone. The same bytes are handed on again as long as their blockhash lives.</summary>
    public sealed record Dropped(string PostingId, SolanaSignature Signature, ulong Slot, long At) : SolanaSendEvent(PostingId, At);

    public sealed record Final(string PostingId, SolanaSignature Signature, ulong Slot, ulong Fee, long At) : SolanaSendEvent(PostingId, At);

    /// <summary>Final, and a program refused it. The fee is spent.</summary>
    public sealed record Reverted(string PostingId, SolanaSignature Signature, ulong Slot, ulong Fee, string Error, long At) : SolanaSendEvent(PostingId, At);

    /// <summary>In no finalized block, and none can take it any more. What is still wanted is signed again with a new blockhash.</summary>
    public sealed record Expired(string PostingId, SolanaSignature Signature, ulong LastValidBlockHeight, ulong FinalizedBlockHeight, long At) : SolanaSendEvent(PostingId, At);

    /// <summary>The transaction cannot be made, or a trial of it failed; nothing was sent.</summary>
    /// <param name="Permanent">It will never be taken: a dead letter, not a retry.</param>
    public sealed record Refused(string PostingId, string Error, bool Permanent, long At) : SolanaSendEvent(PostingId, At);

    /// <summary>Not sent: the cluster asks more than the posting is worth. Lamports.</summary>
    public sealed record TooDear(string PostingId, SolanaFee Fee, ulong Maximum, long At) : SolanaSendEvent(PostingId, At);

    /// <summary>The account that pays has less than the alarm's lamports.</summary>
    public sealed record LowBalance(ulong Lamports, ulong Alarm, long At) : SolanaSendEvent(null, At);

    /// <summary>An endpoint or the disk failed; the next step looks again.</summary>
    public sealed record Failed(string? PostingId, string Reason, long At) : SolanaSendEvent(PostingId, At);

    /// <summary>The same in terms that every chain has; null where it is about no posting.</summary>
    public PostingEvent? ToPosting() => this switch
    {
        Submitted submitted => new PostingEvent.Submitted(PostingId!, $"{submitted.Signature}", Replaced: false, At),
        Included included => new PostingEvent.Included(PostingId!, $"{included.Signature}", Block(included.Slot, included.Fee), At),
        Dropped dropped => new PostingEvent.Reorged(PostingId!, $"{dropped.Signature}", $"the fork of slot {dropped.Slot} was dropped", At),
        Final final => new PostingEvent.Final(PostingId!, $"{final.Signature}", Block(final.Slot, final.Fee), At),
        Reverted reverted => new PostingEvent.Reverted(PostingId!, $"{reverted.Signature}", Block(reverted.Slot, reverted.Fee), reverted.Error, At),
        Expired expired => new PostingEvent.Delayed(PostingId, DelayCause.Expired, $"no block above {expired.LastValidBlockHeight} takes it, and {expired.FinalizedBlockHeight} is final", At),
        Refused refused => new PostingEvent.Refused(PostingId!, refused.Error, refused.Permanent, At),
        TooDear dear => new PostingEvent.Delayed(PostingId, DelayCause.TooDear, $"the cluster asks {dear.Fee.Total} lamports, at most {dear.Maximum} are to be paid", At),
        Failed failed => new PostingEvent.Delayed(PostingId, DelayCause.Failed, failed.Reason, At),
        LowBalance => null,
        _ => throw new InvalidOperationException($"No such case: {this}"),
    };

    /// <summary>A status says the slot alone.</summary>
    private static PostedBlock Block(ulong slot, ulong fee) => new(slot, null, null, new PostingCost.Total(fee));
}
