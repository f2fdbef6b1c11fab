namespace CrossChainOracle.Collateral.Aevo;

/// <summary>Path and markets; the sources stand in the README beside this file.</summary>
internal static class AevoLayout
{
    public const string AccountPath = "/account";
    public const string BalanceMarket = "account";
    public const string UnsettledMarket = "account/unsettled";
    public const string CreditMarket = "account/credit";
}
