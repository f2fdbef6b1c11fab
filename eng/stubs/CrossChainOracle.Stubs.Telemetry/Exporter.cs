using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;

namespace Azure.Monitor.OpenTelemetry.Exporter;

/// <summary>How to reach Application Insights, and what to send.</summary>
public class AzureMonitorExporterOptions : ClientOptions
{
    public string ConnectionString { get; set; } = string.Empty;

    public TokenCredential? Credential { get; set; }

    public bool EnableLiveMetrics { get; set; } = true;

    public bool EnableStandardMetrics { get; set; } = true;

    public bool EnableTraceBasedLogsSampler { get; set; } = true;
}

/// <summary>Takes the options; a host that would export does not start.</summary>
public static class OpenTelemetryBuilderExtensions
{
    public static IOpenTelemetryBuilder UseAzureMonitorExporter(this IOpenTelemetryBuilder builder, Action<AzureMonitorExporterOptions> configureAzureMonitor)
    {
        builder.Services.Configure(configureAzureMonitor).AddHostedService<NoExporter>();
        return builder;
    }

    private sealed class NoExporter : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new NotSupportedException("Exporting to Application Insights needs -p:Cloud=true.");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
