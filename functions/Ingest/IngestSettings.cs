using CrossChainOracle.Hosting.Distributed;
using CrossChainOracle.Pipeline.Distributed;

namespace CrossChainOracle.Functions.Ingest;

/// <summary>The application settings of Ingest (functions/settings.json says what each is).</summary>
public sealed record IngestSettings(
    string ClientId, string ConfigFile, int TelemetryPercent, string Namespace, int Partitions, Schedule Prices, Schedule Collateral, Uri Cosmos, string Database, Uri Blobs)
{
    /// <exception cref="Hosting.NodeFaultException">Everything that is wrong.</exception>
    public static IngestSettings Read(Func<string, string?> environment)
    {
        var settings = new AppSettings(environment);
        var read = new IngestSettings(
            settings.Text("AZURE_CLIENT_ID"),
            settings.Text("Oracle__ConfigFile"),
            settings.Count("Oracle__TelemetryPercent", 0, 100),
            settings.Text("EventHubs__fullyQualifiedNamespace"),
            settings.Count("Streams__Partitions", 1, 1_024),
            settings.Schedule("PRICE_SCHEDULE"),
            settings.Schedule("COLLATERAL_SCHEDULE"),
            settings.Address("Ledger__CosmosEndpoint"),
            settings.Text("Ledger__Database"),
            settings.Address("Data__BlobEndpoint"));
        settings.Done("Ingest");
        return read;
    }
}
