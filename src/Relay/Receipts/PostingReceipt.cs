using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Relay;

/// <summary>How far a posting has come.</summary>
public enum ReceiptStatus
{
    /// <summary>On its way into a block.</summary>
    Submitted = 1,

    Included = 2,

    /// <summary>Included in a block that the chain calls final.</summary>
    Final = 3,

    /// <summary>Included, and the chain took nothing of it.</summary>
    Reverted = 4,

    /// <summary>It will never be taken; a dead letter.</summary>
    Refused = 5,

    /// <summary>Something newer took its place before it was in a block.</summary>
    Overtaken = 6,
}

/// <summary>One posting on one chain with its whole trail: the page shows it, the metrics measure it, and its end makes the records of the stream (<see cref="RelayReceipt"/>). All times are Unix milliseconds; those from <see cref="SubmittedAt"/> on are of the relayer's clock.</summary>
/// <param name="Chain">Where it is posted.</param>
/// <param name="PostingId">The same for the same statements of the same batch.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Shard">Of its batch.</param>
/// <param name="Sequence">Of its batch.</param>
public sealed record PostingReceipt(ChainId Chain, string PostingId, PostingKind Kind, ShardId Shard, ulong Sequence)
{
    /// <summary>How it is posted: of an EVM chain the name of a <c>PostingForm</c>. Null where a restart lost it.</summary>
    public string? Form { get; init; }

    public ReceiptStatus Status { get; init; } = ReceiptStatus.Submitted;

    /// <summary>What was posted, and when its source published it; empty where a restart lost it.</summary>
    public IReadOnlyList<(string Subject, long? Source)> Statements { get; init; } = [];

    /// <summary>When the attesters looked; null where a restart lost it.</summary>
    public long? ObservedAt { get; init; }

    public long? SignedAt { get; init; }

    public long? PublishedAt { get; init; }

    /// <summary>When the first transaction that carries it was made.</summary>
    public long? SubmittedAt { get; init; }

    /// <summary>When the block was seen.</summary>
    public long? IncludedAt { get; init; }

    /// <summary>When the block was seen to be final.</summary>
    public long? FinalAt { get; init; }

    /// <summary>The one that is in a block, else the newest that carries it.</summary>
    public string? Transaction { get; init; }

    /// <summary>Transactions that outbid an earlier one.</summary>
    public int Replacements { get; init; }

    /// <summary>That it is in; of one that was reverted, the last that it failed in.</summary>
    public PostedBlock? Block { get; init; }

    public int Reorgs { get; init; }

    public int Reverts { get; init; }

    /// <summary>Spent in blocks in which the chain took nothing.</summary>
    public ulong LostGas { get; init; }

    /// <summary>The same on a chain that has no gas, in its smallest unit.</summary>
    public UInt128 LostFee { get; init; }

    /// <summary>Of the last thing that went wrong, with operands.</summary>
    public string? Reason { get; init; }

    /// <summary>When the oldest of its sources published; null where none says.</summary>
    public long? Source => Statements.Min(static statement => statement.Source);

    /// <param name="form">How it is posted.</param>
    public static PostingReceipt Of(ChainId chain, Posting posting, string? form) => new(chain, posting.Id, posting.Kind, posting.Header.Shard, posting.Header.Sequence)
    {
        Form = form,
        Statements = [.. posting.Statements.Select(static statement => (BatchContent.SubjectOf(statement.Statement), statement.Source))],
        ObservedAt = posting.Header.ObservedAt,
        SignedAt = posting.Trail.SignedAt,
        PublishedAt = posting.Trail.PublishedAt,
    };

    /// <summary>What an id says by itself: <c>kind:shard:sequence:hash</c>. Null for text that is none.</summary>
    public static PostingReceipt? Of(ChainId chain, string postingId)
    {
        var (first, last) = (postingId.IndexOf(':', StringComparison.Ordinal), postingId.LastIndexOf(':'));
        if (first <= 0 || last <= first) return null;
        var middle = postingId[(first + 1)..last];
        var split = middle.LastIndexOf(':');
        return split > 0
            && Enum.TryParse<PostingKind>(postingId[..first], out var kind)
            && ShardId.TryParse(middle[..split], out var shard)
            && ulong.TryParse(middle[(split + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? new(chain, postingId, kind, shard, sequence)
            : null;
    }

    /// <summary>Whether it stands in a block.</summary>
    public bool IsIncluded => Status is ReceiptStatus.Included or ReceiptStatus.Final;

    /// <summary>With what only its batch says.</summary>
    public PostingReceipt With(Posting posting)
    {
        var whole = Of(Chain, posting, Form);
        return this with { Statements = whole.Statements, ObservedAt = whole.ObservedAt, SignedAt = whole.SignedAt, PublishedAt = whole.PublishedAt };
    }

    /// <summary>After what the sender said; this very receipt where that is nothing new.</summary>
    public PostingReceipt After(PostingEvent said) => said switch
    {
        // What a block has is not sent, and outbidding starts no new clock.
        PostingEvent.Submitted submitted when IsIncluded || submitted.Transaction == Transaction => SubmittedAt is null ? this with { SubmittedAt = submitted.At } : this,
        PostingEvent.Submitted submitted => this with
        {
            Status = ReceiptStatus.Submitted, SubmittedAt = SubmittedAt ?? submitted.At, Transaction = submitted.Transaction, Replacements = Replacements + (submitted.Replaced ? 1 : 0),
        },
        PostingEvent.Included included when IsIncluded && included.Transaction == Transaction && included.Block.Number == Block?.Number => this,
        PostingEvent.Included included => this with { Status = ReceiptStatus.Included, IncludedAt = included.At, Transaction = included.Transaction, Block = included.Block, Reason = null },
        PostingEvent.Final when Status == ReceiptStatus.Final => this,
        PostingEvent.Final final => this with { Status = ReceiptStatus.Final, IncludedAt = IncludedAt ?? final.At, FinalAt = final.At, Transaction = final.Transaction, Block = final.Block, Reason = null },
        PostingEvent.Reorged reorged when reorged.Transaction != Transaction || Block is null => this,
        PostingEvent.Reorged reorged => this with { Status = ReceiptStatus.Submitted, Reorgs = Reorgs + 1, IncludedAt = null, FinalAt = null, Block = null, Reason = reorged.Reason },
        PostingEvent.Reverted reverted => Lost(reverted),
        PostingEvent.Refused { Permanent: true } refused => this with { Status = ReceiptStatus.Refused, Reason = refused.Error },
        PostingEvent.Refused refused => this with { Reason = refused.Error },
        PostingEvent.Delayed delayed => this with { Reason = delayed.Reason },
        _ => throw new InvalidOperationException($"No such case: {said}"),
    };

    /// <summary>One transaction was of no use; another one may carry the same posting, and stand.</summary>
    private PostingReceipt Lost(PostingEvent.Reverted reverted)
    {
        var counted = this with
        {
            Reverts = Reverts + 1,
            LostGas = LostGas + (reverted.Block.Cost is PostingCost.Gas gas ? gas.Used : 0),
            LostFee = LostFee + (reverted.Block.Cost is PostingCost.Total total ? total.Fee : 0),
        };
        return IsIncluded ? counted : counted with { Status = ReceiptStatus.Reverted, Transaction = reverted.Transaction, Block = reverted.Block, Reason = reverted.Reason };
    }
}
