namespace CrossChainOracle.Relay;

/// <summary>What happened to a posting on its way into a chain, in terms that every chain has. Transactions and hashes are text in the chain's own form.</summary>
/// <param name="PostingId">Null where it is about all of them.</param>
/// <param name="At">Unix milliseconds of the relayer's clock.</param>
public abstract record PostingEvent(string? PostingId, long At)
{
    /// <param name="Replaced">Whether an earlier transaction was outbid.</param>
    public sealed record Submitted(string PostingId, string Transaction, bool Replaced, long At) : PostingEvent(PostingId, At);

    public sealed record Included(string PostingId, string Transaction, PostedBlock Block, long At) : PostingEvent(PostingId, At);

    /// <summary>The block that it was in is gone; it is posted again where it is still wanted.</summary>
    public sealed record Reorged(string PostingId, string Transaction, string Reason, long At) : PostingEvent(PostingId, At);

    public sealed record Final(string PostingId, string Transaction, PostedBlock Block, long At) : PostingEvent(PostingId, At);

    /// <summary>In a block, and the chain took nothing of it. What it cost is spent.</summary>
    public sealed record Reverted(string PostingId, string Transaction, PostedBlock Block, string Reason, long At) : PostingEvent(PostingId, At);

    /// <summary>The chain would refuse it now; nothing was sent.</summary>
    /// <param name="Error">By name, with operands.</param>
    /// <param name="Permanent">It will never be taken: a dead letter, not a retry.</param>
    public sealed record Refused(string PostingId, string Error, bool Permanent, long At) : PostingEvent(PostingId, At);

    /// <summary>It goes on later.</summary>
    public sealed record Delayed(string? PostingId, DelayCause Cause, string Reason, long At) : PostingEvent(PostingId, At);
}

/// <summary>What holds a posting up.</summary>
public enum DelayCause
{
    /// <summary>An endpoint or the disk failed.</summary>
    Failed = 1,

    /// <summary>The chain asks more than the posting is worth.</summary>
    TooDear = 2,

    /// <summary>Another transaction of the account took its nonce.</summary>
    NonceTaken = 3,

    /// <summary>No block can take its transaction any more.</summary>
    Expired = 4,
}

/// <summary>The block that a posting is in.</summary>
/// <param name="Number">Of the block, or its slot.</param>
/// <param name="Hash">Null where the chain does not say it with the transaction.</param>
/// <param name="Time">Of the block, Unix milliseconds; null where the chain does not say it with the transaction.</param>
/// <param name="Cost">Of the whole transaction.</param>
public sealed record PostedBlock(ulong Number, string? Hash, long? Time, PostingCost Cost);

/// <summary>What a transaction cost, in the chain's smallest unit.</summary>
public abstract record PostingCost
{
    private PostingCost()
    {
    }

    /// <param name="Used">Of the transaction.</param>
    /// <param name="FeePerGas">As paid.</param>
    public sealed record Gas(ulong Used, UInt128 FeePerGas) : PostingCost;

    /// <summary>Of a chain that has no gas.</summary>
    public sealed record Total(UInt128 Fee) : PostingCost;
}
