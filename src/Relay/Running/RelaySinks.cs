using CrossChainOracle.Domain;
using CrossChainOracle.Storage;
using CrossChainOracle.Streams;

namespace CrossChainOracle.Relay.Running;

/// <summary>Where the relayers of one process keep what came of their postings: the streams <c>receipts</c> and <c>dead-letter</c> in the relay's folder, a partition for each chain.</summary>
public sealed class RelaySinks : IAsyncDisposable
{
    public const string ReceiptsFolder = "receipts";
    public const string DeadLetterFolder = "dead-letter";

    private readonly FileEventStream _receipts;
    private readonly FileEventStream _dead;

    private RelaySinks(FileEventStream receipts, FileEventStream dead) => (_receipts, _dead) = (receipts, dead);

    public IEventStream Receipts => _receipts;

    public IEventStream DeadLetters => _dead;

    /// <param name="folder">Of the relay; it exists.</param>
    /// <param name="chains">Partitions.</param>
    public static async Task<OpenOutcome<RelaySinks>> OpenAsync(string folder, int chains, TimeProvider time)
    {
        var receipts = FileEventStream.Open(FileEventStream.In(Path.Combine(folder, ReceiptsFolder)), chains, time);
        if (receipts is not OpenOutcome<FileEventStream>.Opened { Value: var first }) return receipts.Map<RelaySinks>(static _ => throw new InvalidOperationException("It is open."));
        var dead = FileEventStream.Open(FileEventStream.In(Path.Combine(folder, DeadLetterFolder)), chains, time);
        if (dead is OpenOutcome<FileEventStream>.Opened) return dead.Map(second => new RelaySinks(first, second));
        await first.DisposeAsync().ConfigureAwait(false);
        return dead.Map<RelaySinks>(static _ => throw new InvalidOperationException("It is open."));
    }

    /// <returns>Why they are not kept, or null.</returns>
    public async Task<string?> KeepAsync(int partition, IReadOnlyList<RelayReceipt> receipts, CancellationToken cancellation) =>
        receipts.Count == 0 ? null : Problem(ReceiptsFolder, await _receipts.PublishAsync(partition, [.. receipts.Select(static receipt => new StreamEvent(receipt.Chain.ToString(), ReceiptCodec.ContentType, ReceiptCodec.Encode(receipt), StreamEvent.NoProperties))], cancellation).ConfigureAwait(false));

    /// <param name="chain">Whose relayer could not post them.</param>
    /// <returns>Why they are not kept, or null.</returns>
    public async Task<string?> KeepAsync(int partition, ChainId chain, IReadOnlyList<DeadLetter> letters, CancellationToken cancellation) =>
        letters.Count == 0 ? null : Problem(DeadLetterFolder, await _dead.PublishAsync(partition, [.. letters.Select(letter => new StreamEvent(chain.ToString(), DeadLetterCodec.ContentType, DeadLetterCodec.Encode(letter), StreamEvent.NoProperties))], cancellation).ConfigureAwait(false));

    public async ValueTask DisposeAsync()
    {
        await _receipts.DisposeAsync().ConfigureAwait(false);
        await _dead.DisposeAsync().ConfigureAwait(false);
    }

    private static string? Problem(string stream, PublishOutcome outcome) => outcome is PublishOutcome.Published ? null : $"{stream}: {outcome}";
}
