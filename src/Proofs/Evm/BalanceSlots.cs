using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>Finds out where a token keeps its balances, so that they can be proven. Pure: whoever asks the chain brings the answers.</summary>
/// <remarks>
/// One slot that happens to hold an owner's balance proves nothing: an allowance, a deposit of the same size or a token's own bookkeeping can. So a layout is believed only
/// with the agreement of at least two owners whose balances differ and are not zero (<see cref="Decide"/>), or when a balance was seen to follow its slot
/// (<see cref="DecideByOverride"/>). A layout says where to look; what is there is proven each time anew.
/// </remarks>
public static class BalanceSlots
{
    /// <summary>Slots of mappings that are looked at: tokens with long inheritance reach into the fifties.</summary>
    public const uint DefaultDepth = 64;

    /// <summary>The layouts worth trying: the namespaced and the hand-written one first, then Solidity's and Vyper's by slot.</summary>
    /// <param name="depth">How many slots of each.</param>
    public static IReadOnlyList<BalanceLayout> Candidates(uint depth = DefaultDepth)
    {
        var candidates = new List<BalanceLayout> { BalanceLayout.OpenZeppelinUpgradeable, BalanceLayout.Solady };
        for (uint slot = 0; slot < depth; slot++)
        {
            candidates.Add(BalanceLayout.Solidity(slot));
            candidates.Add(BalanceLayout.Vyper(slot));
        }

        return candidates;
    }

    /// <summary>The one candidate that holds every owner's balance.</summary>
    /// <param name="candidates">What was tried.</param>
    /// <param name="samples">Owners of one block, with the values of every candidate's slot. A zero balance agrees with an empty slot, but does not count as agreement.</param>
    public static BalanceSlotOutcome Decide(IReadOnlyCollection<BalanceLayout> candidates, IReadOnlyCollection<BalanceSample> samples)
    {
        var owners = samples.Where(sample => !sample.Balance.IsZero).DistinctBy(sample => sample.Owner).DistinctBy(sample => sample.Balance).Count();
        if (owners < 2) return new BalanceSlotOutcome.Undecided($"{owners} owners with different balances above zero, 2 needed");
        var matching = candidates.Where(layout => samples.All(sample => sample.Agrees(layout))).ToList();
        return matching.Count switch
        {
            1 => new BalanceSlotOutcome.Found(matching[0], BalanceSlotEvidence.DifferentOwners),
            0 => new BalanceSlotOutcome.Undecided($"none of {candidates.Count} layouts holds the balances of {samples.Count} owners"),
            _ => new BalanceSlotOutcome.Undecided($"{matching.Count} layouts hold the balances of {samples.Count} owners, the first are {matching[0]} and {matching[1]}"),
        };
    }

    /// <summary>Whether a balance follows its slot: <c>eth_call</c> of <c>balanceOf</c> with the slot overridden (geth's state override set).</summary>
    /// <param name="layout">The candidate.</param>
    /// <param name="before">The balance by a call without the override.</param>
    /// <param name="written">What the override put into the candidate's slot; neither zero nor the balance.</param>
    /// <param name="after">The balance by a call with it.</param>
    /// <exception cref="ArgumentException">A probe that could show nothing: <paramref name="written"/> is zero or the balance itself.</exception>
    public static BalanceSlotOutcome DecideByOverride(BalanceLayout layout, EvmWord before, EvmWord written, EvmWord after)
    {
        if (written.IsZero || written == before) throw new ArgumentException($"A probe of {written} shows nothing where the balance is {before}.", nameof(written));
        return after == written
            ? new BalanceSlotOutcome.Found(layout, BalanceSlotEvidence.StateOverride)
            : new BalanceSlotOutcome.Undecided($"with {written} in the slot of {layout} the balance is {after}");
    }
}
