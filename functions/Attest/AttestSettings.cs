using CrossChainOracle.Azure.Apps;
using CrossChainOracle.Azure.KeyVault;
using CrossChainOracle.Hosting.Distributed;

namespace CrossChainOracle.Functions.Attest;

/// <summary>The application settings of Attest (functions/settings.json says what each is).</summary>
/// <param name="Log">Blob endpoint of the app's own account, where the attester's log is.</param>
public sealed record AttestSettings(CommonSettings Common, StreamSettings Stream, LedgerSettings Ledger, KeyVaultKey Key, Uri Log)
{
    /// <exception cref="Hosting.NodeFaultException">Everything that is wrong.</exception>
    public static AttestSettings Read(Func<string, string?> environment) => AppSettings.Read("Attest", environment, static settings => new AttestSettings(
        CommonSettings.Read(settings),
        StreamSettings.Read(settings),
        LedgerSettings.Read(settings),
        settings.Key("Attester"),
        settings.Address("Attester__LogEndpoint")));
}
