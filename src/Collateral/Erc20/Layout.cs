using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Erc20;

/// <summary>The functions and events of ERC-20 (EIP-20), and the two events by which WETH9 mints and burns.</summary>
public static class Erc20Layout
{
    public static readonly uint BalanceOf = AbiSelector.Of("balanceOf(address)");
    public static readonly uint Decimals = AbiSelector.Of("decimals()");

    /// <summary><c>Transfer(address indexed from, address indexed to, uint256 value)</c>.</summary>
    public static readonly Hash256 Transfer = EvmLogs.TopicOf("Transfer(address,address,uint256)");

    /// <summary><c>Deposit(address indexed dst, uint256 wad)</c> of WETH9, which comes without a Transfer.</summary>
    public static readonly Hash256 Deposit = EvmLogs.TopicOf("Deposit(address,uint256)");

    /// <summary><c>Withdrawal(address indexed src, uint256 wad)</c> of WETH9, which comes without a Transfer.</summary>
    public static readonly Hash256 Withdrawal = EvmLogs.TopicOf("Withdrawal(address,uint256)");

    public static EvmCall ForBalance(EvmAddress token, EvmAddress owner) => new(token, new AbiWriter().Address(owner).ToCall(BalanceOf));

    public static EvmCall ForDecimals(EvmAddress token) => new(token, new AbiWriter().ToCall(Decimals));

    /// <summary>The logs that tell of every change of a balance.</summary>
    public static IEnumerable<EvmWatch> WatchesOf(EvmAddress token, Erc20Events events) => events switch
    {
        Erc20Events.Transfer => [new(token, Transfer, [1, 2])],
        Erc20Events.Weth9 => [new(token, Transfer, [1, 2]), new(token, Deposit, [1]), new(token, Withdrawal, [1])],
        _ => throw new InvalidOperationException($"{events} is no kind of events."),
    };
}
