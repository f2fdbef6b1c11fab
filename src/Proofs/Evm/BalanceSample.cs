using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>An owner's balance and what the candidates' slots hold, all of one block.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="Balance">By <c>balanceOf</c>.</param>
/// <param name="Slots">Values by slot, proven or by <c>eth_getStorageAt</c>; a slot that is not here agrees with nothing.</param>
public sealed record BalanceSample(EvmAddress Owner, EvmWord Balance, IReadOnlyDictionary<Hash256, EvmWord> Slots)
{
    internal bool Agrees(BalanceLayout layout) => Slots.TryGetValue(layout.SlotOf(Owner), out var value) && value == Balance;
}
