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

namespace CrossChainOracle.Functions.Relay;

/// <summary>What the functions of Relay are made of.</summary>
public static class RelayApp
{
    /// <param name="environment">Reads a variable by its name, for endpoints.</param>
    public static IServiceCollection AddRelay(this IServiceCollection services, RelaySettings settings, Func<string, string?> environment)
    {
        var key = KeyVaultKey.Create(settings.Key.KeyId, settings.Key.PublicKey);
        var ns = settings.Stream.Namespace;
        return services
            .AddOracle(settings.Common, EndpointAddress.Unreachable)
            .AddSingleton(provider => provider.GetRequiredService<CloudParts>().Consumption(ns, Batches.Hub, settings.Stream.Partitions, settings.Common.Blobs, provider.GetRequiredService<OracleMetrics>()))
            .AddSingleton(provider => provider.GetRequiredService<CloudParts>().SmallPublisher(ns, RelaySinks.Receipts, settings.Stream.Partitions))
            .AddSingleton(provider => Signer(provider.GetRequiredService<CloudParts>(), key))
            .AddSingleton(static provider => StartCheck.Of(RelaySinks.Receipts, provider.GetRequiredService<EventHubPublisher>()))
            .AddSingleton(static provider => StartCheck.Of(provider.GetRequiredService<KeyVaultSigner>()))
            .AddSingleton<RelayMetrics>()
            .AddSingleton(provider =>
            {
                var (cloud, notify) = (provider.GetRequiredService<CloudParts>(), provider.GetRequiredService<Action<NodeNotice>>());
                var sinks = new RelaySinks(provider.GetRequiredService<EventHubPublisher>(), cloud.SmallPublisher(ns, RelaySinks.DeadLetters, settings.Stream.Partitions));
                return new RelayServices(TimeProvider.System, JsonRpcClient.CreateHttp(), sinks, new(), provider.GetRequiredService<RelayMetrics>(), notice => notify(RelayNotices.ToNode(notice)));
            })
            .AddSingleton(provider =>
            {
                var (deployment, cloud) = (provider.GetRequiredService<Deployment>(), provider.GetRequiredService<CloudParts>());
                var file = CloudRelaySetup.Load(CommonSettings.InPackage(settings.RelayFile), deployment.Domain.Deployment, environment);
                return CloudRelaySetup.Make(file, deployment.Attesters, provider.GetRequiredService<KeyVaultSigner>(), name => cloud.Container(settings.Store, name), provider.GetRequiredService<RelayServices>());
            });
    }

    private static KeyVaultSigner Signer(CloudParts cloud, KeyVaultKey key) => new(key, cloud.Credential, cloud.Http, TimeProvider.System);
}
