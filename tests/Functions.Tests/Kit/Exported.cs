using System.Collections.Concurrent;
using System.Diagnostics;
using CrossChainOracle.Azure.Apps;
using CrossChainOracle.Hosting.Distributed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CrossChainOracle.Functions.Tests.Kit;

/// <summary>A started app whose telemetry goes through the real SDK to exporters that keep it.</summary>
internal sealed class Exported : IDisposable
{
    private readonly IHost _host;

    /// <param name="tracePercent">As an app has it from its settings.</param>
    /// <param name="before">What another has set before.</param>
    public Exported(int tracePercent, Action<IServiceCollection>? before = null)
    {
        var builder = Builder(Log);
        before?.Invoke(builder.Services);
        AppTelemetry.Add(builder, Settings(tracePercent));
        builder.Services
            .ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddReader(new BaseExportingMetricReader(new Kept<Metric>(Keep))))
            .ConfigureOpenTelemetryTracerProvider(traces => traces.AddProcessor(new SimpleActivityExportProcessor(new Kept<Activity>(Traces.Enqueue))));
        _host = builder.Build();
        _host.Start();
    }

    public ConcurrentQueue<string> Log { get; } = new();

    public ConcurrentQueue<Activity> Traces { get; } = new();

    /// <summary>After <see cref="Collect"/>, by instrument: the tags of each series.</summary>
    public Dictionary<string, List<string>> Metrics { get; } = [];

    /// <summary>Of histograms: each measurement's bucket by its upper bound, and the tags of its series.</summary>
    public List<(string Tags, double Bound)> Buckets { get; } = [];

    public static CommonSettings Settings(int tracePercent) => Cloud.Settings.Common with { TelemetryPercent = tracePercent };

    public static HostApplicationBuilder Builder(ConcurrentQueue<string> log, params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, string? (setting) => setting.Value));
        builder.Logging.AddProvider(new Lines(log));
        return builder;
    }

    public void Collect() => Assert.True(_host.Services.GetRequiredService<MeterProvider>().ForceFlush());

    public void Dispose() => _host.Dispose();

    private void Keep(Metric metric)
    {
        // Another test's meter may have an instrument of this name.
        if (!Metrics.TryGetValue(metric.Name, out var series)) series = Metrics[metric.Name] = [];
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var tags = new List<string>();
            foreach (var tag in point.Tags) tags.Add($"{tag.Key}={tag.Value}");
            series.Add(string.Join(' ', tags));
            if (metric.MetricType != MetricType.Histogram) continue;
            foreach (var bucket in point.GetHistogramBuckets())
            {
                for (var count = 0; count < bucket.BucketCount; count++) Buckets.Add((series[^1], bucket.ExplicitBound));
            }
        }
    }

    private sealed class Kept<T>(Action<T> keep) : BaseExporter<T>
        where T : class
    {
        public override ExportResult Export(in Batch<T> batch)
        {
            foreach (var one in batch) keep(one);
            return ExportResult.Success;
        }
    }

    private sealed class Lines(ConcurrentQueue<string> log) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log.Enqueue(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
