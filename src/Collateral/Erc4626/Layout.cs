using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Erc4626;

/// <summary>The functions of ERC-4626 (EIP-4626) and of asynchronous redemptions (EIP-7540); balances and their events are those of ERC-20.</summary>
public static class Erc4626Layout
{
    public static readonly uint Asset = AbiSelector.Of("asset()");
    public static readonly uint ConvertToAssets = AbiSelector.Of("convertToAssets(uint256)");
    public static readonly uint PreviewRedeem = AbiSelector.Of("previewRedeem(uint256)");
    public static readonly uint PendingRedeemRequest = AbiSelector.Of("pendingRedeemRequest(uint256,address)");
    public static readonly uint ClaimableRedeemRequest = AbiSelector.Of("claimableRedeemRequest(uint256,address)");

    public static EvmCall ForAsset(EvmAddress vault) => new(vault, new AbiWriter().ToCall(Asset));

    public static EvmCall ForAssetsOf(EvmAddress vault, uint function, UInt128 shares) => new(vault, new AbiWriter().UInt(shares).ToCall(function));

    /// <summary>The shares of a controller's requests. Request id 0 stands for all of them at once (EIP-7540, "Request Ids").</summary>
    public static EvmCall ForRequests(EvmAddress vault, uint function, EvmAddress controller) => new(vault, new AbiWriter().UInt(0).Address(controller).ToCall(function));
}
