using System.Numerics;
using CrossChainOracle.Collateral.Api;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Aevo;

/// <summary>A balance, times 10^18.</summary>
/// <param name="Name">Of the asset.</param>
/// <param name="Balance">May be negative: losses are settled into it.</param>
/// <param name="Withdrawable">What could be taken now; where the API does not say, what is available for trading.</param>
internal readonly record struct AevoBalance(string Name, Int128 Balance, Int128 Withdrawable);

/// <summary>What <c>GET /account</c> tells, amounts times 10^18.</summary>
/// <param name="Gains">Not settled: that of all cross positions together first, then of each isolated one.</param>
internal sealed record AevoAccount(
    EvmAddress Account, Int128 Equity, Int128 Credit, Int128 InitialMargin, Int128 MaintenanceMargin, IReadOnlyList<AevoBalance> Balances, IReadOnlyList<BigInteger> Gains);

/// <summary>Reads the answer, from untrusted bytes; never throws for them.</summary>
internal static class AevoParser
{
    private const int MaximumItems = 4_096;

    public static AevoAccount Account(JsonAnswer answer)
    {
        var account = answer.Member("account");
        if (!EvmAddress.TryParse(account.Text(), out var address)) account.Refuse("is no address");
        return new(
            address,
            answer.Member("equity").Decimal(),
            answer.Has("credit") ? answer.Member("credit").Decimal() : 0,
            answer.Member("initial_margin").Decimal(),
            answer.Member("maintenance_margin").Decimal(),
            [.. answer.Member("collaterals").Items(MaximumItems).Select(Balance)],
            Gains(answer.Member("positions").Items(MaximumItems)));
    }

    private static AevoBalance Balance(JsonAnswer item)
    {
        var withdrawable = item.Has("withdrawable_balance") ? "withdrawable_balance" : "available_balance";
        return new(item.Member("collateral_asset").Text(), item.Member("balance").Decimal(), item.Member(withdrawable).Decimal());
    }

    private static List<BigInteger> Gains(IReadOnlyList<JsonAnswer> positions)
    {
        var gains = new List<BigInteger> { BigInteger.Zero };
        foreach (var position in positions)
        {
            var gain = position.Member("unrealized_pnl").Decimal();
            if (position.Has("margin_type") && position.Member("margin_type").Text().Equals("ISOLATED", StringComparison.OrdinalIgnoreCase)) gains.Add(gain);
            else gains[0] += gain;
        }

        return gains;
    }
}
