using CrossChainOracle.Domain;
using CrossChainOracle.Storage;
using CrossChainOracle.Streams;

namespace CrossChainOracle.Relay.Running;

/// <summary>Where the relayers of one process keep what came of their postings: the streams <c>receipts</c> and <c>dead-letter</c>.</summary>
/// <param name="receipts">A chain's go to the partition of its number, modulo how many there are.</param>
/// <param name="letters">The same.</param>
public sealed class RelaySinks(IEventPublisher receipts, IEventPublisher letters) : IAsyncDisposable
{
    public const string Receipts = "receipts";
    public const string DeadLetters = "dead-letter";

    /// <summary>Streams in the relay's folder, a partition for each chain. They go with the sinks.</summary>
    /// <param name="folder">Of the relay; it exists.</param>
    /// <param name="chains">Partitions.</param>
    /// <param name="files">Null: the machine's.</param>
    public static async Task<OpenOutcome<RelaySinks>> OpenAsync(string folder, int chains, TimeProvider time, IFileSystem? files = null)
    {
        var receipts = Open(Receipts);
        if (receipts is not OpenOutcome<ReopenedStream>.Opened { Value: var first }) return receipts.Map<RelaySinks>(static _ => throw new InvalidOperationException("It is open."));
        var letters = Open(DeadLetters);
        if (letters is OpenOutcome<ReopenedStream>.Opened) return letters.Map(second => new RelaySinks(first, second));
        await first.DisposeAsync().ConfigureAwait(false);
        return letters.Map<RelaySinks>(static _ => throw new InvalidOperationException("It is open."));

        OpenOutcome<ReopenedStream> Open(string stream)
        {
            var options = FileEventStream.In(Path.Combine(folder, stream)) with { FileSystem = files ?? PhysicalFileSystem.Instance };
            return FileEventStream.Open(options, chains, time).Map(opened => new ReopenedStream(opened, () => FileEventStream.Open(options, chains, time)));
        }
    }

    /// <returns>Why they are not kept, or null. Kept or not is unknown to a caller that was cancelled; kept twice is no harm.</returns>
    public Task<string?> KeepAsync(int partition, IReadOnlyList<RelayReceipt> kept, CancellationToken cancellation) =>
        KeepAsync(Receipts, receipts, partition, [.. kept.Select(static receipt => new StreamEvent(receipt.Chain.ToString(), ReceiptCodec.ContentType, ReceiptCodec.Encode(receipt), StreamEvent.NoProperties))], cancellation);

    /// <param name="chain">Whose relayer could not post them.</param>
    /// <returns>Why they are not kept, or null.</returns>
    public Task<string?> KeepAsync(int partition, ChainId chain, IReadOnlyList<Unpostable> kept, CancellationToken cancellation) =>
        KeepAsync(DeadLetters, letters, partition, [.. kept.Select(letter => letter.ToLetter(chain))], cancellation);

    public async ValueTask DisposeAsync()
    {
        if (receipts is ReopenedStream first) await first.DisposeAsync().ConfigureAwait(false);
        if (letters is ReopenedStream second) await second.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<string?> KeepAsync(string stream, IEventPublisher publisher, int partition, IReadOnlyList<StreamEvent> events, CancellationToken cancellation)
    {
        if (events.Count == 0) return null;
        var outcome = await publisher.PublishAsync(partition % publisher.Partitions, events, cancellation).ConfigureAwait(false);
        return outcome is PublishOutcome.Published ? null : $"{stream}: {outcome}";
    }
}
