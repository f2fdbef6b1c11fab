using CrossChainOracle.Azure.Apps;
using CrossChainOracle.Azure.EventHubs;
using CrossChainOracle.Azure.KeyVault;
using CrossChainOracle.Azure.Relay;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Distributed;
using CrossChainOracle.Hosting.Relay;
using CrossChainOracle.Relay.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrossChainOracle.Functions.Relay;

/// <summary>What Relay is made of. Of endpoints it asks those of its own file, and none of the deployment's.</summary>
public static class RelayApp
{
    /// <param name="services">Of the app.</param>
    /// <param name="settings">Sound.</param>
    /// <param name="environment">Reads a variable by its name: endpoints.</param>
    public static IServiceCollection Add(IServiceCollection services, RelaySettings settings, Func<string, string?> environment)
    {
        return services
            .AddOracle(settings.Common, EndpointAddress.Unreachable)
            .AddSingleton<RelayMetrics>()
            .AddSingleton(services => services.GetRequiredService<CloudParts>().Consumption(
                settings.Stream.Namespace, Batches.Hub, settings.Stream.Partitions, settings.Common.Blobs, services.GetRequiredService<OracleMetrics>()))
            .AddSingleton(services => services.GetRequiredService<CloudParts>().SmallPublisher(settings.Stream.Namespace, RelaySinks.Receipts, settings.Stream.Partitions))
            .AddSingleton(static services => StartCheck.Of(RelaySinks.Receipts, services.GetRequiredService<EventHubPublisher>()))
            .AddSingleton(services => Signer(services.GetRequiredService<CloudParts>(), settings.Key))
            .AddSingleton(static services => StartCheck.Of(services.GetRequiredService<KeyVaultSigner>()))
            .AddSingleton(services => ServicesOf(services, settings))
            .AddSingleton(services => RelayOf(services, settings, environment));
    }

    private static KeyVaultSigner Signer(CloudParts cloud, KeyVaultKey key) => new(key, cloud.Credential, cloud.Http, TimeProvider.System);

    private static RelayServices ServicesOf(IServiceProvider services, RelaySettings settings)
    {
        var (cloud, notify) = (services.GetRequiredService<CloudParts>(), NoticeLog.To(services.GetRequiredService<ILoggerFactory>()));
        var sinks = new RelaySinks(services.GetRequiredService<EventHubPublisher>(), cloud.SmallPublisher(settings.Stream.Namespace, RelaySinks.DeadLetters, settings.Stream.Partitions));
        return new(TimeProvider.System, JsonRpcClient.CreateHttp(), sinks, new(), services.GetRequiredService<RelayMetrics>(), notice => notify(RelayNotices.ToNode(notice)));
    }

    private static CloudRelay RelayOf(IServiceProvider services, RelaySettings settings, Func<string, string?> environment)
    {
        var (deployment, cloud) = (services.GetRequiredService<Deployment>(), services.GetRequiredService<CloudParts>());
        var before = deployment.Config.Attesters.Earlier is [.., var last] ? last : null;
        var file = CloudRelaySetup.Load(settings.RelayPath, deployment.Domain.Deployment, environment);
        return CloudRelaySetup.Make(file, deployment.Attesters, before, services.GetRequiredService<KeyVaultSigner>(), name => cloud.Container(settings.Store, name), services.GetRequiredService<RelayServices>());
    }
}
