using CrossChainOracle.Hosting.Distributed;

namespace CrossChainOracle.Functions.Serve;

/// <summary>The application settings of Serve (functions/settings.json says what each is).</summary>
public sealed record ServeSettings(CommonSettings Common, LedgerSettings Ledger)
{
    /// <summary>How old what is shown may be: the ledger is asked no more often, however many ask.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(500);

    /// <exception cref="Hosting.NodeFaultException">Everything that is wrong.</exception>
    public static ServeSettings Read(Func<string, string?> environment) =>
        AppSettings.Read("Serve", environment, static settings => new ServeSettings(CommonSettings.Read(settings), LedgerSettings.Read(settings)));
}
