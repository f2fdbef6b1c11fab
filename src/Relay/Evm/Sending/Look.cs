using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Evm.Sending;

/// <summary>Where a transaction of ours stands in the chain.</summary>
/// <param name="Failure">Why the hub took nothing of it; null where it did.</param>
internal sealed record Inclusion(SentTransaction Transaction, InclusionBlock Block, string? Failure);

/// <summary>What one endpoint says of an account at the beginning of a step.</summary>
/// <param name="Final">Blocks up to this number do not change any more.</param>
/// <param name="Nonce">Transactions of the account in blocks. Read before the receipts: one that it counts and that is ours has a receipt.</param>
/// <param name="PendingNonce">With those of the mempool, as far as they follow without a gap.</param>
/// <param name="Included">Our transactions in canonical blocks.</param>
/// <param name="Known">Our newest at each nonce, where the endpoint has it.</param>
internal sealed record Look(
    SenderNode Node, EvmBlock Head, ulong Final, ulong Nonce, ulong PendingNonce, UInt128 Balance, FeeHistory Fees,
    IReadOnlyDictionary<Hash256, Inclusion> Included, IReadOnlySet<Hash256> Known);

/// <summary>Asks one endpoint for a <see cref="Look"/>: the account, then the receipts, then what the receipts lead to.</summary>
internal sealed class Looking(SenderNode node, EvmAddress account, EvmSenderOptions options, Func<ReadOnlyMemory<byte>, (string Error, bool Permanent)> readRevert)
{
    private readonly ConcurrentQueue<string> _failures = new();

    public async Task<Told<Look>> TakeAsync(IReadOnlyList<NonceSlot> slots, CancellationToken cancellation)
    {
        if (await node.CheckChainAsync(cancellation).ConfigureAwait(false) is { } wrong) return Told<Look>.Failed(wrong);
        var head = node.BlockAsync("latest", cancellation);
        var final = options.FinalDepth is null ? node.BlockAsync("finalized", cancellation) : head;
        var nonce = node.NonceAsync(account, "latest", cancellation);
        var pending = node.NonceAsync(account, "pending", cancellation);
        var balance = node.BalanceAsync(account, cancellation);
        var fees = node.FeesAsync(options.Fees, cancellation);
        await Task.WhenAll(head, final, nonce, pending, balance, fees).ConfigureAwait(false);
        var latest = Take(await head.ConfigureAwait(false));
        var last = Take(await final.ConfigureAwait(false)).Place.Number;
        var look = new Look(
            node, latest, options.FinalDepth is { } depth ? last - Math.Min(last, depth) : last, Take(await nonce.ConfigureAwait(false)), Take(await pending.ConfigureAwait(false)),
            Take(await balance.ConfigureAwait(false)), Take(await fees.ConfigureAwait(false)), new Dictionary<Hash256, Inclusion>(), new HashSet<Hash256>());
        if (!_failures.IsEmpty) return Told<Look>.Failed(string.Join("; ", _failures));

        var found = await Task.WhenAll(slots.Select(slot => FindAsync(slot, cancellation))).ConfigureAwait(false);
        if (!_failures.IsEmpty) return Told<Look>.Failed(string.Join("; ", _failures));
        return look with
        {
            PendingNonce = Math.Max(look.Nonce, look.PendingNonce),
            Included = found.Where(each => each.Inclusion is not null).ToDictionary(each => each.Inclusion!.Transaction.Hash, each => each.Inclusion!),
            Known = found.Where(each => each.Known).Select(each => each.Slot.Newest.Hash).ToHashSet(),
        };
    }

    private async Task<(NonceSlot Slot, Inclusion? Inclusion, bool Known)> FindAsync(NonceSlot slot, CancellationToken cancellation)
    {
        foreach (var sent in Enumerable.Reverse(slot.Sent))
        {
            if (Take(await node.ReceiptAsync(sent.Hash, cancellation).ConfigureAwait(false)) is not { } receipt) continue;
            var block = Take(await node.BlockAsync(receipt.Block, cancellation).ConfigureAwait(false));
            if (block.Place.Hash != receipt.BlockHash) continue;
            return (slot, await PlaceAsync(slot, sent, receipt, block, cancellation).ConfigureAwait(false), true);
        }

        return (slot, null, Take(await node.KnowsAsync(slot.Newest.Hash, cancellation).ConfigureAwait(false)));
    }

    private async Task<Inclusion> PlaceAsync(NonceSlot slot, SentTransaction sent, Receipt receipt, EvmBlock block, CancellationToken cancellation)
    {
        if (slot.Included is { } known && known.Transaction == sent && known.Block.Hash == block.Place.Hash) return known;
        var paid = receipt.FeePerGas ?? UInt128.Min(sent.Fees.MaximumFeePerGas, block.BaseFee + sent.Fees.Tip);
        var failure = receipt.Succeeded ? null : await WhyAsync(sent, receipt, cancellation).ConfigureAwait(false);
        return new(sent, new(block.Place.Number, block.Place.Hash, block.Place.Timestamp, receipt.GasUsed, paid), failure);
    }

    /// <summary>A receipt has no reason. The call is made again on the state behind its block, which another posting of that block usually made what it is.</summary>
    private async Task<string> WhyAsync(SentTransaction sent, Receipt receipt, CancellationToken cancellation)
    {
        if (receipt.GasUsed == sent.Transaction.Transaction.GasLimit) return "out of gas";
        var block = "0x" + receipt.Block.ToString("x", CultureInfo.InvariantCulture);
        return await node.CallAsync(Calls.Of(account, sent.Transaction.Transaction.To, sent.Transaction.Transaction.Data), block, cancellation).ConfigureAwait(false) switch
        {
            CallResult.Reverted reverted => readRevert(reverted.Data).Error,
            CallResult.Failed failed => $"reverted, and why cannot be said: {failed.Reason}",
            _ => "reverted in its block and would not behind it",
        };
    }

    private T Take<T>(Told<T> told)
    {
        if (told.Failure is { } failure) _failures.Enqueue(failure);
        return told.Value;
    }
}

/// <summary>The call object of eth_call and eth_estimateGas.</summary>
internal static class Calls
{
    public static JsonObject Of(EvmAddress from, EvmAddress to, ReadOnlyMemory<byte> data) =>
        new() { ["from"] = from.ToString(), ["to"] = to.ToString(), ["data"] = Hex.Encode(data.Span) };
}
