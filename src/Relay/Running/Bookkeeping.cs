using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Running;

/// <summary>Makes durable what came of one chain's postings, in an order in which a process may be killed anywhere: dead letters and receipts first, then the sender forgets, then the stream is left behind.</summary>
/// <remarks>What the disk did not take waits and is tried again. A receipt that was kept and not forgotten is written again by the next run: at least once. Not thread-safe.</remarks>
internal sealed class Bookkeeping(RelaySinks sinks, int partition, ChainId chain, string relayer)
{
    private readonly List<Unpostable> _dead = [];
    private readonly List<RelayReceipt> _final = [];

    public void Add(IEnumerable<Unpostable> letters) => _dead.AddRange(letters);

    public void Add(PostingReceipt final) => _final.AddRange(RelayReceipt.Of(final, relayer));

    /// <param name="book">That says what is still owed, and counts.</param>
    /// <param name="forget">The sender's; given what it must not forget yet.</param>
    /// <param name="advance">Moves the place in the stream on.</param>
    /// <returns>Why it went no further, or null.</returns>
    public async Task<string?> KeepAsync(PostingBook book, Func<Func<string, bool>, Task<string?>> forget, Func<string?> advance, CancellationToken cancellation)
    {
        if (await sinks.KeepAsync(partition, chain, _dead, cancellation).ConfigureAwait(false) is { } noLetter) return noLetter;
        book.CountDeadLetters(_dead.Count);
        _dead.Clear();
        if (await sinks.KeepAsync(partition, _final, cancellation).ConfigureAwait(false) is { } noReceipt) return noReceipt;
        _final.Clear();
        return await forget(book.IsOwed).ConfigureAwait(false) ?? advance();
    }
}
