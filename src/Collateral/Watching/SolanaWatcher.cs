using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>Accounts on one Solana cluster: read as finalized and as processed in every look, with the transactions in between.</summary>
/// <remarks>
/// The finalized slot is asked for first and nothing older is read afterwards, so that what is stated as final is. Slots have no hashes here: see <see cref="SolanaSlots"/> and <see cref="SolanaTrace"/>.
/// After a restart it is not known which facts were stated before, so that none of them is said to be lost; everything is stated anew.
/// </remarks>
public sealed class SolanaWatcher : IChainWatcher
{
    private readonly SolanaReader _reader;
    private readonly SolanaSurvey _survey;
    private readonly SolanaSlots _slots;
    private readonly ChainProfile _profile;
    private readonly TimeProvider _clock;
    private readonly IReadOnlyList<SolanaCell> _cells;
    private readonly MarketWindow _markets = new();
    private readonly StatedAccounts _stated = new();
    private ulong _finalized;
    private ulong _scannedTo;
    private (ulong Slot, long Since) _head;

    /// <param name="reader">The cluster's endpoints.</param>
    /// <param name="protocols">What is read of every owner.</param>
    /// <param name="owners">Addresses of this cluster.</param>
    /// <param name="profile">Of this cluster.</param>
    /// <param name="poll">How long to wait between two looks.</param>
    /// <param name="clock">For slots whose time the endpoints do not know, and for the age of the head.</param>
    public SolanaWatcher(SolanaReader reader, IReadOnlyList<ISolanaProtocol> protocols, IReadOnlyList<LinkedOwner> owners, ChainProfile profile, TimeSpan poll, TimeProvider clock)
    {
        (_reader, _profile, Poll, _clock) = (reader, profile, poll, clock);
        (_survey, _slots) = (new(reader), new(reader, clock));
        _cells = [.. owners.SelectMany(_ => protocols, static (owner, protocol) => new SolanaCell(owner, SolanaKey.Parse(owner.Address.Address), protocol))];
    }

    public ChainId Chain => _reader.Chain;

    public TimeSpan Poll { get; }

    public async Task<ChainLook> LookAsync(IReadOnlyCollection<OpenBlock> open, CancellationToken cancellation)
    {
        var finalized = await _reader.SlotAsync(Commitment.Finalized, cancellation).ConfigureAwait(false);
        if (finalized is not SolanaRead<ulong>.Ok final) return Failed(finalized);
        var confirmed = await _reader.SlotAsync(Commitment.Confirmed, cancellation).ConfigureAwait(false);
        if (confirmed is not SolanaRead<ulong>.Ok safe) return Failed(confirmed);
        var settled = Math.Max(final.Value, _finalized);
        var reads = await SideBySide.AskAsync(_cells, (cell, token) => _survey.ReadAsync(cell.Protocol, cell.Address, settled, token), cancellation).ConfigureAwait(false);
        var processed = await _reader.SlotAsync(Commitment.Processed, cancellation).ConfigureAwait(false);
        if (processed is not SolanaRead<ulong>.Ok head) return Failed(processed);

        var before = _finalized;
        _finalized = settled;
        var sources = _cells.Zip(reads, (cell, read) => Take(cell, read, before)).ToList();
        _markets.Follow(settled, static _ => false);
        var newest = sources.SelectMany(static source => source.Drafts).Select(static draft => draft.Slot).Append(head.Value).Append(Math.Max(safe.Value, settled)).Max();
        await _slots.KeepAsync([settled, Math.Max(safe.Value, settled), newest, .. sources.SelectMany(static source => source.Drafts).Select(static draft => draft.Slot), .. MarketReadings().Select(static market => market.At.Height)], cancellation).ConfigureAwait(false);
        var reading = Reading(final.Value, safe.Value, newest, reads) with { Lost = Lost(open, before) };
        return new(reading, Accounts(sources, reading), [.. MarketReadings().Select(market => market with { At = market.At with { Time = _slots.TimeOf(market.At.Height) } })], null);
    }

    private Taken Take(SolanaCell cell, SolanaRead<SolanaReading> read, ulong finalizedBefore)
    {
        if (read is SolanaRead<SolanaReading>.Failed(var failure)) return new(cell.Owner.Account, [], [new(failure.Code, cell.Protocol.Source, string.Empty, failure.Detail)]);
        var reading = ((SolanaRead<SolanaReading>.Ok)read).Value;
        var problems = reading.Newest.Answer.Problems.Concat(reading.Finalized.Answer.Problems).DistinctBy(static problem => (problem.Code, problem.Source, problem.Market));
        return new(cell.Owner.Account, cell.Take(reading, _finalized, finalizedBefore, _markets), [.. problems]);
    }

    private ChainReading Reading(ulong offered, ulong confirmed, ulong head, IReadOnlyList<SolanaRead<SolanaReading>> reads)
    {
        var safe = Math.Max(confirmed, _finalized);
        var read = reads.OfType<SolanaRead<SolanaReading>.Ok>().Select(static ok => ok.Value.Newest.Snapshot.Pin.Lowest).ToList();
        if (read.Count > 0 || reads.Count == 0) _scannedTo = Math.Min(read.Append(head).Min(), head);
        var notes = new List<string>();
        if (offered < _finalized) notes.Add($"finalized slot went back from {_finalized} to {offered}");
        if (read.Count == 0 && reads.Count > 0) notes.Add(((SolanaRead<SolanaReading>.Failed)reads[0]).Failure.Detail);
        ulong[] ours = [.. new[] { _finalized, safe, head }.Distinct().Where(_slots.IsOurs)];
        if (ours.Length > 0) notes.Add($"by our clock: time of slot {string.Join(", ", ours)}");
        return new()
        {
            Chain = Chain,
            Flags = offered < _finalized || IsOld(safe, head) ? ChainFlags.Stalled : ChainFlags.None,
            Head = Place(head),
            Safe = Place(safe),
            Finalized = Place(_finalized),
            ScannedTo = Math.Min(_scannedTo, head),
            BaseFee = 0,
            ReorgDepth = 0,
            Lost = [],
            Note = LookNote.Of(string.Join("; ", notes)),
        };
    }

    /// <summary>By the newest slot whose time the chain tells, and where it tells none by how long the head has not moved.</summary>
    private bool IsOld(ulong safe, ulong head)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (head > _head.Slot) _head = (head, now);
        ulong[] told = [.. new[] { head, safe, _finalized }.Where(slot => !_slots.IsOurs(slot))];
        return now - (told.Length > 0 ? _slots.TimeOf(told[0]) : _head.Since) > _profile.MaximumHeadAgeMs;
    }

    private List<LostBlock> Lost(IReadOnlyCollection<OpenBlock> open, ulong finalizedBefore)
    {
        var lost = _cells.SelectMany(cell => cell.Lost(finalizedBefore)).ToHashSet();
        return [.. open.Distinct().Where(lost.Contains).OrderBy(static block => block.Height).ThenBy(static block => block.Hash).Select(static block => new LostBlock(block.Height, block.Hash, Hash256.Zero))];
    }

    private List<AccountLook> Accounts(IReadOnlyList<Taken> sources, ChainReading reading) => _stated.Changed(
        sources.Select(source => new SourceLook(source.Account, [.. source.Drafts.Select(draft => draft.At(_slots.TimeOf(draft.Slot), _markets, _reader.Authenticity))], source.Problems)),
        (at, _) => at.Height <= reading.Finalized.Height ? Stage.Finalized
            : at.Height <= reading.Safe.Height ? Stage.Safe
            : at.Height <= reading.Head.Height && reading.Head.Height - at.Height >= (ulong)_profile.ConfirmedDepth ? Stage.Confirmed : Stage.Seen);

    private IEnumerable<MarketReading> MarketReadings() => _markets.Readings(_reader.Authenticity, PinKind.SlotRange);

    private Anchor Place(ulong slot) => SolanaSlots.Place(slot, _slots.TimeOf(slot));

    private static ChainLook Failed<T>(SolanaRead<T> read)
    {
        var failure = ((SolanaRead<T>.Failed)read).Failure;
        return ChainLook.Failed(failure.Code, failure.Detail);
    }

    private sealed record Taken(AccountId Account, IReadOnlyList<SolanaDraft> Drafts, IReadOnlyList<ReadingProblem> Problems);
}
