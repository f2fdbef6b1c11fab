using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.GmxV2;

/// <summary>An open position, as far as it is used. Its backing is in the collateral token's own decimals.</summary>
internal readonly record struct GmxV2Position(EvmAddress Account, EvmAddress Market, EvmAddress Token, UInt128 Collateral, bool IsLong);

/// <summary>An order that waits to be executed, as far as it is used.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Token">The token that was sent with it or that it is to take out.</param>
/// <param name="Type">0 to 8 in the order of the contract's enumeration.</param>
/// <param name="Amount">Of the token, in its own decimals.</param>
internal readonly record struct GmxV2Order(EvmAddress Account, EvmAddress Token, ulong Type, UInt128 Amount)
{
    /// <summary>MarketSwap, LimitSwap, MarketIncrease, LimitIncrease, StopIncrease: the tokens lie in the order vault. Orders that decrease a position name what they will take out of it.</summary>
    public bool HoldsTokens => Type is <= 3 or 8;
}

/// <summary>Tokens that belong to an owner somewhere in the protocol.</summary>
/// <param name="Market">As in the position's key.</param>
/// <param name="Token">Which, as configured.</param>
/// <param name="Amount">In its own decimals.</param>
/// <param name="IsClaim">They may be claimed; otherwise they back a position or an order and are encumbered.</param>
internal sealed record GmxV2Backing(string Market, GmxV2Token Token, System.Numerics.BigInteger Amount, bool IsClaim);

/// <summary>Reads what the reader contract returns, from untrusted bytes; never throws for them.</summary>
internal static class GmxV2Parser
{
    /// <summary>Positions, and orders, of one account; more are refused.</summary>
    public const int MaximumItems = 128;

    /// <summary>An enumeration's last value.</summary>
    public const ulong LastOrderType = 8;

    private const int MaximumPath = 64;
    private const int PositionNumbers = 10;
    private const int PositionWords = 3 + PositionNumbers + 1;
    private const int OrderNumbers = 12;
    private const int OrderFlags = 4;

    /// <summary>getAccountPositions: (addresses (3), numbers (10), flags (1))[], all of it static.</summary>
    public static bool Positions(ref AbiReader reader, out List<GmxV2Position> positions)
    {
        positions = [];
        if (!reader.TryOpen(1, out var top) || !reader.TryOpenArray(ref top, MaximumItems, out var count, out var heads, PositionWords)) return false;
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryReadAddress(ref heads, out var account) || !reader.TryReadAddress(ref heads, out var market) || !reader.TryReadAddress(ref heads, out var token)) return false;
            Skip(ref reader, ref heads, 2);
            if (!reader.TryReadUInt128(ref heads, 256, out var collateral)) return false;
            Skip(ref reader, ref heads, PositionNumbers - 3);
            if (!reader.TryReadBool(ref heads, out var isLong)) return false;
            positions.Add(new(account, market, token, collateral, isLong));
        }

        return true;
    }

    /// <summary>getAccountOrders: (orderKey, (addresses with a swap path, numbers (12), flags (4), bytes32[]))[].</summary>
    public static bool Orders(ref AbiReader reader, out List<GmxV2Order> orders)
    {
        orders = [];
        if (!reader.TryOpen(1, out var top) || !reader.TryOpenArray(ref top, MaximumItems, out var count, out var heads)) return false;
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryOpenTuple(ref heads, 2, out var item)) return false;
            Skip(ref reader, ref item, 1);
            if (!reader.TryOpenTuple(ref item, 2 + OrderNumbers + OrderFlags, out var order) || !Order(ref reader, ref order, out var parsed)) return false;
            orders.Add(parsed);
        }

        return true;
    }

    private static bool Order(ref AbiReader reader, ref AbiFrame order, out GmxV2Order parsed)
    {
        parsed = default;
        if (!Addresses(ref reader, ref order, out var account, out var token) || !reader.TryReadUInt64(ref order, 8, out var type)) return false;
        Skip(ref reader, ref order, 2);
        if (!reader.TryReadUInt128(ref order, 256, out var amount)) return false;
        Skip(ref reader, ref order, OrderNumbers - 4);
        for (var i = 0; i < OrderFlags; i++)
        {
            if (!reader.TryReadBool(ref order, out _)) return false;
        }

        if (!reader.TryOpenArray(ref order, MaximumPath, out _, out _)) return false;
        parsed = new(account, token, type, amount);
        return true;
    }

    // account, receiver, cancellationReceiver, callbackContract, uiFeeReceiver, market, initialCollateralToken, swapPath
    private static bool Addresses(ref AbiReader reader, ref AbiFrame order, out EvmAddress account, out EvmAddress token)
    {
        (account, token) = (default, default);
        if (!reader.TryOpenTuple(ref order, 8, out var addresses) || !reader.TryReadAddress(ref addresses, out account)) return false;
        for (var i = 0; i < 5; i++)
        {
            if (!reader.TryReadAddress(ref addresses, out _)) return false;
        }

        return reader.TryReadAddress(ref addresses, out token) && reader.TryOpenArray(ref addresses, MaximumPath, out _, out _);
    }

    // Numbers that are not used may be anything: a market order accepts every price and says so with 2^256 - 1.
    private static void Skip(ref AbiReader reader, ref AbiFrame frame, int words)
    {
        for (var i = 0; i < words; i++) reader.ReadBytes32(ref frame, out _);
    }
}
