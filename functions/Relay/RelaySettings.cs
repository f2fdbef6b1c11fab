using CrossChainOracle.Azure.Apps;
using CrossChainOracle.Azure.KeyVault;
using CrossChainOracle.Hosting.Distributed;
using CrossChainOracle.Pipeline.Distributed;

namespace CrossChainOracle.Functions.Relay;

/// <summary>The application settings of Relay (functions/settings.json says what each is).</summary>
/// <param name="RelayFile">Which chains are posted to, relative to the package.</param>
/// <param name="Key">Of the account that pays.</param>
/// <param name="Store">Blob endpoint of the app's own account, where journals and kept batches are.</param>
/// <param name="Steps">When a step is made though nothing arrives.</param>
public sealed record RelaySettings(CommonSettings Common, StreamSettings Stream, string RelayFile, KeyVaultKey Key, Uri Store, Schedule Steps)
{
    public string RelayPath => CommonSettings.InPackage(RelayFile);

    /// <exception cref="Hosting.NodeFaultException">Everything that is wrong.</exception>
    public static RelaySettings Read(Func<string, string?> environment) => AppSettings.Read("Relay", environment, static settings => new RelaySettings(
        CommonSettings.Read(settings),
        StreamSettings.Read(settings),
        settings.Text("Relay__ConfigFile"),
        settings.Key("Relay"),
        settings.Address("Relay__JournalEndpoint"),
        settings.Schedule("RELAY_SCHEDULE")));
}
