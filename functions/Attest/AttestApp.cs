using CrossChainOracle.Azure.Apps;
using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Azure.EventHubs;
using CrossChainOracle.Azure.KeyVault;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Distributed;
using CrossChainOracle.Pipeline.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace CrossChainOracle.Functions.Attest;

/// <summary>What Attest is made of. It asks no endpoint of the configuration, and is told no address of one.</summary>
public static class AttestApp
{
    private const string Attestations = "attestations";
    private const string LogContainer = "attester-log";

    /// <param name="services">Of the app.</param>
    /// <param name="settings">Sound.</param>
    public static IServiceCollection Add(IServiceCollection services, AttestSettings settings)
    {
        return services
            .AddOracle(settings.Common, EndpointAddress.Unreachable)
            .AddSingleton(services => services.GetRequiredService<CloudParts>().Consumption(
                settings.Stream.Namespace, ObservedStream.Hub, settings.Stream.Partitions, settings.Common.Blobs, services.GetRequiredService<OracleMetrics>()))
            .AddSingleton(services => services.GetRequiredService<CloudParts>().Publisher(settings.Stream.Namespace, Attestations, settings.Stream.Partitions, settings.Common.Blobs))
            .AddSingleton(services => Signer(services.GetRequiredService<CloudParts>(), settings.Key))
            .AddSingleton(static services => StartCheck.Of(Attestations, services.GetRequiredService<EventHubPublisher>()))
            .AddSingleton(static services => StartCheck.Of(services.GetRequiredService<KeyVaultSigner>()))
            .AddSingleton(services => AttestingOf(services, settings))
            .AddSingleton(static services => StartCheck.Of(services.GetRequiredService<Attesting>()));
    }

    private static KeyVaultSigner Signer(CloudParts cloud, KeyVaultKey key) => new(key, cloud.Credential, cloud.Http, TimeProvider.System);

    private static Attesting AttestingOf(IServiceProvider services, AttestSettings settings)
    {
        var (deployment, cloud, signer) = (services.GetRequiredService<Deployment>(), services.GetRequiredService<CloudParts>(), services.GetRequiredService<KeyVaultSigner>());

        // The ledger names its items by members, and would say less well what is wrong.
        deployment.RequireMember(signer.Address);
        var ledger = cloud.Ledger(settings.Ledger.Account, settings.Ledger.Database, settings.Common.Blobs, deployment.Signatories, signer.Address);
        var log = new BlobAttesterLog(cloud.Container(settings.Log, LogContainer), signer.Address);
        return deployment.Attesting(ledger, services.GetRequiredService<EventHubPublisher>(), signer, log, ledger.NoteLatestAsync, services.GetRequiredService<OracleMetrics>());
    }
}
