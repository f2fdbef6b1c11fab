using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>A transaction's receipt as the receipts trie holds it (Yellow Paper 4.4.1, EIP-658, EIP-2718). It names neither its transaction nor its block: the trie and the header do.</summary>
public sealed class EvmReceipt
{
    /// <summary>0 for transactions without a type, else that of EIP-2718 or of the L2.</summary>
    public required byte Type { get; init; }

    /// <summary>Null before Byzantium, where <see cref="PostState"/> stands instead.</summary>
    public bool? Succeeded { get; init; }

    /// <summary>State root after the transaction; null from Byzantium on (EIP-658).</summary>
    public Hash256? PostState { get; init; }

    /// <summary>Gas used in the block up to and with this transaction.</summary>
    public required ulong CumulativeGas { get; init; }

    /// <summary>256 bytes.</summary>
    public required ReadOnlyMemory<byte> Bloom { get; init; }

    public required IReadOnlyList<EvmLog> Logs { get; init; }

    /// <summary>OP-stack deposits from Canyon on: the sender's nonce.</summary>
    public ulong? DepositNonce { get; init; }

    /// <summary>OP-stack deposits from Canyon on; set together with <see cref="DepositNonce"/>.</summary>
    public ulong? DepositVersion { get; init; }
}
