using CrossChainOracle.Collateral.Api;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Hyperliquid;

/// <summary>A position as <c>clearinghouseState</c> tells it. Amounts are times 10^18.</summary>
/// <param name="Coin">Name of the perpetual.</param>
/// <param name="Size">Negative for a short.</param>
/// <param name="Value">Of the position at the mark price, never negative.</param>
/// <param name="Gain">Not settled, negative for a loss.</param>
/// <param name="MarginUsed">Of a cross position its part of the initial margin, of an isolated one its whole margin.</param>
/// <param name="MaxLeverage">That the exchange allows for it, not what the account chose.</param>
/// <param name="IsIsolated">With a margin account of its own.</param>
/// <param name="LiquidationPrice">Null where there is none.</param>
internal sealed record HyperliquidPosition(
    string Coin, Int128 Size, UInt128 Value, Int128 Gain, UInt128 MarginUsed, uint MaxLeverage, bool IsIsolated, Int128? LiquidationPrice);

/// <summary>What <c>clearinghouseState</c> tells of an account. Amounts are times 10^18.</summary>
internal sealed record HyperliquidState(
    Int128 AccountValue, UInt128 Notional, Int128 RawUsd, UInt128 MarginUsed, UInt128 CrossMaintenance, UInt128 Withdrawable, IReadOnlyList<HyperliquidPosition> Positions);

/// <summary>A balance as <c>spotClearinghouseState</c> tells it. Amounts are times 10^18.</summary>
internal readonly record struct HyperliquidBalance(uint Token, UInt128 Total, UInt128 Hold, UInt128 Borrowed);

/// <summary>Reads the answers of the info API, from untrusted bytes; never throws for them.</summary>
internal static class HyperliquidParser
{
    private const int MaximumPositions = 1_024;
    private const int MaximumBalances = 4_096;
    private const uint MaximumLeverage = 1_000;

    public static HyperliquidState State(JsonAnswer answer)
    {
        var summary = answer.Member("marginSummary");
        return new(
            summary.Member("accountValue").Decimal(),
            summary.Member("totalNtlPos").Amount(),
            summary.Member("totalRawUsd").Decimal(),
            summary.Member("totalMarginUsed").Amount(),
            answer.Member("crossMaintenanceMarginUsed").Amount(),
            answer.Member("withdrawable").Amount(),
            [.. answer.Member("assetPositions").Items(MaximumPositions).Select(item => Position(item.Member("position")))]);
    }

    public static IReadOnlyList<HyperliquidBalance> Balances(JsonAnswer answer) =>
        [.. answer.Member("balances").Items(MaximumBalances).Select(item => new HyperliquidBalance(
            item.Member("token").Natural(), item.Member("total").Amount(), item.Member("hold").Amount(), item.Has("borrowed") ? item.Member("borrowed").Amount() : 0))];

    public static IReadOnlyList<(EvmAddress Vault, UInt128 Equity)> Vaults(JsonAnswer answer) =>
        [.. answer.Items(MaximumBalances).Select(item => (Address(item.Member("vaultAddress")), item.Member("equity").Amount()))];

    private static EvmAddress Address(JsonAnswer answer)
    {
        if (!EvmAddress.TryParse(answer.Text(), out var address)) answer.Refuse("is no address");
        return address;
    }

    private static HyperliquidPosition Position(JsonAnswer answer)
    {
        var leverage = answer.Member("leverage").Member("type");
        var kind = leverage.Text();
        if (kind is not ("cross" or "isolated")) leverage.Refuse($"is neither cross nor isolated but {kind}");
        var maximum = answer.Member("maxLeverage").Natural();
        if (maximum is 0 or > MaximumLeverage) answer.Refuse($"has a maxLeverage of {maximum}");
        var size = answer.Member("szi").Decimal();
        if (size == 0) answer.Refuse("has a size of zero");
        return new(
            answer.Member("coin").Text(),
            size,
            answer.Member("positionValue").Amount(),
            answer.Member("unrealizedPnl").Decimal(),
            answer.Member("marginUsed").Amount(),
            maximum,
            kind == "isolated",
            answer.Has("liquidationPx") ? answer.Member("liquidationPx").Decimal() : null);
    }
}
