using System.Buffers.Binary;
using System.Globalization;
using CrossChainOracle.Encoding.Protobuf;

namespace CrossChainOracle.Collateral.DydxV4;

/// <summary>Where the chain keeps subaccounts and what they are judged by, and the paths of the indexer; the sources stand in the README beside this file.</summary>
internal static class DydxLayout
{
    public const string Source = "dydx-v4";
    public const string SubaccountStore = "subaccounts";
    public const string PerpetualStore = "perpetuals";
    public const string PriceStore = "prices";
    public const string MarketsPath = "/v4/perpetualMarkets";

    /// <summary>Decimals of a quote quantum, and of USDC.</summary>
    public const byte QuoteDecimals = 6;

    /// <summary>USDC's number among the chain's assets; the only one that subaccounts can hold.</summary>
    public const uint Usdc = 0;

    public static byte[] SubaccountKey(string owner, uint number) => [.. "SA:"u8, .. SubaccountId(owner, number)];

    public static byte[] LeverageKey(string owner, uint number) => [.. "Lev:"u8, .. SubaccountId(owner, number)];

    public static byte[] PerpetualKey(uint id) => [.. "Perp:"u8, .. BigEndian(id)];

    public static byte[] TierKey(uint id) => [.. "LiqTier:"u8, .. BigEndian(id)];

    public static byte[] PriceKey(uint market) => [.. "Price:"u8, .. BigEndian(market)];

    public static string SubaccountPath(string owner, uint number) => string.Create(CultureInfo.InvariantCulture, $"/v4/addresses/{owner}/subaccountNumber/{number}");

    /// <summary>The market of a position key.</summary>
    public static string Market(uint number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Of gains and losses that are not settled.</summary>
    public static string Unsettled(uint number) => $"{Market(number)}/unsettled";

    // The subaccount's protobuf is its key: owner = 1, number = 2.
    private static byte[] SubaccountId(string owner, uint number) => new ProtoWriter().Text(1, owner).Varint(2, number).ToArray();

    private static byte[] BigEndian(uint number)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }
}
