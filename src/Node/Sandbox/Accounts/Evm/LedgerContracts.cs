using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Erc4626;
using CrossChainOracle.Collateral.EvmNative;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Node.Sandbox.Evm;

namespace CrossChainOracle.Node.Sandbox.Accounts.Evm;

/// <summary>The views of the contracts after a block: ERC-20, ERC-4626 and Multicall3.</summary>
internal static class LedgerContracts
{
    private static readonly uint TotalSupply = AbiSelector.Of("totalSupply()");
    private static readonly uint Symbol = AbiSelector.Of("symbol()");
    private static readonly uint TotalAssets = AbiSelector.Of("totalAssets()");
    private static readonly uint GetCurrentBlockTimestamp = AbiSelector.Of("getCurrentBlockTimestamp()");

    /// <param name="block">After which.</param>
    /// <param name="to">Whom; where there is no contract the call succeeds and returns nothing.</param>
    /// <param name="data">Call data.</param>
    public static MulticallResult Call(LedgerBlock block, EvmAddress to, ReadOnlySpan<byte> data)
    {
        if (to == EvmReaderOptions.CanonicalMulticall) return Multicall(block, data);
        if (!block.State.Tokens.TryGetValue(to, out var token)) return new(true, ReadOnlyMemory<byte>.Empty);
        if (!AbiSelector.TrySplit(data, out var selector, out var arguments)) return SandboxContract.Revert(null);
        if (Token(token, selector, arguments) is { } answer) return answer;
        return block.State.Vaults.TryGetValue(to, out var vault) ? Vault(block, to, vault, token.Supply, selector, arguments) : SandboxContract.Revert(null);
    }

    private static MulticallResult? Token(LedgerToken token, uint selector, ReadOnlySpan<byte> arguments)
    {
        if (selector == Erc20Layout.Decimals) return Number(token.Decimals);
        if (selector == TotalSupply) return Number(token.Supply);
        if (selector == Symbol) return new(true, new AbiWriter().String(token.Symbol).ToArray());
        if (selector != Erc20Layout.BalanceOf) return null;
        return TryAddress(arguments, out var owner) ? Number(token.BalanceOf(owner)) : SandboxContract.Revert(null);
    }

    private static MulticallResult Vault(LedgerBlock block, EvmAddress address, LedgerVault vault, UInt128 supply, uint selector, ReadOnlySpan<byte> arguments)
    {
        var total = vault.Total(block.State.Tokens[vault.Asset], address, block.Seconds);
        if (selector == Erc4626Layout.Asset) return new(true, new AbiWriter().Address(vault.Asset).ToArray());
        if (selector == TotalAssets) return Number(total);
        if (selector != Erc4626Layout.ConvertToAssets && selector != Erc4626Layout.PreviewRedeem) return SandboxContract.Revert(null);
        var reader = new AbiReader(arguments);
        return reader.TryOpen(1, out var top) && reader.TryReadUInt128(ref top, 256, out var shares) && LedgerVault.ToAssets(shares, total, supply) is { } assets
            ? Number(assets)
            : SandboxContract.Revert(null);
    }

    private static MulticallResult Multicall(LedgerBlock block, ReadOnlySpan<byte> data)
    {
        if (AbiSelector.TrySplit(data, out var selector, out var arguments))
        {
            if (selector == GetCurrentBlockTimestamp) return Number((UInt128)block.Seconds);
            if (selector == EvmNativeLayout.GetEthBalance) return TryAddress(arguments, out var owner) ? Number(block.State.Coins.GetValueOrDefault(owner)) : SandboxContract.Revert(null);
        }

        return SandboxMulticall.Aggregate(data, call => IsNested(call) ? SandboxContract.Revert("nested") : Call(block, call.To, call.Data.Span));
    }

    // Multicall3 may be asked through itself for balances and times, not for further calls.
    private static bool IsNested(EvmCall call) =>
        call.To == EvmReaderOptions.CanonicalMulticall && AbiSelector.TrySplit(call.Data.Span, out var selector, out _) && selector == Multicall3.Aggregate3;

    private static bool TryAddress(ReadOnlySpan<byte> arguments, out EvmAddress address)
    {
        var reader = new AbiReader(arguments);
        address = default;
        return reader.TryOpen(1, out var top) && reader.TryReadAddress(ref top, out address);
    }

    private static MulticallResult Number(UInt128 value) => new(true, new AbiWriter().UInt(value).ToArray());
}
