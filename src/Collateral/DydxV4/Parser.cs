using System.Globalization;
using System.Numerics;
using CrossChainOracle.Collateral.Api;

namespace CrossChainOracle.Collateral.DydxV4;

/// <summary>An open position as the indexer tells it. Figures are times 10^40, see <see cref="DydxParser.Places"/>.</summary>
/// <param name="Ticker">Of the perpetual.</param>
/// <param name="Cost">Size times entry price, which has twice the places; negative for a short.</param>
/// <param name="Gain">Not settled, negative for a loss.</param>
internal sealed record DydxPosition(string Ticker, BigInteger Cost, BigInteger Gain);

/// <summary>A subaccount as the indexer tells it; figures are times 10^40.</summary>
internal sealed record DydxSubaccount(string Address, uint Number, BigInteger Equity, BigInteger FreeCollateral, BigInteger Usdc, IReadOnlyList<DydxPosition> Positions, string? OtherAsset);

/// <summary>A perpetual's margin fractions, times 10^40.</summary>
internal sealed record DydxMarket(BigInteger Initial, BigInteger Maintenance);

/// <summary>Reads the indexer's answers.</summary>
internal static class DydxParser
{
    /// <summary>Decimal places that are kept. The indexer multiplies exactly and divides to 20 places, so that a product of both has up to 40.</summary>
    public const int Places = 40;

    private const int MaximumDigits = 90;
    private const int MaximumItems = 1_024;

    public static readonly BigInteger One = BigInteger.Pow(10, Places);

    public static DydxSubaccount Subaccount(JsonAnswer answer)
    {
        var subaccount = answer.Member("subaccount");
        var assets = subaccount.Member("assetPositions").Members(MaximumItems);
        return new(
            subaccount.Member("address").Text(90),
            subaccount.Member("subaccountNumber").Natural(),
            Number(subaccount.Member("equity")),
            Number(subaccount.Member("freeCollateral")),
            assets.Where(asset => asset.Name == "USDC").Select(asset => Signed(asset.Value)).FirstOrDefault(),
            [.. subaccount.Member("openPerpetualPositions").Members(MaximumItems).Select(position => Position(position.Value))],
            assets.Where(asset => asset.Name != "USDC").Select(asset => asset.Value.Member("symbol").Text()).FirstOrDefault());
    }

    public static IReadOnlyDictionary<string, DydxMarket> Markets(JsonAnswer answer) =>
        answer.Member("markets").Members(MaximumItems).ToDictionary(
            market => market.Name,
            market => new DydxMarket(Number(market.Value.Member("initialMarginFraction")), Number(market.Value.Member("maintenanceMarginFraction"))));

    private static DydxPosition Position(JsonAnswer position)
    {
        // The size of a short is negative; the size of an asset that is owed is not.
        var size = Number(position.Member("size"));
        var side = position.Member("side").Text();
        if (side != (size.Sign < 0 ? "SHORT" : "LONG")) position.Member("side").Refuse($"is {side} of a size with the other sign");
        return new(position.Member("market").Text(), size * Number(position.Member("entryPrice")), Number(position.Member("unrealizedPnl")));
    }

    private static BigInteger Signed(JsonAnswer asset)
    {
        var size = Number(asset.Member("size"));
        var side = asset.Member("side").Text();
        if (side is not ("LONG" or "SHORT") || size.Sign < 0) asset.Member("side").Refuse("must be LONG or SHORT of a size that is not negative");
        return side == "SHORT" ? -size : size;
    }

    /// <summary>Digits, at most one point with at most 40 places behind it, at most one minus.</summary>
    private static BigInteger Number(JsonAnswer place)
    {
        var text = place.Text(MaximumDigits);
        var digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        var point = digits.IndexOf('.');
        var fraction = point < 0 ? default : digits[(point + 1)..];
        var whole = point < 0 ? digits : digits[..point];
        if (whole.IsEmpty || whole.ContainsAnyExceptInRange('0', '9') || fraction.ContainsAnyExceptInRange('0', '9') || (point >= 0 && fraction.IsEmpty) || fraction.Length > Places)
        {
            place.Refuse($"must be a decimal number with at most {Places} places");
            return default;
        }

        var value = BigInteger.Parse($"{whole}{fraction}", NumberStyles.None, CultureInfo.InvariantCulture) * BigInteger.Pow(10, Places - fraction.Length);
        return text.StartsWith('-') ? -value : value;
    }
}
