using System.Numerics;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Hyperliquid;

/// <summary>The lines of an account, the same whichever way they were read, so that an account that is read both ways is not counted twice unseen.</summary>
internal static class HyperliquidAccount
{
    /// <summary>Settled dollars, the part of them that cannot be withdrawn, and what is not settled.</summary>
    /// <param name="findings">Takes the lines.</param>
    /// <param name="markets">Which asset the dollar is.</param>
    /// <param name="kept">Decimals of all amounts here.</param>
    /// <param name="accountValue">Of all positions, gains and losses included.</param>
    /// <param name="withdrawable">What the exchange would let go now.</param>
    /// <param name="gains">Of each margin account, negative for losses.</param>
    public static void Perps(EvmFindings findings, HyperliquidMarkets markets, byte kept, BigInteger accountValue, BigInteger withdrawable, IReadOnlyList<BigInteger> gains)
    {
        var index = DecimalIndex.Of(kept, markets.DollarDecimals);
        var net = gains.Aggregate(BigInteger.Zero, BigInteger.Add);
        var settled = accountValue - net;

        // A net loss is stated as debt already; it must not encumber the balance a second time.
        var stuck = BigInteger.Max(0, BigInteger.Min(settled, accountValue) - withdrawable);
        findings.Balance(HyperliquidLayout.PerpMarket, markets.Dollar, settled, index, markets.DollarDecimals);
        findings.Line(HyperliquidLayout.PerpMarket, markets.Dollar, PositionSide.Encumbrance, stuck, index, markets.DollarDecimals);
        findings.Unsettled(HyperliquidLayout.UnsettledMarket, markets.Dollar, gains, index, markets.DollarDecimals);
    }

    /// <summary>A spot balance and the part of it that open orders hold.</summary>
    public static void Spot(EvmFindings findings, HyperliquidToken token, byte kept, UInt128 total, UInt128 hold)
    {
        var index = DecimalIndex.Of(kept, token.Decimals);
        findings.Position(HyperliquidLayout.SpotMarket, token.Asset, PositionSide.Collateral, total, index, token.Decimals);
        findings.Position(HyperliquidLayout.SpotMarket, token.Asset, PositionSide.Encumbrance, hold, index, token.Decimals);
    }

    /// <summary>Equity in a vault: it is paid out by closing the vault's positions, after a lock, so that all of it is encumbered.</summary>
    public static void Vault(EvmFindings findings, HyperliquidMarkets markets, EvmAddress vault, byte kept, UInt128 equity)
    {
        var index = DecimalIndex.Of(kept, markets.DollarDecimals);
        findings.Position(HyperliquidLayout.VaultMarket(vault), markets.Dollar, PositionSide.Collateral, equity, index, markets.DollarDecimals);
        findings.Position(HyperliquidLayout.VaultMarket(vault), markets.Dollar, PositionSide.Encumbrance, equity, index, markets.DollarDecimals);
    }
}
