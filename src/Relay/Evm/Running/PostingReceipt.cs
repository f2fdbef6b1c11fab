using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Relay.Evm.Running;

/// <summary>How far a posting has come.</summary>
public enum ReceiptStatus
{
    /// <summary>On its way into a block.</summary>
    Submitted = 1,

    Included = 2,

    /// <summary>Included in a block that the chain calls final.</summary>
    Final = 3,

    /// <summary>Included, and the hub took nothing of it.</summary>
    Reverted = 4,

    /// <summary>It will never be taken; a dead letter.</summary>
    Refused = 5,

    /// <summary>Something newer took its place before it was in a block.</summary>
    Overtaken = 6,
}

/// <summary>One posting on one chain with its whole trail. All times are Unix milliseconds; those from <see cref="SubmittedAt"/> on are of the relayer's clock.</summary>
/// <param name="Chain">Where it is posted.</param>
/// <param name="PostingId">The same for the same statements of the same batch.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Shard">Of its batch.</param>
/// <param name="Sequence">Of its batch.</param>
public sealed record PostingReceipt(ChainId Chain, string PostingId, PostingKind Kind, ShardId Shard, ulong Sequence)
{
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

    /// <summary>The newest that carries it.</summary>
    public Hash256? Transaction { get; init; }

    /// <summary>Transactions that outbid an earlier one of the same nonce.</summary>
    public int Replacements { get; init; }

    /// <summary>That it is in; of one that was reverted, the last that it failed in.</summary>
    public InclusionBlock? Block { get; init; }

    public int Reorgs { get; init; }

    public int Reverts { get; init; }

    /// <summary>Spent in blocks in which the hub took nothing.</summary>
    public ulong LostGas { get; init; }

    /// <summary>Of the last thing that went wrong, with operands.</summary>
    public string? Reason { get; init; }

    /// <summary>When the oldest of its sources published; null where none says.</summary>
    public long? Source => Statements.Min(static statement => statement.Source);

    public static PostingReceipt Of(ChainId chain, Posting posting) => new(chain, posting.Id, posting.Kind, posting.Header.Shard, posting.Header.Sequence)
    {
        Statements = [.. posting.Statements.Select(static statement => (SubjectOf(statement.Statement), statement.Source))],
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

    /// <summary>After what the sender said.</summary>
    public PostingReceipt After(SendEvent said) => said switch
    {
        SendEvent.Submitted submitted => this with { Status = ReceiptStatus.Submitted, SubmittedAt = SubmittedAt ?? submitted.At, Transaction = submitted.Transaction, Replacements = Replacements + (submitted.Replaced ? 1 : 0) },
        SendEvent.Included included => this with { Status = ReceiptStatus.Included, IncludedAt = included.At, Transaction = included.Transaction, Block = included.Block, Reason = null },
        SendEvent.Final final => this with { Status = ReceiptStatus.Final, IncludedAt = IncludedAt ?? final.At, FinalAt = final.At, Transaction = final.Transaction, Block = final.Block, Reason = null },
        SendEvent.Reorged reorged => this with { Status = ReceiptStatus.Submitted, Reorgs = Reorgs + 1, IncludedAt = null, Block = null, Reason = $"block {reorged.Lost} was reorganised away" },
        SendEvent.Reverted reverted => this with { Status = ReceiptStatus.Reverted, Reverts = Reverts + 1, LostGas = LostGas + reverted.Block.GasUsed, Transaction = reverted.Transaction, Block = reverted.Block, Reason = reverted.Reason },
        SendEvent.Refused { Permanent: true } refused => this with { Status = ReceiptStatus.Refused, Reason = refused.Error },
        SendEvent.Refused refused => this with { Reason = refused.Error },
        SendEvent.NonceTaken taken => this with { Reason = $"another transaction of the account took nonce {taken.Nonce}" },
        SendEvent.TooDear dear => this with { Reason = $"the chain asks {dear.FeePerGas} wei per gas, at most {dear.Maximum} are to be paid" },
        SendEvent.Failed failed => this with { Reason = failed.Reason },
        _ => throw new InvalidOperationException($"No such case: {said}"),
    };

    private static string SubjectOf(Statement statement) => statement switch
    {
        PriceStatement price => price.Feed.ToString(),
        GapStatement gap => gap.Feed.ToString(),
        AttesterSetStatement set => $"epoch {set.Set.Epoch}",
        _ => BatchContent.SubjectOf(statement),
    };
}
