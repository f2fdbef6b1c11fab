using System.Numerics;

namespace CrossChainOracle.Collateral.Drift;

/// <summary>What Drift weighs an account by, in 10^-6 US dollars.</summary>
/// <param name="TotalCollateral">May be negative.</param>
/// <param name="MarginRequirement">The account is liquidated when its collateral is below it (maintenance), and cannot take on risk (initial).</param>
internal sealed record MarginFigures(Int128 TotalCollateral, Int128 MarginRequirement);

/// <summary>Which of Drift's weighings: maintenance at the oracle's price, or initial, strict at the worse of price and its five-minute average.</summary>
internal enum MarginKind
{
    Maintenance = 0,
    InitialStrict = 1,
}

/// <summary>Drift's cross margin in its own integer arithmetic, divisions truncated where it truncates. Source: README.md of this folder.</summary>
/// <param name="kind">Which weighing.</param>
/// <param name="spots">The markets of all spot positions and of the quote token.</param>
/// <param name="perps">The markets of all perpetual positions.</param>
/// <param name="spotPrice">The oracle's price in 10^-6.</param>
/// <param name="perpPrice">The oracle's price in 10^-6.</param>
internal sealed class Margin(
    MarginKind kind, IReadOnlyDictionary<ushort, SpotMarket> spots, IReadOnlyDictionary<ushort, PerpMarket> perps, Func<SpotMarket, long> spotPrice, Func<PerpMarket, long> perpPrice)
{
    private const int One = 10_000;
    private const int ImfPrecision = 1_000_000;
    private const int OpenOrderRequirement = 10_000;

    private static readonly BigInteger MaximumPositivePnl = 100_000_000;

    private BigInteger _collateral;
    private BigInteger _requirement;

    private bool Initial => kind == MarginKind.InitialStrict;

    /// <summary>False where a position is of a kind whose weighing is not known here: liquidity shares, prediction markets, markets in settlement, initial weights of profits.</summary>
    public bool TryWeigh(DriftUser user, out MarginFigures figures)
    {
        figures = new(0, 0);
        (_collateral, _requirement) = (0, 0);
        foreach (var spot in user.Spots) Weigh(spot, Initial ? user.MaxMarginRatio : 0);
        foreach (var perp in user.Perps)
        {
            if (!TryWeigh(perp, user)) return false;
        }

        if (BigInteger.Abs(_collateral) > Int128.MaxValue || _requirement > Int128.MaxValue) return false;
        figures = new((Int128)_collateral, (Int128)_requirement);
        return true;
    }

    private void Weigh(SpotPosition position, uint customRatio)
    {
        var market = spots[position.Market];
        var price = spotPrice(market);
        var unit = BigInteger.Pow(10, market.Decimals);
        var amount = market.TokensOf(position.Balance, position.IsBorrow);
        if (position.IsBorrow) amount = -amount;
        var value = FloorDivide(amount * (amount.Sign > 0 ? Lower(price, market) : Upper(price, market)), unit);
        if (market.Index == 0)
        {
            Add(value, value);
            return;
        }

        _requirement += position.OpenOrders * OpenOrderRequirement;

        // Whichever side of the open orders, were it filled, leaves less.
        (BigInteger Value, BigInteger Weighted, BigInteger Orders) worst = default;
        foreach (var (order, first) in new (BigInteger, bool)[] { (position.OpenBids, true), (position.OpenAsks, false) })
        {
            var orders = FloorDivide(-order * Upper(price, market), unit);
            var side = (value - orders, Weighted(market, amount + order, value - orders, price, 0), orders);
            if (first || side.Item2 + side.orders <= worst.Weighted + worst.Orders) worst = (side.Item1, Weighted(market, amount + order, side.Item1, price, customRatio), orders);
        }

        Add(worst.Value, worst.Weighted);
        Add(worst.Orders, worst.Orders);
    }

    private BigInteger Weighted(SpotMarket market, BigInteger amount, BigInteger value, long price, uint customRatio)
    {
        var size = BigInteger.Abs(amount) * BigInteger.Pow(10, Layout.BaseDecimals) / BigInteger.Pow(10, market.Decimals);
        if (value.Sign > 0)
        {
            BigInteger weight = Initial ? InitialAssetWeight(market, price) : market.MaintenanceAssetWeight;
            if (market.ImfFactor != 0) weight = BigInteger.Min(weight, (BigInteger)(ImfPrecision + (ImfPrecision / 10)) * One / (ImfPrecision + (Root(size) * market.ImfFactor / 100_000)));
            if (customRatio != 0) weight = BigInteger.Min(weight, Math.Max(0, One - (long)customRatio));
            return value * weight / One;
        }

        var liability = Premium(size, market.ImfFactor, Initial ? market.InitialLiabilityWeight : market.MaintenanceLiabilityWeight, bounded: true);
        if (customRatio != 0) liability = BigInteger.Max(liability, (BigInteger)customRatio + One);
        return value * liability / One;
    }

    // Large markets count for less when positions are opened.
    private static BigInteger InitialAssetWeight(SpotMarket market, long price)
    {
        if (market.ScaleStart == 0) return market.InitialAssetWeight;
        var deposits = market.TokensOf(market.DepositBalance, borrow: false) * price / BigInteger.Pow(10, market.Decimals);
        return deposits < market.ScaleStart ? market.InitialAssetWeight : (BigInteger)market.InitialAssetWeight * market.ScaleStart / deposits;
    }

    private bool TryWeigh(PerpPosition position, DriftUser user)
    {
        var market = perps[position.Market];
        if (position.LpShares != 0 || market.IsSettled || market.ContractType == Layout.PerpMarket.Prediction) return false;
        var quote = spots[market.QuoteMarket];
        var quotePrice = spotPrice(quote);
        var price = (BigInteger)perpPrice(market);
        var pnl = (position.Base * price / 1_000_000_000) + position.Quote + market.FundingOf(position);
        var bids = (BigInteger)position.Base + position.OpenBids;
        var asks = (BigInteger)position.Base + position.OpenAsks;
        var worst = BigInteger.Max(BigInteger.Abs(bids), BigInteger.Abs(asks));
        var liability = worst * price / 1_000_000_000 * Upper(quotePrice, quote) / 1_000_000;
        var ratio = BigInteger.Max(Ratio(worst, market, user.MarginMode == Layout.User.HighLeverage || (!Initial && user.MarginMode == Layout.User.HighLeverageMaintenance)), Initial ? user.MaxMarginRatio : 0);
        _requirement += (liability * ratio / One) + (position.OpenOrders * OpenOrderRequirement);

        // How much of a profit counts when positions are opened depends on the whole market's imbalance; only "nothing of it" is known here.
        if (pnl.Sign > 0 && Initial && market.InitialPnlWeight != 0) return false;
        if (pnl.Sign > 0) pnl = pnl * (Initial ? 0 : market.MaintenancePnlWeight) / One;
        pnl = pnl * (pnl.Sign > 0 ? Lower(quotePrice, quote) : Upper(quotePrice, quote)) / 1_000_000;
        _collateral += Initial ? BigInteger.Min(pnl, MaximumPositivePnl) : pnl;
        return true;
    }

    private BigInteger Ratio(BigInteger size, PerpMarket market, bool highLeverage)
    {
        var ordinary = Initial ? market.InitialRatio : market.MaintenanceRatio;
        if (!highLeverage || market.HighLeverageInitial == 0 || market.HighLeverageMaintenance == 0) return BigInteger.Max(ordinary, Premium(size, market.ImfFactor, ordinary, bounded: true));
        if (!Initial) return BigInteger.Max(market.HighLeverageMaintenance, Premium(size, market.ImfFactor, market.HighLeverageMaintenance, bounded: true));

        // From the high leverage ratio to the ordinary one as the position grows.
        var grown = Premium(size, market.ImfFactor, ordinary, bounded: false);
        if (grown > ordinary) return grown;
        if (grown == ordinary || ordinary < 5) return market.HighLeverageInitial;
        var factor = BigInteger.Max(0, 1_000_000 - ((ordinary - grown) * 1_000_000 / (ordinary / 5)));
        return (BigInteger.Max(1, (BigInteger)ordinary - market.HighLeverageInitial) * factor / 1_000_000) + market.HighLeverageInitial;
    }

    private static BigInteger Premium(BigInteger size, uint imf, uint weight, bool bounded)
    {
        if (imf == 0) return weight;
        var grown = weight - (weight / 5) + (Root(size) * imf / (100_000 * (ImfPrecision / One)));
        return bounded ? BigInteger.Max(weight, grown) : grown;
    }

    private void Add(BigInteger value, BigInteger weighted)
    {
        if (value.Sign > 0) _collateral += weighted;
        else _requirement -= weighted;
    }

    private BigInteger Lower(long price, SpotMarket market) => Initial ? Math.Min(price, market.Twap5Minutes) : price;

    private BigInteger Upper(long price, SpotMarket market) => Initial ? Math.Max(price, market.Twap5Minutes) : price;

    private static BigInteger FloorDivide(BigInteger value, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(value, divisor, out var rest);
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>Floor of the square root of ten times the size plus one.</summary>
    private static BigInteger Root(BigInteger size)
    {
        var value = (size * 10) + 1;
        var root = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (root + (value / root)) >> 1;
            if (next >= root) return root;
            root = next;
        }
    }
}
