using CrossChainOracle.Azure.Apps;
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

/// <summary>What the functions of Relay are made of.</summary>
public static class RelayApp
{
    /// <param name="environment">Reads a variable by its name, for endpoints.</param>
    public static IServiceCollection AddRelay(this IServiceCollection services, RelaySettings settings, Func<string, string?> environment)
    {
        var key = KeyVaultKey.Create(settings.Key.KeyId, settings.Key.PublicKey);
        var ns = settings.Stream.Namespace;
        return services
            .AddSingleton(static provider => NoticeLog.To(provider.GetRequiredService<ILoggerFactory>()))
            .AddSingleton(provider => Deployment.Load(PathOf(settings.Common.ConfigFile), EndpointAddress.Unreachable, NodeHttp.Client(), TimeProvider.System, provider.GetRequiredService<Action<NodeNotice>>()))
            .AddSingleton(provider => new CloudParts(settings.Common.ClientId, provider.GetRequiredService<Deployment>().Domain.Deployment))
            .AddSingleton<OracleMetrics>()
            .AddSingleton(provider => provider.GetRequiredService<CloudParts>().Consumption(ns, Batches.Hub, settings.Stream.Partitions, settings.Common.Blobs, provider.GetRequiredService<OracleMetrics>()))
            .AddSingleton<RelayMetrics>()
            .AddSingleton(provider =>
            {
                var (cloud, notify) = (provider.GetRequiredService<CloudParts>(), provider.GetRequiredService<Action<NodeNotice>>());
                var sinks = new RelaySinks(cloud.SmallPublisher(ns, RelaySinks.Receipts, settings.Stream.Partitions), cloud.SmallPublisher(ns, RelaySinks.DeadLetters, settings.Stream.Partitions));
                return new RelayServices(TimeProvider.System, JsonRpcClient.CreateHttp(), sinks, new(), provider.GetRequiredService<RelayMetrics>(), notice => notify(RelayNotices.ToNode(notice)));
            })
            .AddSingleton(provider =>
            {
                var (deployment, cloud) = (provider.GetRequiredService<Deployment>(), provider.GetRequiredService<CloudParts>());
                var file = CloudRelaySetup.Load(PathOf(settings.RelayFile), deployment.Domain.Deployment, environment);
                var signer = new KeyVaultSigner(key, cloud.Credential, cloud.Http, TimeProvider.System);
                return CloudRelaySetup.Make(file, deployment.Attesters, signer, name => cloud.Container(settings.Store, name), provider.GetRequiredService<RelayServices>());
            });
    }

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, file);
}
