using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace CrossChainOracle.Functions.Tests.Kit;

/// <summary>Everything that the meters of one test measured, each measurement as <c>value [tag=value …]</c>.</summary>
internal sealed class Measured : IMeterFactory
{
    private readonly ConcurrentQueue<(string Instrument, long Value, string Tags)> _all = new();
    private readonly ConcurrentBag<Meter> _meters = [];
    private readonly MeterListener _listener = new();

    public Measured()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, this)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _all.Enqueue((instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")))));
        _listener.Start();
    }

    /// <summary>In the order in which they were measured.</summary>
    public IReadOnlyList<(long Value, string Tags)> Of(string instrument) => [.. _all.Where(one => one.Instrument == instrument).Select(one => (one.Value, one.Tags))];

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var meter in _meters) meter.Dispose();
    }
}
