using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Evm.Sending;

/// <summary>One nonce and every transaction of ours that may take it: at most one of them ever does.</summary>
internal sealed class NonceSlot(SentTransaction first)
{
    /// <summary>Looks in a row that must miss a transaction before its nonce counts as taken by another: nodes are not always done with a block when they count it.</summary>
    private const int LooksBeforeTaken = 2;

    private readonly List<SentTransaction> _sent = [first];
    private readonly HashSet<Hash256> _announced = [];
    private bool _taken;
    private int _missed;
    private ulong _waitsFrom;
    private ulong? _takenAt;
    private bool _saidTaken;
    private bool _saidFinal;

    public ulong Nonce { get; } = first.Nonce;

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<SentTransaction> Sent => _sent;

    public SentTransaction Newest => _sent[^1];

    public Inclusion? Included { get; private set; }

    /// <summary>The head when the newest was made, or when the nonce was given back by a reorganisation.</summary>
    public ulong Since => Math.Max(Newest.Head, _waitsFrom);

    /// <summary>Whether a node has the newest.</summary>
    public bool Known { get; set; }

    /// <summary>Before this the newest does not go out again, Unix milliseconds, though the endpoint that is read does not have it.</summary>
    public long QuietUntil { get; private set; }

    /// <summary>Whether a node refused the newest for its fee.</summary>
    public bool Underpriced { get; set; }

    /// <summary>The nonce is not used yet.</summary>
    public bool IsWaiting { get; private set; } = true;

    /// <summary>Another transaction of the account has the nonce.</summary>
    public bool IsTaken => _takenAt is not null;

    /// <summary>What is under way here: in a block and successful, or to be; null otherwise.</summary>
    public PostingRef? Carries => Included is { } inclusion ? (inclusion.Failure is null ? inclusion.Transaction.Posting : null) : IsTaken ? null : Newest.Posting;

    public void Add(SentTransaction sent)
    {
        _sent.Add(sent);
        (Known, Underpriced) = (false, false);
        Stir();
    }

    /// <summary>An endpoint answered to the newest. What was taken and is missed goes out again at once, the first time; what was refused, or is not shown though it was taken, is not repeated in every step.</summary>
    public void Answered(bool isTaken, long quietUntil)
    {
        if (!isTaken || _taken) QuietUntil = quietUntil;
        _taken |= isTaken;
    }

    /// <summary>Nothing about the nonce can change any more.</summary>
    public bool IsOver(ulong final) => Included is { } inclusion ? inclusion.Block.Number <= final : _takenAt <= final;

    /// <summary>Said once for each transaction, as soon as a node has it.</summary>
    public IEnumerable<SendEvent> Announce(SentTransaction sent)
    {
        if (!_announced.Add(sent.Hash) || sent.Posting is not { } posting) yield break;
        yield return new SendEvent.Submitted(posting.Id, Nonce, sent.Hash, sent.Fees.MaximumFeePerGas, sent.Fees.Tip, sent != _sent[0], sent.SentAt);
    }

    /// <summary>Takes over what was seen, and says what changed.</summary>
    public IEnumerable<SendEvent> See(Look look, long at)
    {
        Known = look.Known.Contains(Newest.Hash);
        if (Known) Stir();
        var found = _sent.Select(sent => look.Included.GetValueOrDefault(sent.Hash)).FirstOrDefault(inclusion => inclusion is not null);
        var announced = found is not null ? Announce(found.Transaction) : Known ? Announce(Newest) : [];
        var events = announced.Concat(Changes(found, at)).ToList();
        Included = found;
        var waits = found is null && look.Nonce <= Nonce;
        if (waits && !IsWaiting) _waitsFrom = look.Head.Place.Number;
        IsWaiting = waits;
        _missed = found is null && look.Nonce > Nonce ? _missed + 1 : 0;
        _takenAt = _missed >= LooksBeforeTaken ? _takenAt ?? look.Head.Place.Number : null;
        _saidTaken &= IsTaken;
        return events.Concat(Endings(look, at));
    }

    private void Stir() => (_taken, QuietUntil) = (false, 0);

    private IEnumerable<SendEvent> Changes(Inclusion? found, long at)
    {
        if (found == Included) yield break;
        if (Included is { Transaction.Posting: { } lost } was) yield return new SendEvent.Reorged(lost.Id, was.Transaction.Hash, was.Block.Hash, at);
        if (Included is not null) _saidFinal = false;
        if (found is not { Transaction.Posting: { } posting }) yield break;
        yield return found.Failure is { } reason
            ? new SendEvent.Reverted(posting.Id, found.Transaction.Hash, found.Block, reason, at)
            : new SendEvent.Included(posting.Id, found.Transaction.Hash, found.Block, at);
    }

    private IEnumerable<SendEvent> Endings(Look look, long at)
    {
        if (IsTaken && !_saidTaken)
        {
            _saidTaken = true;
            if (Newest.Posting is { } outrun) yield return new SendEvent.NonceTaken(outrun.Id, Nonce, at);
        }

        if (Included is not { Failure: null, Transaction.Posting: { } posting } inclusion || !IsOver(look.Final) || _saidFinal) yield break;
        _saidFinal = true;
        yield return new SendEvent.Final(posting.Id, inclusion.Transaction.Hash, inclusion.Block, at);
    }
}
