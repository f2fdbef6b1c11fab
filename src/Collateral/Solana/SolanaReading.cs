using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Solana;

/// <summary>All that the credit rule needs about one owner at one protocol.</summary>
/// <remarks>
/// A deposit counts in <paramref name="Finalized"/>. A withdrawal counts when it is seen: each of the <paramref name="Changes"/> is netted in itself, across all linked
/// addresses and protocols by its signature, and what is negative is a debit. A position of a holding that is <see cref="SolanaUnsettled.Whole"/> is debited entirely.
/// Debts and encumbrances count as the higher of the two states. The rule is <see cref="CreditRule.TransactionNet"/>. Its limit: RPC lists transactions from
/// commitment confirmed on, so that of those which are only processed no more is seen than what is missing in <paramref name="Newest"/>.
/// </remarks>
/// <param name="Finalized">As finalized.</param>
/// <param name="Newest">As processed, at or after the finalized pin.</param>
/// <param name="Changes">The transactions after the finalized pin whose effect is known, oldest first.</param>
/// <param name="Unsettled">The holdings that are changing otherwise.</param>
public sealed record SolanaReading(SolanaState Finalized, SolanaState Newest, IReadOnlyList<SolanaChange> Changes, IReadOnlyList<SolanaUnsettled> Unsettled);

/// <summary>What a protocol's accounts said at one pin.</summary>
public sealed record SolanaState(SolanaSnapshot Snapshot, ProtocolAnswer Answer, IReadOnlyList<SolanaHolding> Holdings);

/// <summary>What one unfinalized transaction did to the owner's shares.</summary>
public sealed record SolanaChange(SolanaSignature Signature, ulong Slot, IReadOnlyList<SolanaEffect> Effects);

/// <summary>A holding that is changing in a way that no known transaction accounts for.</summary>
/// <param name="Holding">Which.</param>
/// <param name="Why">Printable ASCII.</param>
public abstract record SolanaUnsettled(SolanaHolding Holding, string Why)
{
    /// <summary>Nothing is known about the change: everything it keeps is debited.</summary>
    public sealed record Whole(SolanaHolding Holding, string Why) : SolanaUnsettled(Holding, Why);

    /// <summary>So much less is there than the known transactions leave.</summary>
    public sealed record Missing(SolanaHolding Holding, PositionKey Position, UInt128 Shares, string Why) : SolanaUnsettled(Holding, Why);
}
