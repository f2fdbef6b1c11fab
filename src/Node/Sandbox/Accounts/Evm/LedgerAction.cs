using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Node.Sandbox.Accounts.Evm;

/// <summary>What a transaction does. Whoever sends it does it with what is its own; allowances are not played.</summary>
/// <param name="To">Which address the transaction calls or pays.</param>
internal abstract record LedgerAction(EvmAddress To)
{
    private static readonly uint TransferSelector = AbiSelector.Of("transfer(address,uint256)");
    private static readonly uint DepositSelector = AbiSelector.Of("deposit(uint256,address)");
    private static readonly uint WithdrawSelector = AbiSelector.Of("withdraw(uint256,address,address)");

    /// <summary>Wei that go with it.</summary>
    public virtual UInt128 Value => 0;

    /// <summary>The transaction's call data.</summary>
    public abstract byte[] Data(EvmAddress from);

    /// <summary>The chain's own coin.</summary>
    public sealed record Pay(EvmAddress Payee, UInt128 Wei) : LedgerAction(Payee)
    {
        public override UInt128 Value => Wei;

        public override byte[] Data(EvmAddress from) => [];
    }

    /// <summary>ERC-20 <c>transfer(address,uint256)</c>.</summary>
    public sealed record Transfer(EvmAddress Token, EvmAddress Recipient, UInt128 Amount) : LedgerAction(Token)
    {
        public override byte[] Data(EvmAddress from) => new AbiWriter().Address(Recipient).UInt(Amount).ToCall(TransferSelector);
    }

    /// <summary>ERC-4626 <c>deposit(uint256,address)</c> for the sender.</summary>
    public sealed record Deposit(EvmAddress Vault, UInt128 Assets) : LedgerAction(Vault)
    {
        public override byte[] Data(EvmAddress from) => new AbiWriter().UInt(Assets).Address(from).ToCall(DepositSelector);
    }

    /// <summary>ERC-4626 <c>withdraw(uint256,address,address)</c> of the sender to the sender.</summary>
    public sealed record Withdraw(EvmAddress Vault, UInt128 Assets) : LedgerAction(Vault)
    {
        public override byte[] Data(EvmAddress from) => new AbiWriter().UInt(Assets).Address(from).Address(from).ToCall(WithdrawSelector);
    }
}
