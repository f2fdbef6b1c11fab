using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>An account and slots of it, proven against the state root of one block.</summary>
/// <param name="Block">Hash of the block, recomputed from its header.</param>
/// <param name="Number">Height of the block.</param>
/// <param name="Timestamp">Its time, Unix milliseconds.</param>
/// <param name="Address">Whose.</param>
/// <param name="Exists">False if the state holds no such account, which is proven as well: it is <see cref="EvmAccount.Empty"/> then.</param>
/// <param name="Account">The account.</param>
/// <param name="Slots">The value of each slot that was asked for; zero for those that the storage does not hold.</param>
public sealed record ProvenAccount(
    Hash256 Block,
    ulong Number,
    long Timestamp,
    EvmAddress Address,
    bool Exists,
    EvmAccount Account,
    IReadOnlyDictionary<Hash256, EvmWord> Slots);
