using CrossChainOracle.Proofs.Wormhole;

namespace CrossChainOracle.Proofs.Pyth;

/// <summary>An update whose VAA stands: its proven messages, and those that were refused one by one.</summary>
/// <param name="Vaa">Set, signers, time and sequence.</param>
/// <param name="Minor">Minor version of the update's format.</param>
/// <param name="Slot">Pythnet slot.</param>
/// <param name="RingSize">Slots that Pythnet keeps roots of.</param>
/// <param name="Messages">In the order of the update.</param>
/// <param name="Refused">In the order of the update.</param>
public sealed record VerifiedUpdate(
    VerifiedVaa Vaa,
    byte Minor,
    ulong Slot,
    uint RingSize,
    IReadOnlyList<ProvenMessage> Messages,
    IReadOnlyList<RefusedMessage> Refused)
{
    /// <summary>Whether every message proved, which is what the contracts ask of an update before they take anything from it.</summary>
    public bool IsWhole => Refused.Count == 0;
}

/// <summary>A message with its place in the update, the depth of its leaf, and its size in bytes.</summary>
public sealed record ProvenMessage(int Index, PythMessage Message, int ProofNodes, int Size);

/// <summary>A message that was refused, by its place in the update.</summary>
public sealed record RefusedMessage(int Index, ProofRefusal Refusal);
