using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Evm;

/// <summary>An event as <c>eth_getLogs</c> and receipts give it, with its place.</summary>
/// <param name="Contract">Who emitted it.</param>
/// <param name="Topics">0 to 4; the first is keccak256 of the event's signature, except for anonymous events.</param>
/// <param name="Data">ABI-encoded arguments that are not indexed.</param>
/// <param name="BlockHash">The block it is in; a log without its block is refused before it becomes one of these.</param>
/// <param name="BlockNumber">That block's height.</param>
/// <param name="Transaction">The transaction's hash.</param>
/// <param name="Index">Its place among the block's logs.</param>
public sealed record EvmLog(
    EvmAddress Contract, IReadOnlyList<Hash256> Topics, ReadOnlyMemory<byte> Data, Hash256 BlockHash, ulong BlockNumber, Hash256 Transaction, uint Index);
