using System.Collections.Concurrent;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds.Evm;

namespace CrossChainOracle.Feeds.Api3;

/// <summary>Reads API3 data feeds through their reader proxies on one EVM chain, all at one pinned block. See README.md beside this file.</summary>
public sealed class Api3Feed : IFeedReader
{
    private readonly EvmReader _reader;
    private readonly EvmRoute _route;
    private readonly TimeProvider _clock;

    // Those whose proxy was seen to carry the feed's name.
    private readonly ConcurrentDictionary<FeedTarget, bool> _known = [];

    /// <exception cref="ArgumentException">The route breaks a rule; every broken one is named.</exception>
    /// <param name="reader">The chain.</param>
    /// <param name="route">What is read of it.</param>
    /// <param name="clock">For the time of receipt.</param>
    public Api3Feed(EvmReader reader, EvmRoute route, TimeProvider clock)
    {
        if (route.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(route));
        _reader = reader;
        _route = route;
        _clock = clock;
    }

    public Provider Provider => Provider.Api3;

    public RouteId Route => _route.Route;

    public IReadOnlyList<FeedTarget> Targets => _route.Targets;

    public async Task<Look> ReadAsync(CancellationToken cancellation)
    {
        var look = new EvmLook(Provider, _route, _reader.Authenticity);
        var pin = await _reader.PinAsync(_route.Tag, cancellation).ConfigureAwait(false);
        if (pin is not PinOutcome.Pinned { Block: var block }) return look.FailAll(((PinOutcome.Failed)pin).Failure);

        FeedTarget[] strangers = [.. Targets.Where(target => !_known.ContainsKey(target))];
        EvmCall[] calls = [.. Targets.Select(target => Api3Request.ForRead(EvmRoute.ContractOf(target))), .. strangers.Select(target => Api3Request.ForDapiName(EvmRoute.ContractOf(target)))];
        var outcomes = await _reader.CallAsync(block, calls, cancellation).ConfigureAwait(false);
        var receivedAt = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < strangers.Length; i++) Identify(strangers[i], outcomes[Targets.Count + i], look);
        for (var i = 0; i < Targets.Count; i++) Observe(Targets[i], outcomes[i], block, receivedAt, look);
        return look.ToLook();
    }

    private void Identify(FeedTarget target, CallOutcome outcome, EvmLook look)
    {
        if (outcome is not CallOutcome.Returned returned) look.Fail(target, ((CallOutcome.Failed)outcome).Failure);
        else if (Api3Parser.TryCheckName(returned.Data.Span, target.Feed, out var failure)) _known[target] = true;
        else look.Fail(target, failure!);
    }

    private static void Observe(FeedTarget target, CallOutcome outcome, PinnedBlock block, long receivedAt, EvmLook look)
    {
        if (outcome is not CallOutcome.Returned returned)
        {
            look.Fail(target, ((CallOutcome.Failed)outcome).Failure);
            return;
        }

        if (!Api3Parser.TryParseReading(returned.Data.Span, out var reading, out var failure))
        {
            look.Fail(target, failure!);
            return;
        }

        if (!Price.TryFromMantissa(reading.Value, -Api3Limits.Decimals, Rounding.Down, out var value)) throw new InvalidOperationException("A price has 18 decimals, as API3's values do.");
        var flags = reading.Timestamp == 0 ? ObservationFlags.IncompleteRound : ObservationFlags.None;
        look.Observe(target, block, value, reading.Timestamp * 1000L, receivedAt, sequence: 0, flags);
    }
}
