using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Signing;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Relay.Evm.Sending;

/// <summary>Brings wanted postings into one chain through one account. Each step looks, says what happened, and does what is to be done next; it remembers only what the journal holds.</summary>
/// <remarks>
/// <para>A step is safe to repeat and to break off anywhere: a transaction is in the journal before it leaves, so the next step, of this process or another, looks it up and goes on. What a
/// step says may be said again after a restart, and is until <see cref="ForgetAsync"/>.</para>
/// <para>Only one sender may use an account. Other relayers use accounts of their own; who is second is told so by the hub, in the simulation or, at the worst, in a block.</para>
/// </remarks>
public sealed partial class EvmSender
{
    /// <summary>Nonces that are over and owed to somebody; of more the oldest are forgotten all the same.</summary>
    private const int MaximumOwed = 64;

    private readonly EvmSenderOptions _options;
    private readonly ulong _chainId;
    private readonly ISigner _signer;
    private readonly SendJournal _journal;
    private readonly Func<ReadOnlyMemory<byte>, (string Error, bool Permanent)> _readRevert;
    private readonly TimeProvider _clock;
    private readonly SenderNode[] _nodes;
    private readonly SortedDictionary<ulong, NonceSlot> _slots = [];
    private readonly Dictionary<string, EvmPosting> _postings = [];
    private ulong? _over;
    private int _reading;
    private int _busy;
    private ulong _gasOfLast;

    /// <param name="journal">Of this account on this chain; disposed by its owner.</param>
    /// <param name="http">Shared; <see cref="JsonRpcClient.CreateHttp"/> makes a fitting one.</param>
    /// <param name="readRevert">What a hub's revert data says, and whether the same call would be refused for ever.</param>
    /// <exception cref="ArgumentException">The options have problems.</exception>
    public EvmSender(
        EvmSenderOptions options, ISigner signer, SendJournal journal, HttpClient http, Func<ReadOnlyMemory<byte>, (string Error, bool Permanent)> readRevert, TimeProvider clock)
    {
        if (options.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(options));
        (_options, _signer, _journal, _readRevert, _clock) = (options, signer, journal, readRevert, clock);
        options.Chain.TryGetEip155(out _chainId);
        _nodes = [.. options.Endpoints.Select(address => new SenderNode(new JsonRpcClient(http, new(address), options.Limits, clock), _chainId))];
        foreach (var sent in journal.Alive)
        {
            if (_slots.TryGetValue(sent.Nonce, out var slot)) slot.Add(sent);
            else _slots.Add(sent.Nonce, new(sent));
        }
    }

    /// <summary>Postings on their way, by nonce. What failed in a block or lost its nonce is not among them.</summary>
    public IReadOnlyList<InFlight> InFlight =>
    [
        .. _slots.Values.Where(slot => !slot.IsTaken && slot.Included?.Failure is null).Select(slot =>
        {
            var sent = slot.Included?.Transaction ?? slot.Newest;
            return new InFlight(sent.Posting is { } posting ? _postings.GetValueOrDefault(posting.Id) : null, slot.Nonce, sent.SubmittedAt, slot.Included?.Block) { PostingId = sent.Posting?.Id };
        }),
    ];

    /// <summary>Null before the first step that got an answer.</summary>
    public SenderStatus? Status { get; private set; }

    /// <summary>One look and what follows from it. For one caller at a time.</summary>
    /// <param name="wanted">
    /// What is to be posted now, the most urgent first. What is under way may be among it or not: it is carried on until the hub would refuse it, its time is over, or something newer about the
    /// same is wanted, which then takes its nonce.
    /// </param>
    /// <exception cref="OperationCanceledException">Cancelled; the next step goes on from there.</exception>
    public async Task<IReadOnlyList<SendEvent>> StepAsync(IReadOnlyList<EvmPosting> wanted, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0) throw new InvalidOperationException("A step is under way.");
        try
        {
            var events = new List<SendEvent>();
            foreach (var posting in wanted) _postings[posting.Posting.Id] = posting;
            if (await LookAsync(events, wanted, cancellation).ConfigureAwait(false) is { } look)
            {
                var at = Now;
                foreach (var slot in _slots.Values) events.AddRange(slot.See(look, at));
                _over = _slots.Values.TakeWhile(slot => slot.IsOver(look.Final)).LastOrDefault()?.Nonce;
                await new Acting(this, look, wanted, events).RunAsync(cancellation).ConfigureAwait(false);
                Status = Describe(look);
            }

            Prune(wanted);
            return events;
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    /// <summary>Forgets what the last step found to be over. Until then a sender that is started again says it again: what follows from a final posting is made durable first, then this is called.</summary>
    /// <param name="isOwed">Whether something of the posting is still to be made durable; it and the later nonces stay, 64 of them.</param>
    /// <returns>Why the journal did not take it, or null. It is asked again after the next step.</returns>
    public async Task<string?> ForgetAsync(Func<string, bool> isOwed)
    {
        var over = _slots.Values.TakeWhile(slot => slot.Nonce <= _over).ToList();
        var owed = over.FindIndex(slot => slot.Sent.Any(sent => sent.Posting is { } posting && isOwed(posting.Id)));
        if (owed >= 0) over.RemoveRange(Math.Max(owed, over.Count - MaximumOwed), Math.Min(over.Count - owed, MaximumOwed));
        if (over.Count == 0) return null;
        var outcome = await _journal.OverAsync(over[^1].Nonce).ConfigureAwait(false);
        if (outcome is not AppendOutcome.Appended) return $"journal: {outcome}";
        foreach (var slot in over) _slots.Remove(slot.Nonce);
        return null;
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>From the endpoint that answered last, or the next one that does.</summary>
    private async Task<Look?> LookAsync(List<SendEvent> events, IReadOnlyList<EvmPosting> wanted, CancellationToken cancellation)
    {
        var failures = new List<string>();
        for (var tried = 0; tried < _nodes.Length; tried++, _reading = (_reading + 1) % _nodes.Length)
        {
            var node = _nodes[_reading];
            var look = await new Looking(node, _signer.Address, _options, _readRevert).TakeAsync([.. _slots.Values], cancellation).ConfigureAwait(false);
            if (look.Failure is null) return look.Value;
            failures.Add($"{node.Name}: {look.Failure}");
        }

        var at = Now;
        var concerned = wanted.Select(posting => posting.Posting.Id).Concat(_slots.Values.Select(slot => slot.Carries?.Id).OfType<string>()).Distinct();
        events.AddRange(concerned.Select(id => new SendEvent.Failed(id, string.Join("; ", failures), at)));
        return null;
    }

    private SenderStatus Describe(Look look)
    {
        var waiting = _slots.Values.Count(slot => slot.IsWaiting);
        var foreign = Enumerable.Range(0, (int)Math.Min(look.PendingNonce - look.Nonce, 1_000)).Count(i => !_slots.ContainsKey(look.Nonce + (ulong)i));
        var each = (UInt128)(_gasOfLast == 0 ? _options.TypicalGas : _gasOfLast) * (look.Fees.NextBaseFee + _options.Fees.MinimumTip);
        var covers = each == 0 ? UInt128.MaxValue : look.Balance / each;
        return new(look.Node.Name, look.Head.Place.Number, look.Nonce, waiting, foreign, look.Balance, covers, covers < (UInt128)_options.LowBalancePostings, Now);
    }

    private void Prune(IReadOnlyList<EvmPosting> wanted)
    {
        var kept = wanted.Select(posting => posting.Posting.Id).Concat(_slots.Values.SelectMany(slot => slot.Sent).Select(sent => sent.Posting?.Id).OfType<string>()).ToHashSet();
        foreach (var id in _postings.Keys.Where(id => !kept.Contains(id)).ToList()) _postings.Remove(id);
    }
}
