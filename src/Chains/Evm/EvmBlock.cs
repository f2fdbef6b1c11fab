using CrossChainOracle.Domain.Heads;

namespace CrossChainOracle.Chains.Evm;

/// <summary>A block as an endpoint describes it.</summary>
/// <param name="Place">Number, hash, parent's hash, time.</param>
/// <param name="BaseFee">Wei per gas (EIP-1559); 0 where the chain has none.</param>
public readonly record struct EvmBlock(BlockRef Place, UInt128 BaseFee)
{
    /// <summary>What reads are pinned by.</summary>
    public PinnedBlock Pinned => new(Place.Number, Place.Hash, Place.Timestamp);

    public override string ToString() => Place.ToString();
}
