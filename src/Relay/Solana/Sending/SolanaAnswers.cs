using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Solana.Sending;

/// <param name="Slot">The newest finalized one.</param>
/// <param name="BlockHeight">Blocks below it: slots may be empty.</param>
internal readonly record struct FinalizedHead(ulong Slot, ulong BlockHeight);

/// <param name="Hash">What a transaction names to be young.</param>
/// <param name="LastValidBlockHeight">Of the last block that takes such a transaction.</param>
internal readonly record struct RecentBlockhash(Hash256 Hash, ulong LastValidBlockHeight);

/// <summary>Where a transaction stands.</summary>
/// <param name="Slot">Of its block.</param>
/// <param name="Finalized">The block is rooted; else it may be dropped with its fork.</param>
/// <param name="Error">Why it failed, as the node says it; null: it succeeded.</param>
internal sealed record TransactionStatus(ulong Slot, bool Finalized, string? Error);

/// <summary>The statuses of some transactions.</summary>
/// <param name="Slot">The newest that the node knew when it answered.</param>
/// <param name="Statuses">In the order asked; null: in no block that the node knows.</param>
internal sealed record StatusList(ulong Slot, IReadOnlyList<TransactionStatus?> Statuses);

/// <summary>What became of a transaction that was only tried.</summary>
/// <param name="Error">As the node says it; null: it would succeed.</param>
/// <param name="Permanent">The same bytes under another blockhash would fail as well.</param>
internal readonly record struct Trial(string? Error, bool Permanent);
