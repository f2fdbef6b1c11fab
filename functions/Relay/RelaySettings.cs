using CrossChainOracle.Hosting.Distributed;

namespace CrossChainOracle.Functions.Relay;

/// <summary>The application settings of Relay (functions/settings.json says what each is).</summary>
public sealed record RelaySettings(
    string ClientId, string ConfigFile, int TelemetryPercent, string Namespace, int Partitions, Uri Blobs, Uri KeyId, ReadOnlyMemory<byte> PublicKey, Uri Journal)
{
    /// <exception cref="Hosting.NodeFaultException">Everything that is wrong.</exception>
    public static RelaySettings Read(Func<string, string?> environment)
    {
        var settings = new AppSettings(environment);
        var read = new RelaySettings(
            settings.Text("AZURE_CLIENT_ID"),
            settings.Text("Oracle__ConfigFile"),
            settings.Count("Oracle__TelemetryPercent", 0, 100),
            settings.Text("EventHubs__fullyQualifiedNamespace"),
            settings.Count("Streams__Partitions", 1, 1_024),
            settings.Address("Data__BlobEndpoint"),
            settings.Address("Relay__KeyId"),
            settings.Bytes("Relay__PublicKey", 64),
            settings.Address("Relay__JournalEndpoint"));
        settings.Done("Relay");
        return read;
    }
}
