using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Hyperliquid;

/// <summary>Where the precompiles are, how they and the info API count, and the members of its answers; the sources stand in the README beside this file.</summary>
internal static class HyperliquidLayout
{
    /// <summary>Dollar amounts of the precompiles: margins, equity, entry notional, withdrawable.</summary>
    public const byte DollarDecimals = 6;

    /// <summary>The first perpetuals exchange, which is Hyperliquid's own; those of builders are not read.</summary>
    public const uint MainDex = 0;

    public const string InfoPath = "/info";
    public const string PerpMarket = "perp";
    public const string UnsettledMarket = "perp/unsettled";
    public const string SpotMarket = "spot";

    // Called with the encoded arguments only, without a selector.
    public static readonly EvmAddress Position = Precompile(0x0800);
    public static readonly EvmAddress SpotBalance = Precompile(0x0801);
    public static readonly EvmAddress VaultEquity = Precompile(0x0802);
    public static readonly EvmAddress Withdrawable = Precompile(0x0803);
    public static readonly EvmAddress MarkPrice = Precompile(0x0806);
    public static readonly EvmAddress AccountMarginSummary = Precompile(0x080f);

    public static string VaultMarket(EvmAddress vault) => $"vault/{vault}";

    private static EvmAddress Precompile(ushort number)
    {
        Span<byte> bytes = stackalloc byte[EvmAddress.Size];
        bytes.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(bytes[^sizeof(ushort)..], number);
        return EvmAddress.From(bytes);
    }
}
