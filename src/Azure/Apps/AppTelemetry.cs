using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Distributed;
using CrossChainOracle.Relay.Running;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CrossChainOracle.Azure.Apps;

/// <summary>What an app tells Application Insights: all of our metrics, its log, and a share of its traces (docs/telemetry.md).</summary>
/// <remarks>A trace is an execution of a function, as the worker sees it. Requests to nodes are in none: their addresses can hold credentials.</remarks>
public static class AppTelemetry
{
    /// <summary>The setting that says where to.</summary>
    public const string ConnectionSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>The source of the worker's executions.</summary>
    public const string Executions = "Microsoft.Azure.Functions.Worker";

    /// <summary>Series of one metric: above what docs/azure-plan.md plans for, 10,000 feeds. The SDK's own limit is 2,000, and what is over it loses its name.</summary>
    private const int MaximumFeeds = 16_384;

    /// <summary>Milliseconds: from a signature next door to the finality of a rollup that settles once a day.</summary>
    private static readonly double[] StageBounds =
        [10, 50, 100, 250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_200_000, 1_800_000, 3_600_000, 10_800_000, 43_200_000, 86_400_000];

    /// <summary>To be called once. Where the setting is absent nothing is exported, and the log says so when the app starts.</summary>
    /// <param name="builder">The app's.</param>
    /// <param name="settings">Whose identity exports, for the connection string alone lets nobody in; and the share of traces that is kept. Metrics and log are never sampled.</param>
    public static void Add(IHostApplicationBuilder builder, CommonSettings settings)
    {
        IOpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry();
        if (builder.Configuration[ConnectionSetting] is { Length: > 0 } connection) Export(builder, telemetry, connection, settings.ClientId);
        else builder.Services.AddHostedService<NothingExported>();

        // After the exporter, which brings a sampler of its own: the last one counts.
        telemetry.WithTracing(traces => traces.AddSource(Executions).SetSampler(SamplerOf(settings.TelemetryPercent)));
        telemetry.WithMetrics(static metrics => metrics
            .AddMeter(OracleMetrics.MeterName, RelayMetrics.MeterName)
            .AddView(OracleMetrics.BreakerName, new MetricStreamConfiguration { CardinalityLimit = MaximumFeeds })
            .AddView(RelayMetrics.StageName, new ExplicitBucketHistogramConfiguration { Boundaries = StageBounds }));
    }

    private static void Export(IHostApplicationBuilder builder, IOpenTelemetryBuilder telemetry, string connection, string clientId)
    {
        telemetry.UseFunctionsWorkerDefaults().UseAzureMonitorExporter(options =>
        {
            options.ConnectionString = connection;
            options.Credential = new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId));

            // A line of the log counts whether or not its trace is kept.
            options.EnableTraceBasedLogsSampler = false;

            // Made of the traces that are kept: a count of requests that is off by the share.
            options.EnableStandardMetrics = false;

            // A connection to another address, which nobody watches.
            options.EnableLiveMetrics = false;
        });

        // What the SDKs say of every request is not our log.
        builder.Logging.AddFilter<OpenTelemetryLoggerProvider>("Azure", LogLevel.Warning).AddFilter<OpenTelemetryLoggerProvider>("Microsoft", LogLevel.Warning);
    }

    /// <summary>The platform's half of a trace comes first, and is kept always: a sampler that asks the parent alone would keep everything. What the platform drops is dropped here too.</summary>
    private static ParentBasedSampler SamplerOf(int percent)
    {
        var share = new TraceIdRatioBasedSampler(percent / 100.0);
        return new(share, remoteParentSampled: share);
    }
}
