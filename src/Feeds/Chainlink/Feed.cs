using System.Collections.Concurrent;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds.Evm;

namespace CrossChainOracle.Feeds.Chainlink;

/// <summary>Reads Chainlink Data Feeds through their proxies on one EVM chain, all at one pinned block. See README.md beside this file.</summary>
public sealed class ChainlinkFeed : IFeedReader
{
    private readonly EvmReader _reader;
    private readonly EvmRoute _route;
    private readonly SequencerFeed? _sequencer;
    private readonly TimeProvider _clock;

    // What stands behind a proxy can change only with its phase; what was checked holds until then.
    private readonly ConcurrentDictionary<FeedTarget, Identity> _identities = [];

    /// <exception cref="ArgumentException">The route breaks a rule; every broken one is named.</exception>
    /// <param name="reader">The chain.</param>
    /// <param name="route">What is read of it.</param>
    /// <param name="sequencer">On an L2 its uptime feed; null elsewhere.</param>
    /// <param name="clock">For the time of receipt.</param>
    public ChainlinkFeed(EvmReader reader, EvmRoute route, SequencerFeed? sequencer, TimeProvider clock)
    {
        if (route.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(route));
        _reader = reader;
        _route = route;
        _sequencer = sequencer;
        _clock = clock;
    }

    public Provider Provider => Provider.Chainlink;

    public RouteId Route => _route.Route;

    public IReadOnlyList<FeedTarget> Targets => _route.Targets;

    public async Task<Look> ReadAsync(CancellationToken cancellation)
    {
        var look = new EvmLook(Provider, _route, _reader.Authenticity);
        var pin = await _reader.PinAsync(_route.Tag, cancellation).ConfigureAwait(false);
        if (pin is not PinOutcome.Pinned { Block: var block }) return look.FailAll(((PinOutcome.Failed)pin).Failure);

        var calls = Targets.Select(target => ChainlinkRequest.ForLatestRound(EvmRoute.ContractOf(target))).ToList();
        if (_sequencer is not null) calls.Add(ChainlinkRequest.ForLatestRound(_sequencer.Proxy));
        var outcomes = await _reader.CallAsync(block, calls, cancellation).ConfigureAwait(false);
        var receivedAt = _clock.GetUtcNow().ToUnixTimeMilliseconds();

        var sequencerFlags = ObservationFlags.None;
        ReadFailure? unknown = null;
        if (_sequencer?.TryJudge(outcomes[^1], block, out sequencerFlags, out unknown) == false) return look.FailAll(unknown!);

        var rounds = Rounds(outcomes, look);
        var decimals = await DecimalsAsync(block, rounds, look, cancellation).ConfigureAwait(false);
        foreach (var (target, round) in rounds)
        {
            if (decimals.TryGetValue(target, out var places)) Observe(look, target, block, round, places, receivedAt, sequencerFlags);
        }

        return look.ToLook();
    }

    private List<(FeedTarget Target, ChainlinkRound Round)> Rounds(IReadOnlyList<CallOutcome> outcomes, EvmLook look)
    {
        var rounds = new List<(FeedTarget, ChainlinkRound)>();
        for (var i = 0; i < Targets.Count; i++)
        {
            if (outcomes[i] is not CallOutcome.Returned returned) look.Fail(Targets[i], ((CallOutcome.Failed)outcomes[i]).Failure);
            else if (ChainlinkParser.TryParseRound(returned.Data.Span, out var round, out var failure)) rounds.Add((Targets[i], round));
            else look.Fail(Targets[i], failure!);
        }

        return rounds;
    }

    // Asks proxies that were not checked in their present phase what they are; those that are something else, or do not say, fail.
    private async Task<Dictionary<FeedTarget, int>> DecimalsAsync(
        PinnedBlock block, List<(FeedTarget Target, ChainlinkRound Round)> rounds, EvmLook look, CancellationToken cancellation)
    {
        var decimals = new Dictionary<FeedTarget, int>();
        var strangers = new List<(FeedTarget Target, ushort Phase)>();
        foreach (var (target, round) in rounds)
        {
            if (_identities.TryGetValue(target, out var known) && known.Phase == round.Id.Phase) decimals.Add(target, known.Decimals);
            else strangers.Add((target, round.Id.Phase));
        }

        if (strangers.Count == 0) return decimals;
        var calls = strangers.Select(stranger => EvmRoute.ContractOf(stranger.Target)).SelectMany(proxy => (EvmCall[])[ChainlinkRequest.ForDescription(proxy), ChainlinkRequest.ForDecimals(proxy)]);
        var outcomes = await _reader.CallAsync(block, [.. calls], cancellation).ConfigureAwait(false);
        for (var i = 0; i < strangers.Count; i++)
        {
            var (target, phase) = strangers[i];
            if (!TryIdentify(target, outcomes[2 * i], outcomes[(2 * i) + 1], out var places, out var failure))
            {
                look.Fail(target, failure!);
                continue;
            }

            _identities[target] = new(phase, places);
            decimals.Add(target, places);
        }

        return decimals;
    }

    private static bool TryIdentify(FeedTarget target, CallOutcome description, CallOutcome decimals, out int places, out ReadFailure? failure)
    {
        places = 0;
        failure = ((description as CallOutcome.Failed) ?? (decimals as CallOutcome.Failed))?.Failure;
        return failure is null
            && ChainlinkParser.TryCheckDescription(((CallOutcome.Returned)description).Data.Span, target.Feed, out failure)
            && ChainlinkParser.TryParseDecimals(((CallOutcome.Returned)decimals).Data.Span, out places, out failure);
    }

    private static void Observe(EvmLook look, FeedTarget target, PinnedBlock block, ChainlinkRound round, int decimals, long receivedAt, ObservationFlags flags)
    {
        if (!Price.TryFromMantissa(round.Answer, -decimals, Rounding.Down, out var value))
        {
            look.Fail(target, new(RejectionCode.OutOfRange, $"answer {round.Answer} with {decimals} decimals does not fit a price"));
            return;
        }

        if (round.IsIncomplete) flags |= ObservationFlags.IncompleteRound;
        look.Observe(target, block, value, (long)round.UpdatedAt * 1000, receivedAt, round.Id.ToId(), flags);
    }

    private readonly record struct Identity(ushort Phase, int Decimals);
}
