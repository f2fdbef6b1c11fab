using CrossChainOracle.Hosting.Distributed;

namespace CrossChainOracle.Functions.Serve;

/// <summary>The application settings of Serve (functions/settings.json says what each is).</summary>
public sealed record ServeSettings(string ClientId, string ConfigFile, int TelemetryPercent, Uri Cosmos, string Database, Uri Blobs)
{
    /// <summary>How old what is shown may be: the ledger is asked no more often, however many ask.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(500);

    /// <exception cref="Hosting.NodeFaultException">Everything that is wrong.</exception>
    public static ServeSettings Read(Func<string, string?> environment)
    {
        var settings = new AppSettings(environment);
        var read = new ServeSettings(
            settings.Text("AZURE_CLIENT_ID"),
            settings.Text("Oracle__ConfigFile"),
            settings.Count("Oracle__TelemetryPercent", 0, 100),
            settings.Address("Ledger__CosmosEndpoint"),
            settings.Text("Ledger__Database"),
            settings.Address("Data__BlobEndpoint"));
        settings.Done("Serve");
        return read;
    }
}
