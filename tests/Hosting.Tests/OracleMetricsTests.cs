using System.Diagnostics.Metrics;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Hosting.Tests;

public class OracleMetricsTests
{
    private static readonly FeedId Feed = FeedId.Parse("ETH/USD");

    [Fact]
    public void Instruments_AreThoseThatTheAlertsRead()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("infra", "bicep", "metrics.json")));
        var stated = document.RootElement.EnumerateObject().Select(static metric => (Text(metric.Value, "name"), Text(metric.Value, "kind"), Text(metric.Value, "unit"))).ToHashSet();
        var emitted = new HashSet<(string, string, string)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name is OracleMetrics.MeterName or RelayMetrics.MeterName) emitted.Add((instrument.Name, instrument.GetType().Name.Split('`')[0].ToLowerInvariant(), instrument.Unit ?? string.Empty));
        };
        listener.Start();
        using var oracle = new OracleMetrics();
        using var relay = new RelayMetrics();
        Assert.Empty(stated.Except(emitted));

        static string Text(JsonElement metric, string name) => metric.GetProperty(name).GetString()!;
    }

    [Fact]
    public void Published_SaysHowLongABreakerIsOpen_AndThatItClosed()
    {
        using var metrics = new OracleMetrics();
        var open = new List<long>();
        using var listener = Listen("oracle.breaker.open", open);
        foreach (var (at, state) in new[] { (1_000L, BreakerState.Closed), (2_000, BreakerState.Open), (5_000, BreakerState.HalfOpen), (9_000, BreakerState.Closed), (9_500, BreakerState.Open) }) metrics.Published(Batch(at, state));
        Assert.Equal([0, 0, 3_000, 0, 0], open);
    }

    [Fact]
    public void Published_CountsABatch_WhateverItStates()
    {
        using var metrics = new OracleMetrics();
        var counted = new List<long>();
        using var listener = Listen("oracle.batches", counted);
        metrics.Published(Batch(1_000, BreakerState.Closed) with { Leaves = [new(new byte[] { 0xff, 1 }, default)] });
        Assert.Equal([1], counted);
    }

    /// <summary>A shard whose last batch is published again and again, because it makes no other, must not look alive.</summary>
    [Fact]
    public void Published_CountsABatchOnce_HoweverOftenItIsPublished_AndEachShardForItself()
    {
        using var metrics = new OracleMetrics();
        var (counted, open) = (new List<long>(), new List<long>());
        using var batches = Listen("oracle.batches", counted);
        using var breakers = Listen("oracle.breaker.open", open);
        var (first, second) = (Batch(1_000, BreakerState.Open), Batch(2_000, BreakerState.Open));
        foreach (var batch in (Attestation[])[first, first, second, first, second]) metrics.Published(batch);
        Assert.Equal((2, 2), (counted.Count, open.Count));
        metrics.Published(first with { Header = first.Header with { Shard = ShardId.Parse("minors") } });
        Assert.Equal(3, counted.Count);
    }

    private static MeterListener Listen(string name, List<long> into)
    {
        var listener = new MeterListener { InstrumentPublished = (instrument, listener) => { if (instrument.Name == name) listener.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => into.Add(value));
        listener.Start();
        return listener;
    }

    private static Attestation Batch(long at, BreakerState state)
    {
        var price = new PriceStatement
        {
            Feed = Feed, Value = Price.FromScaled(1), Confidence = Price.FromScaled(1), Sigma = 1, Verdict = Verdict.None, Breaker = state, PublishedAt = at, ValidFor = 1, Context = default,
        };
        var header = new BatchHeader
        {
            Schema = 1, Algorithm = BatchHeader.MedianV1, Epoch = 1, Sequence = (ulong)at, ValidAfter = at - 1, ObservedAt = at, LeafCount = 1, Shard = ShardId.Parse("majors"), Audience = default,
            PreviousDigest = default, StateDigest = default, InputsRoot = default, Root = default, Body = default,
        };
        return new(header, [new(StatementCodec.Encode(price), default)], []);
    }
}
