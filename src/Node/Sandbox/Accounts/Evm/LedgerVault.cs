using System.Numerics;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Node.Sandbox.Accounts.Evm;

/// <summary>What an ERC-4626 vault keeps beside its shares (EIP-4626). Its assets grow with time; what has grown is paid out of a reserve when somebody comes in or goes out.</summary>
/// <remarks>One share and one asset more than there are stand in every conversion, as in OpenZeppelin's vaults: nobody can inflate the value of the first share.</remarks>
/// <param name="Asset">The token that it holds.</param>
/// <param name="Reserve">Who pays what has grown.</param>
/// <param name="RatePpb">Parts of 10^9 by which the assets grow each second.</param>
/// <param name="AccruedAt">Until when what has grown was paid, Unix seconds.</param>
internal sealed record LedgerVault(EvmAddress Asset, EvmAddress Reserve, uint RatePpb, long AccruedAt)
{
    private const uint Billion = 1_000_000_000;

    /// <summary>What has grown since it was last paid, at most the reserve.</summary>
    public UInt128 Grown(LedgerToken asset, EvmAddress vault, long time)
    {
        var grown = (BigInteger)asset.BalanceOf(vault) * RatePpb * Math.Max(0, time - AccruedAt) / Billion;
        return (UInt128)BigInteger.Min(grown, (BigInteger)asset.BalanceOf(Reserve));
    }

    /// <summary><c>totalAssets()</c>.</summary>
    public UInt128 Total(LedgerToken asset, EvmAddress vault, long time) => asset.BalanceOf(vault) + Grown(asset, vault, time);

    /// <summary>Rounded down, as <c>convertToAssets</c> and <c>previewRedeem</c> do; null beyond 128 bits.</summary>
    public static UInt128? ToAssets(UInt128 shares, UInt128 total, UInt128 supply) => Convert(shares, total, supply);

    /// <summary>Rounded down, as a deposit does.</summary>
    public static UInt128? ToShares(UInt128 assets, UInt128 total, UInt128 supply) => Convert(assets, supply, total);

    /// <summary>Rounded up, as a withdrawal does.</summary>
    public static UInt128? ToSharesUp(UInt128 assets, UInt128 total, UInt128 supply) => Fit((((BigInteger)assets * ((BigInteger)supply + 1)) + total) / ((BigInteger)total + 1));

    private static UInt128? Convert(UInt128 amount, UInt128 numerator, UInt128 denominator) => Fit((BigInteger)amount * ((BigInteger)numerator + 1) / ((BigInteger)denominator + 1));

    private static UInt128? Fit(BigInteger number) => number <= UInt128.MaxValue ? (UInt128)number : null;
}
