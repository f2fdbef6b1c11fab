using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Erc4626;

/// <summary>Reads what vaults return, from untrusted bytes; never throws for them.</summary>
public static class Erc4626Parser
{
    /// <summary>How many shares the index is asked for: 10^18 whole ones, or as many as 127 bits hold. Rounding down costs less than one unit of the asset in so many.</summary>
    public static UInt128 IndexShares(Erc4626Vault vault) => (UInt128)FixedPoint.PowerOfTen(Math.Min(vault.Decimals + Erc4626Markets.IndexDigits, FixedPoint.MaxPowerOfTen));

    /// <summary>The lower bound of what a share is worth: the lesser of <c>convertToAssets</c> and, where the vault redeems at once, <c>previewRedeem</c>, each rounded down by the vault.</summary>
    /// <param name="vault">Whose answers.</param>
    /// <param name="convert">The outcome of <c>convertToAssets(<see cref="IndexShares"/>)</c>.</param>
    /// <param name="preview">The outcome of <c>previewRedeem(<see cref="IndexShares"/>)</c>; null for vaults with a queue, where it must revert.</param>
    /// <param name="index">Assets for those shares.</param>
    /// <param name="failure">Why there is none.</param>
    public static bool TryParseIndex(Erc4626Vault vault, CallOutcome convert, CallOutcome? preview, out ShareIndex index, [NotNullWhen(false)] out ReadFailure? failure)
    {
        index = default;
        if (!EvmAnswer.TryUInt(convert, $"convertToAssets() of {vault.Vault}", 256, out var assets, out failure)) return false;
        if (preview is not null)
        {
            if (!EvmAnswer.TryUInt(preview, $"previewRedeem() of {vault.Vault}", 256, out var redeemed, out failure)) return false;
            assets = UInt128.Min(assets, redeemed);
        }

        index = new(assets, IndexShares(vault));
        return true;
    }

    /// <summary>Checks the return data of <c>asset()</c>, and of <c>decimals()</c> of both contracts, against what is configured.</summary>
    public static bool TryCheckIdentity(Erc4626Vault vault, CallOutcome asset, CallOutcome decimals, CallOutcome assetDecimals, [NotNullWhen(false)] out ReadFailure? failure) =>
        EvmAnswer.TryExpect(asset, $"asset() of {vault.Vault}", vault.Asset, out failure)
        && EvmAnswer.TryExpectDecimals(decimals, vault.Vault, vault.Decimals, out failure)
        && EvmAnswer.TryExpectDecimals(assetDecimals, vault.Asset, vault.AssetDecimals, out failure);

    /// <summary>Reads the return data of <c>pendingRedeemRequest</c> and <c>claimableRedeemRequest</c>: uint256 each; the shares of both together.</summary>
    public static bool TryParseQueued(Erc4626Vault vault, CallOutcome pending, CallOutcome claimable, out UInt128 shares, [NotNullWhen(false)] out ReadFailure? failure)
    {
        shares = 0;
        if (!EvmAnswer.TryUInt(pending, $"pendingRedeemRequest() of {vault.Vault}", 256, out var waiting, out failure)
            || !EvmAnswer.TryUInt(claimable, $"claimableRedeemRequest() of {vault.Vault}", 256, out var ready, out failure))
        {
            return false;
        }

        if (waiting > UInt128.MaxValue - ready) failure = new(RejectionCode.OutOfRange, $"{waiting} pending and {ready} claimable shares of {vault.Vault} need more than 128 bits");
        else shares = waiting + ready;
        return failure is null;
    }
}
