using System.Runtime.CompilerServices;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Pyth;

namespace CrossChainOracle.Feeds.Pyth;

/// <summary>Pyth's prices by Hermes v2. Every value is verified here up to its signers; the servers are never trusted.</summary>
/// <remarks>
/// Endpoints are asked in order, each within its time, until every target has a value that was not signed long ago; of several values the newest
/// stands. Calls may overlap.
/// </remarks>
public sealed class PythFeed : IStreamingFeedReader
{
    /// <summary>Most feeds of one reader; a node makes several.</summary>
    public const int MaximumTargets = Limits.MaximumTargets;

    private readonly PythTrust _trust;
    private readonly HermesClient[] _clients;
    private readonly TimeProvider _time;
    private readonly PythTimes _times;

    /// <param name="route">What this way of reading is called in policies.</param>
    /// <param name="targets">At most 100, each with its Pyth price id.</param>
    /// <param name="endpoints">At least one, best first.</param>
    /// <param name="trust">Whose signatures to believe.</param>
    /// <param name="http">Kept open by the caller for as long as this reader is used.</param>
    /// <param name="time">The clock of arrivals, time limits and waits.</param>
    /// <param name="times">How long to wait; null for the defaults.</param>
    /// <exception cref="ArgumentException">No targets, too many, or no endpoint.</exception>
    public PythFeed(
        RouteId route,
        IReadOnlyList<FeedTarget> targets,
        IReadOnlyList<PythEndpoint> endpoints,
        PythTrust trust,
        HttpClient http,
        TimeProvider time,
        PythTimes? times = null)
    {
        if (targets.Count is 0 or > Limits.MaximumTargets)
        {
            throw new ArgumentException($"A reader has 1 to {Limits.MaximumTargets} targets, not {targets.Count}.", nameof(targets));
        }

        if (endpoints.Count == 0) throw new ArgumentException("A reader has at least one endpoint.", nameof(endpoints));
        (Route, Targets, _trust, _time, _times) = (route, targets, trust, time, times ?? PythTimes.Default);
        var ids = targets.Select(target => target.Source).Distinct().ToArray();
        _clients = [.. endpoints.Select(endpoint => new HermesClient(endpoint, ids, http, time, _times))];
    }

    public Provider Provider => Provider.Pyth;

    public RouteId Route { get; }

    public IReadOnlyList<FeedTarget> Targets { get; }

    public async Task<Look> ReadAsync(CancellationToken cancellation)
    {
        var collector = new Collector(Route, Targets, _trust);
        foreach (var client in _clients)
        {
            await client.ReadAsync(collector, cancellation).ConfigureAwait(false);
            if (collector.HasAll && !IsStale(collector)) break;
        }

        return collector.ToLook(reportMissing: true);
    }

    /// <summary>
    /// Each element has what one event brought that was not known before: values that are not newer are not repeated. Only when no endpoint gives
    /// anything is there an element with a failure for each target, once for every round of attempts.
    /// </summary>
    public async IAsyncEnumerable<Look> StreamAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var given = new Dictionary<FeedId, Observation>();
        var backoff = _times.FirstBackoff;
        while (true)
        {
            var outage = new Collector(Route, Targets, _trust);
            var isAlive = false;
            for (var i = 0; i < _clients.Length && !isAlive; i++)
            {
                await foreach (var collector in ConnectAsync(_clients[i], outage, cancellation).ConfigureAwait(false))
                {
                    isAlive = true;
                    collector.KeepNews(given);
                    if (collector.HasAny) yield return collector.ToLook(reportMissing: false);
                }
            }

            if (isAlive) backoff = _times.FirstBackoff;
            else
            {
                outage.KeepNews(given);
                yield return outage.ToLook(reportMissing: true);
            }

            await Task.Delay(backoff, _time, cancellation).ConfigureAwait(false);
            if (!isAlive) backoff = TimeSpan.FromTicks(Math.Min(backoff.Ticks * 2, _times.LongestBackoff.Ticks));
        }
    }

    /// <summary>One connection: every event that proves something, until the stream ends, falls silent, or sends what cannot be believed or is long past.</summary>
    private async IAsyncEnumerable<Collector> ConnectAsync(HermesClient client, Collector outage, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (stream, fault) = await client.OpenAsync(cancellation).ConfigureAwait(false);
        if (stream is null)
        {
            // A look tells which feeds the endpoint refuses; the next connection goes without them.
            if (fault!.MayBeOfOneFeed) await client.ReadAsync(outage, cancellation).ConfigureAwait(false);
            outage.Add(fault);
            yield break;
        }

        await using (stream.ConfigureAwait(false))
        {
            while (true)
            {
                var (data, end) = await stream.NextAsync(_times.StreamIdle, _time, cancellation).ConfigureAwait(false);
                if (data is null)
                {
                    outage.Add(client.Say(end!));
                    yield break;
                }

                var collector = new Collector(Route, Targets, _trust);
                collector.Add(client.Name, data, Now());
                if (!collector.HasAny || (IsStale(collector) && _clients.Length > 1))
                {
                    outage.Add(collector.HasAny ? client.Say(new(RejectionCode.Stale, $"signed at {UnixTime.ToText(collector.SignedAt)}")) : collector.Why(0));
                    yield break;
                }

                yield return collector;
            }
        }
    }

    private bool IsStale(Collector collector) => collector.SignedAt < Now() - Limits.StaleAnswerMs;

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
