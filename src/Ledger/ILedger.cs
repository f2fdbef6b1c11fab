using CrossChainOracle.Domain;

namespace CrossChainOracle.Ledger;

/// <summary>Reads what is durable. Thread-safe; reading never waits for a writer.</summary>
public interface ILedgerReader
{
    /// <summary>The last durable reservation as far as it can be seen from here; null for a shard without any.</summary>
    /// <remarks>A hint: where several write, another may have moved it already. <see cref="ILedger.ReserveAsync"/> decides.</remarks>
    ValueTask<LedgerHead?> HeadAsync(string shard, CancellationToken ct = default);

    /// <summary>Null when nothing is reserved there. Signatures are those attached when it is called.</summary>
    /// <remarks>A disk or a service that cannot be read throws <see cref="IOException"/>; bytes in a log that changed since it was opened throw
    /// <see cref="Storage.LogDamagedException"/>, items of a service that no ledger wrote throw <see cref="InvalidDataException"/>. So do <see cref="HeadAsync"/> and
    /// <see cref="ReadFromAsync"/>.</remarks>
    ValueTask<LedgerEntry?> ReadAsync(string shard, ulong sequence, CancellationToken ct = default);

    /// <summary>The shard's entries from a sequence on, in order, without gaps; ends at the head it finds when it gets there.</summary>
    IAsyncEnumerable<LedgerEntry> ReadFromAsync(string shard, ulong sequence, CancellationToken ct = default);
}

/// <summary>The durability contract that co-signing stands on: one digest for each (shard, sequence), reserved before anyone signs it.</summary>
/// <remarks>
/// An implementation must survive concurrent callers, a crash at any moment, and a disk or a service that fails with or without having written.
/// <list type="bullet">
/// <item>Durability: what is acknowledged (<c>Reserved</c>, <c>AlreadyReserved</c>, <c>Attached</c>, <c>AlreadyAttached</c>) is there after any crash. What was not
/// acknowledged may be there as well: after a restart read the head, and sign or publish the reserved digest again, never another.</item>
/// <item>Concurrency: of any number of callers that reserve one (shard, sequence), one digest wins; every other digest is rejected.</item>
/// <item>Cancellation before the call's turn throws <see cref="OperationCanceledException"/> and nothing was or will be written. After it the token is
/// not looked at. A caller that stops waiting by other means does not know: it must treat the call as <c>Unknown</c>.</item>
/// <item><c>Failed</c>: nothing persisted, may be retried. <c>Unknown</c>: it may have persisted, or may still: read the head again before anything else. A log answers
/// <c>Unknown</c> to every later call that has to write until it was opened again.</item>
/// <item>No other exception than those named, <see cref="ObjectDisposedException"/>, and those of a broken invariant.</item>
/// </list>
/// </remarks>
public interface ILedger : ILedgerReader, IAsyncDisposable
{
    /// <summary>Reserves by compare-and-swap on the shard's head: the sequence must follow the head's, the previous digest must be the head's.</summary>
    ValueTask<ReserveOutcome> ReserveAsync(Reservation reservation, CancellationToken ct = default);

    /// <summary>Attaches the signatures to a reserved digest, once; the first stay.</summary>
    /// <param name="signatures">Opaque to the ledger; at least one byte.</param>
    ValueTask<AttachOutcome> AttachAsync(
        string shard, ulong sequence, Hash256 digest, ReadOnlyMemory<byte> signatures, CancellationToken ct = default);
}
