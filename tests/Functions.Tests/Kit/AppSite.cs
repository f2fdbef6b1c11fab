using System.Reflection;
using System.Security.Cryptography;
using Azure.Messaging.EventHubs.Producer;
using CrossChainOracle.Azure.EventHubs;
using CrossChainOracle.Domain;
using CrossChainOracle.TestKit;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace CrossChainOracle.Functions.Tests.Kit;

/// <summary>Where an app is deployed: its application settings as infra/bicep writes them, its package's configuration, and hubs that say how many partitions they have.</summary>
internal sealed class AppSite : IDisposable
{
    private const string Account = "https://ccoprodledger1a2b3.documents.azure.com:443/";
    private const string Blobs = "https://ccoproddata1a2b3.blob.core.windows.net";

    private readonly TemporaryFolder _package = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.CreateFromValue("1.3.132.0.10"));

    public AppSite()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        PublicKey = [.. point.X!, .. point.Y!];
        var config = _package.Write("oracle.json", ConfigText());
        _package.Write("other-relay.json", RelayText("crosschainoracle:other"));
        Settings = new()
        {
            ["AZURE_CLIENT_ID"] = "11111111-2222-4333-8444-555555555555",
            ["Oracle__ConfigFile"] = config,
            ["Oracle__TelemetryPercent"] = "5",
            ["EventHubs__fullyQualifiedNamespace"] = "ccoprodevents1a2b3.servicebus.windows.net",
            ["Streams__Partitions"] = "2",
            ["PRICE_SCHEDULE"] = "*/2 * * * * *",
            ["COLLATERAL_SCHEDULE"] = "*/10 * * * * *",
            ["Ledger__CosmosEndpoint"] = Account,
            ["Ledger__Database"] = "oracle",
            ["Data__BlobEndpoint"] = Blobs,
            ["Attester__KeyId"] = "https://ccoprodattester1a2b3.vault.azure.net/keys/attester/0123456789abcdef0123456789abcdef",
            ["Attester__PublicKey"] = Hex.Encode(PublicKey),
            ["Attester__LogEndpoint"] = "https://ccoprodattest1a2b3.blob.core.windows.net",
            ["Relay__ConfigFile"] = _package.Write("oracle-relay.json", RelayText("crosschainoracle:functions-test")),
            ["RELAY_SCHEDULE"] = "*/5 * * * * *",
            ["Relay__KeyId"] = "https://ccoprodoperations1a2b3.vault.azure.net/keys/gas/0123456789abcdef0123456789abcdef",
            ["Relay__PublicKey"] = Hex.Encode(PublicKey),
            ["Relay__JournalEndpoint"] = "https://ccoprodrelay1a2b3.blob.core.windows.net",
            ["ENDPOINT_ARBITRUM"] = "https://arbitrum.example/v2/0123456789abcdef",
            ["ENDPOINT_BASE"] = "https://base.example/v2/0123456789abcdef",
        };
    }

    public Dictionary<string, string> Settings { get; }

    public byte[] PublicKey { get; }

    /// <summary>Of every hub.</summary>
    public string[] PartitionIds { get; set; } = ["0", "1"];

    /// <summary>Makes the clients of hubs.</summary>
    public ConnectHub Connect => (_, _) => new Producer(this);

    /// <summary>What reached a hub.</summary>
    public int Requests { get; private set; }

    public string? Setting(string name) => Settings.GetValueOrDefault(name);

    /// <summary>A container with what the platform gives each app.</summary>
    public ServiceProvider Build(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(Connect);
        add(services);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    /// <summary>A new object of each class with functions, as the platform makes one for each execution.</summary>
    public static IReadOnlyList<object> Functions(Assembly app, IServiceProvider services) =>
    [
        .. app.GetTypes().Where(static type => type.GetMethods().Any(static method => method.GetCustomAttribute<FunctionAttribute>() is not null)).OrderBy(static type => type.Name, StringComparer.Ordinal)
            .Select(type => ActivatorUtilities.CreateInstance(services, type)),
    ];

    public void Dispose()
    {
        _key.Dispose();
        _package.Dispose();
    }

    private string ConfigText() => $$"""
        {
          "deployment": "crosschainoracle:functions-test",
          "attesters": { "members": ["{{Crypto.Secp256k1.AddressOf(PublicKey)}}"], "threshold": 1, "epoch": 1, "expiresAt": "2027-06-01T00:00:00Z" },
          "pyth": { "endpoints": ["https://hermes.test"], "apiKeyVariable": "PYTH_API_KEY", "signers": "{{Repository.PathOf("config", "pyth-signers.json")}}" },
          "chains": [{ "chain": "eip155:8453", "endpoints": ["$ENDPOINT_BASE"] }],
          "shards": [{
            "shard": "majors",
            "feeds": [{
              "feed": "ETH/USD", "quorum": 1, "lowerBound": "1", "upperBound": "100000",
              "verdict": { "open": { "minimumProviders": 1 }, "borrow": { "minimumProviders": 1 }, "withdraw": { "minimumProviders": 1 }, "liquidate": { "minimumProviders": 1 } },
              "routes": [
                { "provider": "pyth", "route": "pyth-hermes", "source": "{{RecordedHermes.EthUsd}}", "maximumAge": "5m" },
                { "provider": "chainlink", "route": "chainlink", "chain": "eip155:8453", "source": "0x71041dddad3595f9ced3dccfbe3d1f4b0a16bb70", "heartbeat": "1h", "threshold": "0.5%" }
              ]
            }]
          }]
        }
        """;

    private static string RelayText(string deployment) => $$"""
        {
          "deployment": "{{deployment}}",
          "chains": [{
            "chain": "eip155:42161", "hub": "0x00000000000000000000000000000000000000ab", "endpoints": ["$ENDPOINT_ARBITRUM"], "maximumFee": "1",
            "shards": [{ "shard": "majors", "form": "single", "feeds": [{ "feed": "ETH/USD", "deviation": "0.5%" }] }]
          }]
        }
        """;

    /// <summary>The SDK's client of one hub, made to be overridden.</summary>
    private sealed class Producer(AppSite site) : EventHubProducerClient
    {
        public override Task<string[]> GetPartitionIdsAsync(CancellationToken cancellationToken = default)
        {
            site.Requests++;
            return Task.FromResult(site.PartitionIds);
        }
    }
}
