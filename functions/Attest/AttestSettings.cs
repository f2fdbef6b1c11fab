using CrossChainOracle.Hosting.Distributed;

namespace CrossChainOracle.Functions.Attest;

/// <summary>The application settings of Attest (functions/settings.json says what each is).</summary>
public sealed record AttestSettings(
    string ClientId, string ConfigFile, int TelemetryPercent, string Namespace, int Partitions, Uri Cosmos, string Database, Uri Blobs, Uri KeyId, ReadOnlyMemory<byte> PublicKey, Uri Log)
{
    /// <exception cref="Hosting.NodeFaultException">Everything that is wrong.</exception>
    public static AttestSettings Read(Func<string, string?> environment)
    {
        var settings = new AppSettings(environment);
        var read = new AttestSettings(
            settings.Text("AZURE_CLIENT_ID"),
            settings.Text("Oracle__ConfigFile"),
            settings.Count("Oracle__TelemetryPercent", 0, 100),
            settings.Text("EventHubs__fullyQualifiedNamespace"),
            settings.Count("Streams__Partitions", 1, 1_024),
            settings.Address("Ledger__CosmosEndpoint"),
            settings.Text("Ledger__Database"),
            settings.Address("Data__BlobEndpoint"),
            settings.Address("Attester__KeyId"),
            settings.Bytes("Attester__PublicKey", 64),
            settings.Address("Attester__LogEndpoint"));
        settings.Done("Attest");
        return read;
    }
}
