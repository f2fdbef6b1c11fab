using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;

namespace CrossChainOracle.Node.Sandbox.Accounts.Evm;

/// <summary>A transaction: the fields that EIP-155 has its sender sign. Nobody signs here, so that these bytes also are the whole of it.</summary>
internal sealed class LedgerTransaction
{
    public const ulong Gas = 21_000;

    private const ulong GasLimit = 200_000;

    public LedgerTransaction(ulong chain, EvmAddress from, ulong nonce, LedgerAction action)
    {
        (From, Action) = (from, action);
        Bytes = new RlpWriter().Number(nonce).Number(LedgerBlock.BaseFee).Number(GasLimit).Address(action.To).Number(action.Value).Bytes(action.Data(from)).Number(chain).Number(0).Number(0).ToList();
        Hash = Keccak256.Hash(Bytes, from.ToArray());
    }

    public EvmAddress From { get; }

    public LedgerAction Action { get; }

    /// <summary>In the transactions trie.</summary>
    public byte[] Bytes { get; }

    /// <summary>Over the bytes and the sender, whom a signature would name.</summary>
    public Hash256 Hash { get; }
}
