using CrossChainOracle.Collateral.CosmosBank;

namespace CrossChainOracle.Collateral.AxelarWrapped;

/// <summary>Balances of Axelar's wrapped tokens: those of the chain's bank, under a source of their own, because they are claims on a bridge and not the assets that they are named by.</summary>
public static class AxelarReader
{
    /// <exception cref="ArgumentException">The markets break a rule; every broken one is named.</exception>
    public static BankReader Create(AxelarMarkets markets) =>
        markets.Problems() is { Count: > 0 } problems ? throw new ArgumentException(string.Join("; ", problems), nameof(markets)) : new(markets.ToBank(), AxelarLayout.Source);
}
