using CrossChainOracle.Chains.Solana;

namespace CrossChainOracle.Relay.Solana;

/// <summary>What happened to a posting on its way into a cluster. Times are Unix milliseconds of the relayer's clock.</summary>
/// <param name="PostingId">Null where it is about all of them.</param>
public abstract record SolanaSendEvent(string? PostingId, long At)
{
    /// <param name="UnitPrice">10^-6 lamports per compute unit.</param>
    public sealed record Submitted(string PostingId, SolanaSignature Signature, ulong LastValidBlockHeight, SolanaFee Fee, ulong UnitPrice, long At) : SolanaSendEvent(PostingId, At);

    /// <summary>In a block; the block may still be dropped.</summary>
    /// <param name="Fee">Lamports that the transaction costs.</param>
    public sealed record Included(string PostingId, SolanaSignature Signature, ulong Slot, ulong Fee, long At) : SolanaSendEvent(PostingId, At);

    /// <summary>The fork that it was in is gone. The same bytes are handed on again as long as their blockhash lives.</summary>
    public sealed record Dropped(string PostingId, SolanaSignature Signature, ulong Slot, long At) : SolanaSendEvent(PostingId, At);

    /// <param name="Fee">Lamports that it cost.</param>
    public sealed record Final(string PostingId, SolanaSignature Signature, ulong Slot, ulong Fee, long At) : SolanaSendEvent(PostingId, At);

    /// <summary>Final, and a program refused it. The fee is spent.</summary>
    /// <param name="Fee">Lamports.</param>
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
}
