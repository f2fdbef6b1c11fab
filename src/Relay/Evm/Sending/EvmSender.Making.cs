using System.Security.Cryptography;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm.Transactions;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Relay.Evm.Sending;

public sealed partial class EvmSender
{
    /// <summary>What came of making a transaction.</summary>
    /// <param name="Event">What there is to say of it now.</param>
    private abstract record Attempt(SendEvent? Event)
    {
        /// <summary>Durable; it may leave.</summary>
        public sealed record Sent(SentTransaction Transaction) : Attempt((SendEvent?)null);

        /// <summary>The hub would not take it.</summary>
        public sealed record Refused(SendEvent? Event) : Attempt(Event);

        /// <summary>Not now.</summary>
        public sealed record NotNow(SendEvent? Event) : Attempt(Event);
    }

    /// <summary>What a transaction is to carry.</summary>
    private sealed record Load(PostingRef Posting, ReadOnlyMemory<byte> Call)
    {
        public static Load Of(EvmPosting wanted) => new(PostingRef.Of(wanted), wanted.Call);
    }

    /// <summary>From a posting to a transaction that is in the journal: fee, simulation, gas, funds, signature, journal, in this order.</summary>
    /// <param name="load">Null: a transfer of nothing to the account itself.</param>
    /// <param name="before">The transaction that is outbid, or null.</param>
    /// <param name="others">What else the balance has to pay for.</param>
    private sealed class Making(EvmSender sender, Look look, Load? load, SentTransaction? before, ulong nonce, IEnumerable<SentTransaction> others)
    {
        private string? Id => load?.Posting.Id;

        private EvmSenderOptions Options => sender._options;

        /// <summary>Or will have before it can be included: then it would be refused, and that is no news to anybody.</summary>
        private bool HasEnded => load is not null && Math.Max(sender.Now, look.Head.Place.Timestamp) > load.Posting.ValidUntil - Options.MarginMs;

        private EvmAddress To => load is null ? sender._signer.Address : Options.Hub;

        private ReadOnlyMemory<byte> Data => load?.Call ?? default;

        public async Task<Attempt> RunAsync(CancellationToken cancellation)
        {
            if (HasEnded) return new Attempt.NotNow((SendEvent?)null);
            var ceiling = load?.Posting.MaximumFeePerGas ?? Options.Fees.FillerMaximumFeePerGas;
            var decision = before is null ? FeePolicy.First(look.Fees, Options.Fees, ceiling) : FeePolicy.Bump(before.Fees, look.Fees, Options.Fees, ceiling);
            if (decision is FeeDecision.TooDear dear) return new Attempt.NotNow(Id is { } id ? new SendEvent.TooDear(id, dear.Needed, dear.Ceiling, sender.Now) : null);
            var fees = ((FeeDecision.Offer)decision).Fees;
            return await SimulateAsync(cancellation).ConfigureAwait(false) switch
            {
                CallResult.Reverted reverted => Refused(reverted),
                CallResult.Failed failed => Turned($"{look.Node.Name}: {failed.Reason}"),
                CallResult.Ok(var gas) => await WriteAsync(fees, gas + (gas * (ulong)Options.GasMarginPermille / 1_000), cancellation).ConfigureAwait(false),
                var other => throw new InvalidOperationException($"No such case: {other}"),
            };
        }

        /// <summary>On the newest block, not on the mempool: what waits there, ours or a rival's, may never be included.</summary>
        private async Task<CallResult> SimulateAsync(CancellationToken cancellation)
        {
            var call = Calls.Of(sender._signer.Address, To, Data);
            if (await look.Node.CallAsync(call, "latest", cancellation).ConfigureAwait(false) is not CallResult.Ok and var refused) return refused;
            return await look.Node.EstimateAsync(Calls.Of(sender._signer.Address, To, Data), cancellation).ConfigureAwait(false);
        }

        private async Task<Attempt> WriteAsync(Fees fees, ulong gas, CancellationToken cancellation)
        {
            var needed = others.Aggregate(gas * fees.MaximumFeePerGas, (sum, other) => sum + other.MaximumCost);
            if (needed > look.Balance) return NotNow($"the balance of {look.Balance} wei does not cover {needed} wei");
            var transaction = new DynamicFeeTransaction(sender._chainId, nonce, fees.Tip, fees.MaximumFeePerGas, gas, To, 0, Data);
            SignedTransaction signed;
            try
            {
                signed = await transaction.SignAsync(sender._signer, cancellation).ConfigureAwait(false);
            }
            catch (CryptographicException)
            {
                return NotNow("the key could not sign");
            }

            var now = sender.Now;
            var since = before is not null && before.Posting?.Id == Id ? before.SubmittedAt : now;
            var sent = new SentTransaction(load?.Posting, since, now, look.Head.Place.Number, signed);
            var outcome = await sender._journal.SentAsync(sent).ConfigureAwait(false);
            if (outcome is not AppendOutcome.Appended) return NotNow($"the journal did not take it: {outcome}");
            if (load is not null) sender._gasOfLast = gas;
            return new Attempt.Sent(sent);
        }

        private Attempt.Refused Refused(CallResult.Reverted reverted)
        {
            if (Id is not { } id) return new(null);
            var (error, permanent) = sender._readRevert(reverted.Data);
            return new(new SendEvent.Refused(id, error, permanent, sender.Now));
        }

        /// <summary>The next step asks another endpoint.</summary>
        private Attempt.NotNow Turned(string reason)
        {
            sender._reading = (sender._reading + 1) % sender._nodes.Length;
            return NotNow(reason);
        }

        private Attempt.NotNow NotNow(string reason) => new(Id is { } id ? new SendEvent.Failed(id, reason, sender.Now) : null);
    }
}
