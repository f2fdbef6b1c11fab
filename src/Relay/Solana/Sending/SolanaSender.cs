using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Signing;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Relay.Solana.Sending;

/// <summary>Brings postings into a cluster: one transaction each, tried first, handed on until it is in a block, and signed anew only when it can never be taken any more.</summary>
/// <remarks>
/// What is wanted is said anew in every step, so that a posting which a newer one overtook is not signed a second time. A transaction is over when it is final, or when the finalized chain has
/// passed its last block and it is not in it; until then the posting has no second one. Not thread-safe.
/// </remarks>
public sealed class SolanaSender
{
    private readonly SolanaSenderNode _node;
    private readonly SolanaEncoder _encoder;
    private readonly ISolanaSigner _payer;
    private readonly SolanaJournal _journal;
    private readonly SolanaSenderOptions _options;
    private readonly TimeProvider _clock;
    private readonly Dictionary<SolanaSignature, ulong> _included = [];
    private readonly Dictionary<SolanaSignature, long> _handedOn = [];
    private readonly List<SolanaSendEvent> _events = [];

    /// <param name="journal">Opened for the payer.</param>
    /// <exception cref="ArgumentException">The options break a rule.</exception>
    public SolanaSender(JsonRpcClient client, SolanaEncoder encoder, ISolanaSigner payer, SolanaJournal journal, SolanaSenderOptions options, TimeProvider clock)
    {
        if (options.Problems().FirstOrDefault() is { } problem) throw new ArgumentException(problem, nameof(options));
        (_node, _encoder, _payer, _journal, _options, _clock) = (new(client, options.Chain), encoder, payer, journal, options, clock);
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Looks at what is under way, hands on again what is in no block, then makes transactions for what is wanted and not under way.</summary>
    /// <param name="wanted">Everything that should stand on the cluster now, the most urgent first.</param>
    public async Task<IReadOnlyList<SolanaSendEvent>> StepAsync(IReadOnlyList<SolanaPosting> wanted, CancellationToken cancellation)
    {
        _events.Clear();

        // What ends in this step was under way when the caller decided: whether it is wanted again is for the next.
        var underWay = _journal.InFlight.Select(sent => sent.PostingId).ToHashSet(StringComparer.Ordinal);
        await LookAsync(cancellation).ConfigureAwait(false);
        await HandOnAsync(cancellation).ConfigureAwait(false);
        var fresh = wanted.Where(posting => underWay.Add(posting.Posting.Id)).Take(_options.MaximumInFlight - _journal.InFlight.Count).ToList();
        if (fresh.Count > 0) await SubmitAsync(fresh, cancellation).ConfigureAwait(false);
        return [.. _events];
    }

    /// <summary>The finalized head is read first: a status list of a node that has seen it tells of every transaction at or below it.</summary>
    private async Task LookAsync(CancellationToken cancellation)
    {
        if (_journal.InFlight.Count == 0) return;
        SentPosting[] sent = [.. _journal.InFlight];
        var head = await _node.HeadAsync(cancellation).ConfigureAwait(false);
        if (Failed(null, head.Failure)) return;
        var list = await _node.StatusesAsync([.. sent.Select(posting => posting.Signature)], cancellation).ConfigureAwait(false);
        if (Failed(null, list.Failure)) return;
        var complete = list.Value.Slot >= head.Value.Slot;
        if (!complete) Failed(null, $"the statuses are of slot {list.Value.Slot}, before the finalized {head.Value.Slot}");
        for (var i = 0; i < sent.Length; i++)
        {
            if (list.Value.Statuses[i] is { } status) await FoundAsync(sent[i], status).ConfigureAwait(false);
            else if (complete) await MissedAsync(sent[i], head.Value.BlockHeight).ConfigureAwait(false);
        }
    }

    private async Task FoundAsync(SentPosting sent, TransactionStatus status)
    {
        if (!status.Finalized)
        {
            if (!_included.TryGetValue(sent.Signature, out var known) || known != status.Slot) _events.Add(new SolanaSendEvent.Included(sent.PostingId, sent.Signature, status.Slot, sent.Fee, Now));
            _included[sent.Signature] = status.Slot;
            return;
        }

        _events.Add(status.Error is { } error
            ? new SolanaSendEvent.Reverted(sent.PostingId, sent.Signature, status.Slot, sent.Fee, error, Now)
            : new SolanaSendEvent.Final(sent.PostingId, sent.Signature, status.Slot, sent.Fee, Now));
        await ForgetAsync(sent, stands: status.Error is null).ConfigureAwait(false);
    }

    private async Task MissedAsync(SentPosting sent, ulong finalizedHeight)
    {
        if (_included.Remove(sent.Signature, out var slot)) _events.Add(new SolanaSendEvent.Dropped(sent.PostingId, sent.Signature, slot, Now));
        if (finalizedHeight <= sent.LastValidBlockHeight) return;
        _events.Add(new SolanaSendEvent.Expired(sent.PostingId, sent.Signature, sent.LastValidBlockHeight, finalizedHeight, Now));
        await ForgetAsync(sent, stands: false).ConfigureAwait(false);
    }

    /// <summary>If the disk refuses, it stays under way, and the next step comes to the same end.</summary>
    private async Task ForgetAsync(SentPosting sent, bool stands)
    {
        if (Refused(sent.PostingId, await _journal.OverAsync(sent.Signature, stands).ConfigureAwait(false))) return;
        _included.Remove(sent.Signature);
        _handedOn.Remove(sent.Signature);
    }

    private async Task HandOnAsync(CancellationToken cancellation)
    {
        foreach (var sent in _journal.InFlight.Where(sent => !_included.ContainsKey(sent.Signature) && Now - _handedOn.GetValueOrDefault(sent.Signature, long.MinValue / 2) >= _options.ResendMs).ToList())
        {
            _handedOn[sent.Signature] = Now;
            Failed(sent.PostingId, await _node.SendAsync(sent.Transaction, cancellation).ConfigureAwait(false));
        }
    }

    private async Task SubmitAsync(IReadOnlyList<SolanaPosting> fresh, CancellationToken cancellation)
    {
        var paid = await _node.FeesAsync(_payer.Address, cancellation).ConfigureAwait(false);
        if (Failed(null, paid.Failure)) return;
        var balance = await _node.BalanceAsync(_payer.Address, cancellation).ConfigureAwait(false);
        if (Failed(null, balance.Failure)) return;
        if (balance.Value < _options.AlarmLamports) _events.Add(new SolanaSendEvent.LowBalance(balance.Value, _options.AlarmLamports, Now));
        var blockhash = await _node.BlockhashAsync(cancellation).ConfigureAwait(false);
        if (Failed(null, blockhash.Failure)) return;
        var unitPrice = _options.UnitPrice(paid.Value);
        foreach (var posting in fresh) await SubmitAsync(posting, blockhash.Value, unitPrice, cancellation).ConfigureAwait(false);
    }

    private async Task SubmitAsync(SolanaPosting posting, RecentBlockhash blockhash, ulong unitPrice, CancellationToken cancellation)
    {
        var id = posting.Posting.Id;
        var encoding = _encoder.Encode(posting.Attestation, posting.Set, blockhash.Hash, unitPrice, _payer);
        if (encoding is not SolanaEncoding.Ready(var transaction, var fee))
        {
            _events.Add(new SolanaSendEvent.Refused(id, encoding.ToString(), Permanent: true, Now));
            return;
        }

        if (fee.Total > posting.MaximumFee)
        {
            _events.Add(new SolanaSendEvent.TooDear(id, fee, posting.MaximumFee, Now));
            return;
        }

        var trial = await _node.SimulateAsync(transaction, cancellation).ConfigureAwait(false);
        if (Failed(id, trial.Failure)) return;
        if (trial.Value.Error is { } error)
        {
            _events.Add(new SolanaSendEvent.Refused(id, error, trial.Value.Permanent, Now));
            return;
        }

        var header = posting.Attestation.Header;
        SentPosting sent = new(id, header.Shard, header.Sequence, header.ObservedAt, posting.Attestation.Leaf.Bytes, transaction, blockhash.LastValidBlockHeight, Now, fee.Total);
        if (Refused(id, await _journal.SentAsync(sent).ConfigureAwait(false))) return;
        _handedOn[sent.Signature] = Now;
        _events.Add(new SolanaSendEvent.Submitted(id, sent.Signature, sent.LastValidBlockHeight, fee, unitPrice, Now));

        // Whatever the node says, it may have passed the transaction on: from here on it is under way.
        Failed(id, await _node.SendAsync(transaction, cancellation).ConfigureAwait(false));
    }

    private bool Failed(string? id, string? failure)
    {
        if (failure is not null) _events.Add(new SolanaSendEvent.Failed(id, failure, Now));
        return failure is not null;
    }

    private bool Refused(string id, AppendOutcome outcome) => Failed(id, outcome is AppendOutcome.Appended ? null : $"journal: {outcome}");
}
