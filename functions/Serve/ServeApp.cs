using CrossChainOracle.Azure.Apps;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Hosting.Distributed;
using CrossChainOracle.Hosting.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrossChainOracle.Functions.Serve;

/// <summary>What Serve is made of. It asks no endpoint of the configuration, and is told no address of one.</summary>
public static class ServeApp
{
    /// <param name="services">Of the app.</param>
    /// <param name="settings">Sound.</param>
    public static IServiceCollection Add(IServiceCollection services, ServeSettings settings) => services
        .AddOracle(settings.Common, EndpointAddress.Unreachable)
        .AddSingleton<IAttestedView>(services => ViewOf(services.GetRequiredService<Deployment>(), services.GetRequiredService<CloudParts>(), settings));

    private static LedgerView ViewOf(Deployment deployment, CloudParts cloud, ServeSettings settings)
    {
        var ledger = cloud.Ledger(settings.Ledger.Account, settings.Ledger.Database, settings.Common.Blobs, deployment.Signatories, writer: null);
        return new(deployment, ledger, ServeSettings.Refresh, TimeProvider.System);
    }
}
