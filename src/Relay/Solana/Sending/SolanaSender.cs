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
    /// <summary>Postings that are over and owed to somebody; of more the oldest are forgotten all the same.</summary>
    private const int MaximumOwed = 64;

    private readonly SolanaSenderNode[] _nodes;
    private readonly SolanaEncoder _encoder;
    private readonly ISolanaSigner _payer;
    private readonly SolanaJournal _journal;
    private readonly SolanaSenderOptions _options;
    private readonly TimeProvider _clock;
    private readonly Dictionary<SolanaSignature, ulong> _included = [];
    private readonly Dictionary<SolanaSignature, long> _handedOn = [];
    private readonly Dictionary<SolanaSignature, bool> _over = [];
    private readonly List<SolanaSendEvent> _events = [];
    private int _current;

    /// <param name="clients">Endpoints; where one fails in a step, the next one is asked in the next.</param>
    /// <param name="journal">Opened for the payer on the chain.</param>
    /// <exception cref="ArgumentException">The options break a rule, or there is no endpoint.</exception>
    public SolanaSender(IReadOnlyList<JsonRpcClient> clients, SolanaEncoder encoder, ISolanaSigner payer, SolanaJournal journal, SolanaSenderOptions options, TimeProvider clock)
    {
        if (options.Problems().FirstOrDefault() is { } problem) throw new ArgumentException(problem, nameof(options));
        if (clients.Count == 0) throw new ArgumentException("There is no endpoint.", nameof(clients));
        _nodes = [.. clients.Select(client => new SolanaSenderNode(client, options.Chain))];
        (_encoder, _payer, _journal, _options, _clock) = (encoder, payer, journal, options, clock);
    }

    /// <summary>Where the cluster and the payer's account stand; null before the first answer.</summary>
    public SolanaSenderStatus? Status { get; private set; }

    /// <summary>The slot of the block that it was last seen in; null: in none.</summary>
    public ulong? SlotOf(SolanaSignature signature) => _included.TryGetValue(signature, out var slot) ? slot : null;

    private SolanaSenderNode Node => _nodes[_current];

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Looks at what is under way, hands on again what is in no block, then makes transactions for what is wanted and not under way.</summary>
    /// <param name="wanted">Everything that should stand on the cluster now, the most urgent first.</param>
    public async Task<IReadOnlyList<SolanaSendEvent>> StepAsync(IReadOnlyList<SolanaPosting> wanted, CancellationToken cancellation)
    {
        _events.Clear();
        await MakeAsync(wanted, cancellation).ConfigureAwait(false);
        if (_events.Exists(static happened => happened is SolanaSendEvent.Failed)) _current = (_current + 1) % _nodes.Length;
        return [.. _events];
    }

    /// <summary>Forgets what the last steps found to be over. Until then a sender that is started again says it again: what follows from a final posting is made durable first, then this is called.</summary>
    /// <param name="isOwed">Whether something of the posting is still to be made durable; the newest 64 of those stay.</param>
    /// <returns>Why the journal did not take it, or null. It is asked again after the next step.</returns>
    public async Task<string?> ForgetAsync(Func<string, bool> isOwed)
    {
        var over = _journal.InFlight.Where(sent => _over.ContainsKey(sent.Signature)).ToList();
        var kept = over.Where(sent => isOwed(sent.PostingId)).TakeLast(MaximumOwed).ToHashSet();
        foreach (var sent in over.Where(sent => !kept.Contains(sent)))
        {
            var outcome = await _journal.OverAsync(sent.Signature, _over[sent.Signature]).ConfigureAwait(false);
            if (outcome is not AppendOutcome.Appended) return $"journal: {outcome}";
            _over.Remove(sent.Signature);
            _included.Remove(sent.Signature);
            _handedOn.Remove(sent.Signature);
        }

        return null;
    }

    private async Task MakeAsync(IReadOnlyList<SolanaPosting> wanted, CancellationToken cancellation)
    {
        // What ends in this step was under way when the caller decided: whether it is wanted again is for the next.
        var underWay = _journal.InFlight.Select(sent => sent.PostingId).ToHashSet(StringComparer.Ordinal);
        var head = await Node.HeadAsync(cancellation).ConfigureAwait(false);
        if (Failed(null, head.Failure)) return;
        await LookAsync(head.Value, cancellation).ConfigureAwait(false);
        await HandOnAsync(cancellation).ConfigureAwait(false);
        var balance = await Node.BalanceAsync(_payer.Address, cancellation).ConfigureAwait(false);
        if (Failed(null, balance.Failure)) return;
        Status = new(head.Value.Slot, head.Value.BlockHeight, balance.Value, balance.Value < _options.AlarmLamports, Now);
        if (Status.IsLow) _events.Add(new SolanaSendEvent.LowBalance(balance.Value, _options.AlarmLamports, Now));
        var fresh = wanted.Where(posting => underWay.Add(posting.Posting.Id)).Take(_options.MaximumInFlight - _journal.InFlight.Count).ToList();
        if (fresh.Count > 0) await SubmitAsync(fresh, cancellation).ConfigureAwait(false);
    }

    /// <summary>The finalized head is read first: a status list of a node that has seen it tells of every transaction at or below it.</summary>
    private async Task LookAsync(FinalizedHead head, CancellationToken cancellation)
    {
        SentPosting[] sent = [.. _journal.InFlight.Where(sent => !_over.ContainsKey(sent.Signature))];
        if (sent.Length == 0) return;
        var list = await Node.StatusesAsync([.. sent.Select(posting => posting.Signature)], cancellation).ConfigureAwait(false);
        if (Failed(null, list.Failure)) return;
        var complete = list.Value.Slot >= head.Slot;
        if (!complete) Failed(null, $"the statuses are of slot {list.Value.Slot}, before the finalized {head.Slot}");
        for (var i = 0; i < sent.Length; i++)
        {
            if (list.Value.Statuses[i] is { } status) Found(sent[i], status);
            else if (complete) Missed(sent[i], head.BlockHeight);
        }
    }

    private void Found(SentPosting sent, TransactionStatus status)
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
        _over[sent.Signature] = status.Error is null;
    }

    private void Missed(SentPosting sent, ulong finalizedHeight)
    {
        if (_included.Remove(sent.Signature, out var slot)) _events.Add(new SolanaSendEvent.Dropped(sent.PostingId, sent.Signature, slot, Now));
        if (finalizedHeight <= sent.LastValidBlockHeight) return;
        _events.Add(new SolanaSendEvent.Expired(sent.PostingId, sent.Signature, sent.LastValidBlockHeight, finalizedHeight, Now));
        _over[sent.Signature] = false;
    }

    private async Task HandOnAsync(CancellationToken cancellation)
    {
        foreach (var sent in _journal.InFlight.Where(sent => !_included.ContainsKey(sent.Signature) && !_over.ContainsKey(sent.Signature) && Now - _handedOn.GetValueOrDefault(sent.Signature, long.MinValue / 2) >= _options.ResendMs).ToList())
        {
            _handedOn[sent.Signature] = Now;
            Failed(sent.PostingId, await Node.SendAsync(sent.Transaction, cancellation).ConfigureAwait(false));
        }
    }

    private async Task SubmitAsync(IReadOnlyList<SolanaPosting> fresh, CancellationToken cancellation)
    {
        var paid = await Node.FeesAsync(_payer.Address, cancellation).ConfigureAwait(false);
        if (Failed(null, paid.Failure)) return;
        var blockhash = await Node.BlockhashAsync(cancellation).ConfigureAwait(false);
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

        var trial = await Node.SimulateAsync(transaction, cancellation).ConfigureAwait(false);
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
        Failed(id, await Node.SendAsync(transaction, cancellation).ConfigureAwait(false));
    }

    private bool Failed(string? id, string? failure)
    {
        if (failure is not null) _events.Add(new SolanaSendEvent.Failed(id, failure, Now));
        return failure is not null;
    }

    private bool Refused(string id, AppendOutcome outcome) => Failed(id, outcome is AppendOutcome.Appended ? null : $"journal: {outcome}");
}
