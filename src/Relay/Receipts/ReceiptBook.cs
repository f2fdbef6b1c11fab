using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Evm;

namespace CrossChainOracle.Relay;

/// <summary>Folds what happens to postings into receipts. Pure; the same event twice changes nothing, and events of unknown postings are passed over.</summary>
/// <remarks>Holds what is under way only: a posting leaves with its end, or by <see cref="Retain"/>. Not thread-safe.</remarks>
/// <param name="chain">Where the postings go.</param>
/// <param name="relayer">Who sends them, in the chain's own form.</param>
public sealed class ReceiptBook(ChainId chain, string relayer)
{
    private readonly Dictionary<string, IReadOnlyList<RelayReceipt>> _open = [];

    /// <summary>Postings under way.</summary>
    public int Count => _open.Count;

    /// <summary>A posting was given to the sender. Again: nothing changes.</summary>
    public void Begin(EvmPosting posting) => Begin(posting.Posting, HubCalls.FormOf(posting.Call.Span)?.ToString() ?? "Other");

    /// <param name="form">How it is posted.</param>
    public void Begin(Posting posting, string form) => _open.TryAdd(posting.Id, [.. posting.Statements.Select(statement => ToReceipt(posting, statement, form))]);

    /// <summary>The receipts as they are now of the posting that the event is about, where it says something new of its way into a block; else nothing.</summary>
    public IReadOnlyList<RelayReceipt> Apply(SendEvent happened)
    {
        if (!_open.TryGetValue(happened.PostingId, out var receipts)) return [];
        switch (happened)
        {
            case SendEvent.Submitted submitted:
                // Outbidding starts no new clock; what a block has is not sent.
                Set(happened.PostingId, receipts, receipt => receipt.Included is null ? receipt with { Submitted = receipt.Submitted ?? submitted.At, Transaction = submitted.Transaction.ToString() } : receipt);
                return [];
            case SendEvent.Included included:
                return Set(happened.PostingId, receipts, receipt => receipt.Transaction == included.Transaction.ToString() && receipt.Included is not null && receipt.Block == included.Block.Number
                    ? receipt : In(receipt, included.Transaction, included.Block) with { Included = included.At });
            case SendEvent.Reorged reorged:
                return Set(happened.PostingId, receipts, receipt => receipt.Transaction == reorged.Transaction.ToString() ? receipt with { Included = null, Block = null, GasUsed = null, FeePerGas = null } : receipt);
            case SendEvent.Final final:
                _open.Remove(happened.PostingId);
                return [.. receipts.Select(receipt => In(receipt, final.Transaction, final.Block) with { Included = receipt.Included ?? final.At, Final = final.At })];
            case SendEvent.Reverted or SendEvent.Refused { Permanent: true }:
                _open.Remove(happened.PostingId);
                return [];
            default:
                return [];
        }
    }

    /// <summary>Drops postings that the sender does not know any more.</summary>
    /// <param name="known">By <see cref="Posting.Id"/>.</param>
    public void Retain(IReadOnlyCollection<string> known)
    {
        foreach (var id in _open.Keys.Where(id => !known.Contains(id)).ToList()) _open.Remove(id);
    }

    private IReadOnlyList<RelayReceipt> Set(string posting, IReadOnlyList<RelayReceipt> before, Func<RelayReceipt, RelayReceipt> change)
    {
        var after = before.Select(change).ToList();
        _open[posting] = after;
        return after.SequenceEqual(before) ? [] : after;
    }

    private static RelayReceipt In(RelayReceipt receipt, Hash256 transaction, InclusionBlock block) =>
        receipt with { Transaction = transaction.ToString(), Block = block.Number, GasUsed = block.GasUsed, FeePerGas = block.FeePerGas };

    private RelayReceipt ToReceipt(Posting posting, PostedStatement statement, string form) => new()
    {
        Chain = chain,
        Kind = posting.Kind,
        Form = form,
        Shard = posting.Header.Shard,
        Sequence = posting.Header.Sequence,
        Subject = BatchContent.SubjectOf(statement.Statement),
        Source = statement.Source,
        Observed = posting.Header.ObservedAt,
        Signed = posting.Trail.SignedAt,
        Published = posting.Trail.PublishedAt,
        Statements = posting.Statements.Count,
        Relayer = relayer,
    };
}
