namespace CrossChainOracle.Hosting.Distributed;

/// <summary>The application settings that every function app has (functions/settings.json says what each is).</summary>
/// <param name="ClientId">Of the app's identity.</param>
/// <param name="ConfigFile">The deployment's configuration, relative to the package.</param>
/// <param name="TelemetryPercent">Share of traces that is kept, 0 to 100.</param>
/// <param name="Blobs">Of the data account.</param>
public sealed record CommonSettings(string ClientId, string ConfigFile, int TelemetryPercent, Uri Blobs)
{
    public string ConfigPath => InPackage(ConfigFile);

    /// <summary>Of a file that the package brings.</summary>
    public static string InPackage(string file) => Path.Combine(AppContext.BaseDirectory, file);

    public static CommonSettings Read(AppSettings settings) =>
        new(settings.Text("AZURE_CLIENT_ID"), settings.Text("Oracle__ConfigFile"), settings.Count("Oracle__TelemetryPercent", 0, 100), settings.Address("Data__BlobEndpoint"));
}

/// <summary>What apps have that send or receive events.</summary>
/// <param name="Namespace">Host name.</param>
/// <param name="Partitions">Of each hub, fixed when it was made.</param>
public sealed record StreamSettings(string Namespace, int Partitions)
{
    private const int MaximumPartitions = 1_024;

    public static StreamSettings Read(AppSettings settings) => new(settings.Text("EventHubs__fullyQualifiedNamespace"), settings.Count("Streams__Partitions", 1, MaximumPartitions));
}

/// <summary>What apps have that read or write the ledger.</summary>
/// <param name="Account">Of Cosmos DB.</param>
/// <param name="Database">In it.</param>
public sealed record LedgerSettings(Uri Account, string Database)
{
    public static LedgerSettings Read(AppSettings settings) => new(settings.Address("Ledger__CosmosEndpoint"), settings.Text("Ledger__Database"));
}
