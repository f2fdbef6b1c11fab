using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text.Json;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using CrossChainOracle.Azure.Apps;
using CrossChainOracle.Domain;
using CrossChainOracle.Functions.Tests.Kit;
using CrossChainOracle.Hosting;
using CrossChainOracle.Relay;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Trace;

namespace CrossChainOracle.Functions.Tests;

/// <summary>What leaves an app: through the providers that it makes, into exporters of the test's.</summary>
public sealed class TelemetryTests
{
    /// <summary>Meters are found by name, and other tests have some of these names: this chain is nobody else's.</summary>
    private static readonly ChainId Chain = ChainId.Eip155(987_654);

    /// <summary>With no trace kept at all.</summary>
    [Fact]
    public async Task EveryMetric_IsExported_WhateverShareOfTracesIsKept()
    {
        using var exported = new Exported(tracePercent: 0);
        using var oracle = new OracleMetrics();
        using var relay = new RelayMetrics();
        using var other = new Meter("Somebody.Else");
        await using var cloud = new Cloud();
        await cloud.TickAsync(cloud.NewPrices());
        await cloud.NewAttest().RunAsync(await cloud.Observations.DeliverAsync(0), new Execution(0), default);
        oracle.Published((await cloud.LedgerAsync())[0].ToAttestation());
        oracle.DeadLetter("observations", "Malformed");
        oracle.Attempt("observations", "3", 1);
        oracle.ReorgBeyondProfile(Chain);
        relay.Runway(Chain.ToString(), 7);
        relay.Note(Chain.ToString(), [new PostingEvent.Submitted("Prices:majors:0:0x00", "0x01", false, 0)]);
        relay.Final(Posted(includedAt: 0, finalAt: 1_000_000));
        other.CreateCounter<long>("somebody.else").Add(1);
        exported.Collect();

        using var stated = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("infra", "bicep", "metrics.json")));
        var names = stated.RootElement.EnumerateObject().Select(metric => metric.Value.GetProperty("name").GetString()!).ToList();
        Assert.Empty(names.Except(exported.Metrics.Keys));
        Assert.DoesNotContain("somebody.else", exported.Metrics.Keys);
        foreach (var metric in stated.RootElement.EnumerateObject())
        {
            var series = exported.Metrics[metric.Value.GetProperty("name").GetString()!];
            var tags = metric.Value.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!).Order();
            Assert.All(series, one => Assert.Equal(tags, one.Split(' ').Select(tag => tag.Split('=')[0]).Order()));
        }
    }

    /// <summary>An alert about a breaker names the feed.</summary>
    [Fact]
    public void EachOfTenThousandFeeds_HasASeriesOfItsOwn()
    {
        const int Feeds = 10_000;
        using var exported = new Exported(tracePercent: 0);
        using var meter = new Meter(OracleMetrics.MeterName);
        var breakers = meter.CreateGauge<long>(OracleMetrics.BreakerName, "ms");
        for (var feed = 0; feed < Feeds; feed++) breakers.Record(feed, new("shard", "many"), new KeyValuePair<string, object?>("feed", $"F{feed}/USD"));
        exported.Collect();
        var series = exported.Metrics[OracleMetrics.BreakerName].Where(static one => one.Contains("shard=many", StringComparison.Ordinal));
        Assert.Equal(Feeds, series.Distinct().Count());
    }

    [Theory]
    [InlineData(40, 50)]
    [InlineData(2_500, 4_000)]
    [InlineData(1_000_000, 1_200_000)]
    [InlineData(7_200_000, 10_800_000)]
    public void HowLongAStageTook_FallsIntoABucketOfItsSize(long took, double bound)
    {
        using var exported = new Exported(tracePercent: 0);
        using var relay = new RelayMetrics();
        relay.Final(Posted(includedAt: 0, finalAt: took));
        exported.Collect();
        Assert.Equal([bound], exported.Buckets.Where(one => one.Tags.Contains(Chain.ToString(), StringComparison.Ordinal)).Select(one => one.Bound));
    }

    /// <summary>The platform begins every trace and keeps it, so that asking the parent alone would keep all.</summary>
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(5, 30, 70)]
    [InlineData(100, 1_000, 1_000)]
    public void OfExecutionsThatThePlatformKeeps_AShareIsKept(int percent, int least, int most)
    {
        using var exported = new Exported(percent);
        using var worker = new ActivitySource(AppTelemetry.Executions);
        for (var trace = 0; trace < 1_000; trace++) worker.StartActivity("Observations", ActivityKind.Internal, Parent(trace, ActivityTraceFlags.Recorded))?.Dispose();
        Assert.InRange(exported.Traces.Count, least, most);
    }

    [Fact]
    public void OfATrace_AllOrNothingIsKept()
    {
        using var exported = new Exported(50);
        using var worker = new ActivitySource(AppTelemetry.Executions);
        for (var trace = 0; trace < 100; trace++)
        {
            using var execution = worker.StartActivity("Observations", ActivityKind.Internal, Parent(trace, ActivityTraceFlags.Recorded));
            worker.StartActivity("inside")?.Dispose();
        }

        Assert.All(exported.Traces.GroupBy(activity => activity.TraceId), trace => Assert.Equal(2, trace.Count()));
        Assert.InRange(exported.Traces.Count, 60, 140);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100, 2)]
    public void ATraceWithoutAParent_IsKeptByTheShare_AndWhatThePlatformDropped_IsDropped(int percent, int kept)
    {
        using var exported = new Exported(percent);
        using var worker = new ActivitySource(AppTelemetry.Executions);
        using var other = new ActivitySource("System.Net.Http");
        for (var trace = 0; trace < 2; trace++) worker.StartActivity("Prices")?.Dispose();
        worker.StartActivity("Prices", ActivityKind.Internal, Parent(0, ActivityTraceFlags.None))?.Dispose();

        // Addresses of nodes can hold credentials.
        other.StartActivity("GET")?.Dispose();
        Assert.Equal(kept, exported.Traces.Count);
    }

    /// <summary>The exporter's own keeps five traces a second.</summary>
    [Fact]
    public void ASamplerThatWasSetBefore_DoesNotCount()
    {
        using var exported = new Exported(0, services => services.ConfigureOpenTelemetryTracerProvider(traces => traces.SetSampler(new AlwaysOnSampler())));
        using var worker = new ActivitySource(AppTelemetry.Executions);
        worker.StartActivity("Prices")?.Dispose();
        Assert.Empty(exported.Traces);
    }

    [Fact]
    public void WhereNothingIsExported_TheLogSaysSo_Once()
    {
        using var exported = new Exported(5);
        Assert.Equal($"{AppTelemetry.ConnectionSetting} is not set: metrics, traces and log are not exported", Assert.Single(exported.Log));
    }

    [Fact]
    public void WhereItIs_TheExporterIsTheAppsIdentity_AndTheLogIsWhole()
    {
        const string Connection = "InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://ingestion.test/";
        var builder = Exported.Builder(new ConcurrentQueue<string>(), (AppTelemetry.ConnectionSetting, Connection));
        AppTelemetry.Add(builder, Exported.Settings(5));
        using var host = builder.Build();
        var options = host.Services.GetRequiredService<IOptions<AzureMonitorExporterOptions>>().Value;
        Assert.Equal(Connection, options.ConnectionString);
        Assert.IsType<ManagedIdentityCredential>(options.Credential);
        Assert.Equal((false, false, false), (options.EnableTraceBasedLogsSampler, options.EnableStandardMetrics, options.EnableLiveMetrics));
        Assert.DoesNotContain(host.Services.GetServices<IHostedService>(), service => service.GetType().Name == "NothingExported");
    }

    private static PostingReceipt Posted(long includedAt, long finalAt) =>
        new(Chain, "Prices:majors:0:0x00", PostingKind.Prices, Cloud.Shard, 0) { IncludedAt = includedAt, FinalAt = finalAt };

    /// <summary>Another process's, with an id that is always the same.</summary>
    private static ActivityContext Parent(int trace, ActivityTraceFlags flags)
    {
        var digest = SHA256.HashData(BitConverter.GetBytes(trace));
        return new(ActivityTraceId.CreateFromBytes(digest.AsSpan(0, 16)), ActivitySpanId.CreateFromBytes(digest.AsSpan(16, 8)), flags, isRemote: true);
    }
}
