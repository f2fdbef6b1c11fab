using System.Diagnostics.Metrics;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Streams.Consuming;

namespace CrossChainOracle.Hosting;

/// <summary>What a host says of attesting, as instruments of the meter <see cref="MeterName"/>. Names, kinds and units are those of infra/bicep/metrics.json, which the alerts read. Thread-safe.</summary>
public sealed class OracleMetrics : IConsumptionObserver, IDisposable
{
    public const string MeterName = "CrossChainOracle";

    /// <summary>A series for each feed.</summary>
    public const string BreakerName = "oracle.breaker.open";

    private readonly Meter _meter;
    private readonly Counter<long> _batches;
    private readonly Gauge<long> _breakerOpen;
    private readonly Counter<long> _deadLetters;
    private readonly Gauge<long> _eventAge;
    private readonly Counter<long> _reorgs;
    private readonly Lock _gate = new();
    private readonly Dictionary<FeedId, long> _openSince = [];
    private readonly Dictionary<ShardId, ulong> _counted = [];

    public OracleMetrics(IMeterFactory? factory = null)
    {
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _batches = _meter.CreateCounter<long>("oracle.batches", "{batch}", "Batches that were signed by the threshold and published.");
        _breakerOpen = _meter.CreateGauge<long>(BreakerName, "ms", "How long the feed's breaker has not been closed; 0 while it is closed.");
        _deadLetters = _meter.CreateCounter<long>("oracle.deadletters", "{event}", "Events that were sent to the dead-letter hub.");
        _eventAge = _meter.CreateGauge<long>("oracle.event.age", "ms", "Age of the oldest event in hand at the start of every attempt, failed ones too.");
        _reorgs = _meter.CreateCounter<long>("oracle.reorgs.beyond", "{reorg}", "Reorganisations that took back what the chain's profile called confirmed or final.");
    }

    /// <summary>A batch was published: counts it, and says of each of its feeds how long the breaker has not been closed.</summary>
    /// <remarks>
    /// A batch that is published again counts for nothing: a process does that whenever it has to find out where a shard stands, and a shard that makes no batch must not look alive by it. The first that a
    /// process publishes counts, though another may have been faster. Since when a breaker is open is as this process saw it: one that starts while it is open begins at 0.
    /// </remarks>
    public void Published(Attestation attestation)
    {
        if (!IsNew(attestation.Header)) return;
        var (shard, at) = (attestation.Header.Shard.ToString(), attestation.Header.ObservedAt);
        _batches.Add(1, new KeyValuePair<string, object?>("shard", shard));
        foreach (var leaf in attestation.Leaves)
        {
            if (StatementCodec.Decode(leaf.Bytes.Span, out var statement) is not null) continue;
            if (statement is PriceStatement price) Breaker(shard, price.Feed, price.Breaker, at);
            else if (statement is GapStatement gap) Breaker(shard, gap.Feed, gap.Breaker, at);
        }
    }

    public void DeadLetter(string hub, string kind) => _deadLetters.Add(1, new KeyValuePair<string, object?>("hub", hub), new KeyValuePair<string, object?>("reason", kind));

    public void Attempt(string hub, string partition, long ageMs) => _eventAge.Record(ageMs, new KeyValuePair<string, object?>("hub", hub), new KeyValuePair<string, object?>("partition", partition));

    public void ReorgBeyondProfile(ChainId chain) => _reorgs.Add(1, new KeyValuePair<string, object?>("chain", chain.ToString()));

    public void Dispose() => _meter.Dispose();

    private bool IsNew(BatchHeader header)
    {
        lock (_gate)
        {
            if (_counted.TryGetValue(header.Shard, out var last) && header.Sequence <= last) return false;
            _counted[header.Shard] = header.Sequence;
            return true;
        }
    }

    private void Breaker(string shard, FeedId feed, BreakerState state, long at)
    {
        long openFor = 0;
        lock (_gate)
        {
            if (state == BreakerState.Closed) _openSince.Remove(feed);
            else openFor = _openSince.TryAdd(feed, at) ? 0 : at - _openSince[feed];
        }

        _breakerOpen.Record(openFor, new KeyValuePair<string, object?>("shard", shard), new KeyValuePair<string, object?>("feed", feed.ToString()));
    }
}
