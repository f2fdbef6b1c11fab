using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrossChainOracle.Azure.Apps;

/// <summary>Says, once, that telemetry stays in the process.</summary>
internal sealed partial class NothingExported(ILogger<NothingExported> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Say(logger, AppTelemetry.ConnectionSetting);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Warning, "{Setting} is not set: metrics, traces and log are not exported")]
    private static partial void Say(ILogger logger, string setting);
}
