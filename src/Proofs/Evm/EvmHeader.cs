using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>A block header as Ethereum and its L2s hash it: 15 fields of Frontier and those that forks have added behind them, in that order.</summary>
/// <remarks>
/// London: base fee (EIP-1559). Shanghai: withdrawals root (EIP-4895). Cancun: blob gas (EIP-4844) and parent beacon root (EIP-4788). Prague: requests hash
/// (EIP-7685). Osaka adds none. A field is there only if all before it are.
/// </remarks>
public sealed class EvmHeader
{
    public const int BloomSize = 256;

    public required Hash256 ParentHash { get; init; }

    /// <summary><c>sha3Uncles</c>.</summary>
    public required Hash256 OmmersHash { get; init; }

    /// <summary><c>miner</c>: the fee recipient.</summary>
    public required EvmAddress Beneficiary { get; init; }

    public required Hash256 StateRoot { get; init; }

    public required Hash256 TransactionsRoot { get; init; }

    public required Hash256 ReceiptsRoot { get; init; }

    /// <summary>256 bytes.</summary>
    public required ReadOnlyMemory<byte> LogsBloom { get; init; }

    public required UInt128 Difficulty { get; init; }

    public required ulong Number { get; init; }

    public required ulong GasLimit { get; init; }

    public required ulong GasUsed { get; init; }

    /// <summary>Unix milliseconds; a whole number of seconds stands in the header.</summary>
    public required long Timestamp { get; init; }

    /// <summary>At most <see cref="EvmHeaderCodec.MaximumExtra"/> bytes.</summary>
    public required ReadOnlyMemory<byte> ExtraData { get; init; }

    /// <summary>Also <c>prevRandao</c> (EIP-4399); Arbitrum keeps its own numbers here.</summary>
    public required Hash256 MixHash { get; init; }

    /// <summary>The eight bytes, big-endian.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>Wei per gas; null before London.</summary>
    public UInt128? BaseFee { get; init; }

    /// <summary>Null before Shanghai. On the OP stack see <see cref="OpStackHeader"/>.</summary>
    public Hash256? WithdrawalsRoot { get; init; }

    public ulong? BlobGasUsed { get; init; }

    public ulong? ExcessBlobGas { get; init; }

    public Hash256? ParentBeaconBlockRoot { get; init; }

    /// <summary>Null before Prague.</summary>
    public Hash256? RequestsHash { get; init; }

    /// <summary>The block's hash, computed from all fields: Keccak-256 of the RLP.</summary>
    public Hash256 ComputeHash() => Keccak256.Hash(EvmHeaderCodec.Encode(this));
}
