using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay;

/// <summary>The way of one posted statement from its source to a final block: the record of the stream <c>receipts</c>, one for each statement of a final <see cref="PostingReceipt"/>. Times are Unix milliseconds; null: not yet, or not known.</summary>
/// <remarks>Source is by the source's clock (a block's or a publisher's), observed, signed and published by the attesters', the others by the relayer's.</remarks>
public sealed record RelayReceipt
{
    /// <summary>Where it was posted.</summary>
    public required ChainId Chain { get; init; }

    /// <summary>Of the <see cref="Relay.Posting"/>. With <see cref="Subject"/> it tells a record that is delivered again from another one.</summary>
    public required string Posting { get; init; }

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

    /// <summary>Number of the block that it is in, or its slot.</summary>
    public ulong? Block { get; init; }

    /// <summary>Of the whole transaction.</summary>
    public ulong? GasUsed { get; init; }

    /// <summary>In the chain's smallest unit, as paid.</summary>
    public UInt128? FeePerGas { get; init; }

    /// <summary>Of the whole transaction, in the chain's smallest unit; null on a chain that has gas.</summary>
    public UInt128? Fee { get; init; }

    /// <summary>Statements that share the transaction and its gas, this one included.</summary>
    public required int Statements { get; init; }

    /// <summary>Who sent it, in the chain's own form.</summary>
    public required string Relayer { get; init; }

    /// <summary>Of each statement of a final posting; none where its batch is not known.</summary>
    /// <param name="relayer">Who sent it, in the chain's own form.</param>
    public static IReadOnlyList<RelayReceipt> Of(PostingReceipt final, string relayer) =>
        final is not { ObservedAt: { } observed, PublishedAt: { } published } ? [] : [.. final.Statements.Select(statement => new RelayReceipt
        {
            Chain = final.Chain,
            Posting = final.PostingId,
            Kind = final.Kind,
            Form = final.Form ?? "Other",
            Shard = final.Shard,
            Sequence = final.Sequence,
            Subject = statement.Subject,
            Source = statement.Source,
            Observed = observed,
            Signed = final.SignedAt,
            Published = published,
            Submitted = final.SubmittedAt,
            Included = final.IncludedAt,
            Final = final.FinalAt,
            Transaction = final.Transaction,
            Block = final.Block?.Number,
            GasUsed = (final.Block?.Cost as PostingCost.Gas)?.Used,
            FeePerGas = (final.Block?.Cost as PostingCost.Gas)?.FeePerGas,
            Fee = (final.Block?.Cost as PostingCost.Total)?.Fee,
            Statements = final.Statements.Count,
            Relayer = relayer,
        })];
}
