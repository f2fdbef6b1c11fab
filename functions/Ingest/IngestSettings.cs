using CrossChainOracle.Hosting.Distributed;
using CrossChainOracle.Pipeline.Distributed;

namespace CrossChainOracle.Functions.Ingest;

/// <summary>The application settings of Ingest (functions/settings.json says what each is).</summary>
public sealed record IngestSettings(CommonSettings Common, StreamSettings Stream, LedgerSettings Ledger, Schedule Prices, Schedule Collateral)
{
    /// <exception cref="Hosting.NodeFaultException">Everything that is wrong.</exception>
    public static IngestSettings Read(Func<string, string?> environment) => AppSettings.Read("Ingest", environment, static settings => new IngestSettings(
        CommonSettings.Read(settings),
        StreamSettings.Read(settings),
        LedgerSettings.Read(settings),
        settings.Schedule("PRICE_SCHEDULE"),
        settings.Schedule("COLLATERAL_SCHEDULE")));
}
