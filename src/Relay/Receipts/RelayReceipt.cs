using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay;

/// <summary>The way of one posted statement from its source to a final block. Times are Unix milliseconds; null: not yet, or not known.</summary>
/// <remarks>Source is by the source's clock (a block's or a publisher's), observed, signed and published by the attesters', the others by the relayer's.</remarks>
public sealed record RelayReceipt
{
    /// <summary>Where it was posted.</summary>
    public required ChainId Chain { get; init; }

    public required PostingKind Kind { get; init; }

    /// <summary>How: of an EVM chain the name of a <c>PostingForm</c>.</summary>
    public required string Form { get; init; }

    public required ShardId Shard { get; init; }

    public required ulong Sequence { get; init; }

    /// <summary>Feed, account, position, market, chain or epoch, as text.</summary>
    public required string Subject { get; init; }

    /// <summary>When the source published it.</summary>
    public required long? Source { get; init; }

    public required long Observed { get; init; }

    /// <summary>When a threshold had signed.</summary>
    public required long? Signed { get; init; }

    public required long Published { get; init; }

    /// <summary>When it was first sent.</summary>
    public long? Submitted { get; init; }

    public long? Included { get; init; }

    public long? Final { get; init; }

    /// <summary>The transaction that is in the block, else the last that was sent, in the chain's own form.</summary>
    public string? Transaction { get; init; }

    /// <summary>Number of the block that it is in.</summary>
    public ulong? Block { get; init; }

    /// <summary>Of the whole transaction.</summary>
    public ulong? GasUsed { get; init; }

    /// <summary>Wei, as paid.</summary>
    public UInt128? FeePerGas { get; init; }

    /// <summary>Statements that share the transaction and its gas, this one included.</summary>
    public required int Statements { get; init; }

    /// <summary>Who sent it, in the chain's own form.</summary>
    public required string Relayer { get; init; }
}
