using Azure.Core;
using Azure.Identity;
using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Azure.Cosmos;
using CrossChainOracle.Azure.EventHubs;
using CrossChainOracle.Azure.Rest;
using CrossChainOracle.Domain;
using CrossChainOracle.Streams.Consuming;

namespace CrossChainOracle.Azure.Apps;

/// <summary>The parts in Azure that function apps are made of, each opened as the app's own identity: no key, no connection string.</summary>
/// <param name="clientId">Of the app's user-assigned identity.</param>
/// <param name="deployment">Its name, which events carry as their source.</param>
/// <param name="connect">Null: by the SDK.</param>
public sealed class CloudParts(string clientId, string deployment, ConnectHub? connect = null) : IDisposable
{
    /// <summary>Containers of the data account (infra/bicep).</summary>
    public const string LedgerContainer = "ledger";
    public const string DeadLetterHub = "dead-letter";

    private const int MemberNameLength = 16;

    private readonly HttpClient _http = RestClient.CreateHttp();
    private readonly ConnectHub _connect = connect ?? HubClients.Producer;

    public TokenCredential Credential { get; } = new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId));

    /// <summary>Shared by all REST clients.</summary>
    public HttpClient Http => _http;

    /// <param name="attesters">Whose signatures count, those that sign now first: they are looked for in this order.</param>
    /// <param name="writer">The attester that attaches signatures from here; null in apps that only read.</param>
    public CosmosLedger Ledger(Uri account, string database, Uri blobs, IReadOnlyList<EvmAddress> attesters, EvmAddress? writer)
    {
        var found = CosmosConnection.Open(account, Credential).GetDatabase(database);
        var options = new CosmosLedgerOptions { Members = [.. attesters.Select(NameOf)], Member = writer is { } own ? NameOf(own) : null };
        return new(found.GetContainer("batches"), found.GetContainer("latest"), new BodyBlobs(Container(blobs, LedgerContainer)), options, TimeProvider.System, Random.Shared);
    }

    /// <param name="blobs">Of the data account: bodies that are too large for an event lie in the container of the hub's name.</param>
    public EventHubPublisher Publisher(string ns, string hub, int partitions, Uri blobs) =>
        new(_connect(new(ns, hub), Credential), partitions, $"/{deployment}/{hub}", Bodies(blobs, hub), TimeProvider.System);

    /// <summary>Deals with what a trigger delivers of a hub.</summary>
    /// <param name="observer">Measures it.</param>
    public HubConsumption Consumption(string ns, string hub, int partitions, Uri blobs, IConsumptionObserver observer) =>
        new(hub, new(Bodies(blobs, hub)), SmallPublisher(ns, DeadLetterHub, partitions), observer, TimeProvider.System);

    public BlobContainer Container(Uri blobs, string name) => new(new Uri(blobs, "/" + name), Credential, _http, TimeProvider.System);

    public void Dispose() => _http.Dispose();

    /// <summary>Of a hub whose events lie in it whole: nothing of this identity's may be written beside them.</summary>
    public EventHubPublisher SmallPublisher(string ns, string hub, int partitions) =>
        new(_connect(new(ns, hub), Credential), partitions, $"/{deployment}/{hub}", new NoBodies(), TimeProvider.System);

    private BlobBodies Bodies(Uri blobs, string hub) => new(Container(blobs, hub));

    /// <summary>As the ledger's items are named: short, and different for different attesters.</summary>
    private static string NameOf(EvmAddress attester) => attester.ToString()[2..].ToLowerInvariant()[..MemberNameLength];
}
