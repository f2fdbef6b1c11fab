using CrossChainOracle.Azure.Apps;
using CrossChainOracle.Azure.EventHubs;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Distributed;
using CrossChainOracle.Pipeline.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace CrossChainOracle.Functions.Ingest;

/// <summary>What Ingest is made of.</summary>
public static class IngestApp
{
    /// <param name="services">Of the app.</param>
    /// <param name="settings">Sound.</param>
    /// <param name="environment">Reads a variable by its name: endpoints, and the API key.</param>
    public static IServiceCollection Add(IServiceCollection services, IngestSettings settings, Func<string, string?> environment) => services
        .AddSingleton(settings)
        .AddOracle(settings.Common, environment)
        .AddSingleton(services => services.GetRequiredService<CloudParts>().Publisher(settings.Stream.Namespace, ObservedStream.Hub, settings.Stream.Partitions, settings.Common.Blobs))
        .AddSingleton(static services => StartCheck.Of(ObservedStream.Hub, services.GetRequiredService<EventHubPublisher>()))
        .AddSingleton(services => services.GetRequiredService<Deployment>().PriceIngest(services.GetRequiredService<EventHubPublisher>(), environment))
        .AddSingleton(services => CollateralOf(services, settings));

    private static CollateralStart CollateralOf(IServiceProvider services, IngestSettings settings)
    {
        var (deployment, stream, metrics) = (services.GetRequiredService<Deployment>(), services.GetRequiredService<EventHubPublisher>(), services.GetRequiredService<OracleMetrics>());
        var ledger = services.GetRequiredService<CloudParts>().Ledger(settings.Ledger.Account, settings.Ledger.Database, settings.Common.Blobs, deployment.Signatories, writer: null);
        return new(cancellation => deployment.CollateralIngestAsync(stream, ledger, metrics, cancellation));
    }
}
