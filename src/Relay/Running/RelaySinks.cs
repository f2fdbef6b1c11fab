using CrossChainOracle.Domain;
using CrossChainOracle.Storage;
using CrossChainOracle.Streams;

namespace CrossChainOracle.Relay.Running;

/// <summary>Where the relayers of one process keep what came of their postings: the streams <c>receipts</c> and <c>dead-letter</c> in the relay's folder, a partition for each chain.</summary>
public sealed class RelaySinks : IAsyncDisposable
{
    public const string ReceiptsFolder = "receipts";
    public const string DeadLetterFolder = "dead-letter";

    private readonly Sink _receipts;
    private readonly Sink _dead;

    private RelaySinks(Sink receipts, Sink dead) => (_receipts, _dead) = (receipts, dead);

    /// <param name="folder">Of the relay; it exists.</param>
    /// <param name="chains">Partitions.</param>
    /// <param name="files">Null: the machine's.</param>
    public static async Task<OpenOutcome<RelaySinks>> OpenAsync(string folder, int chains, TimeProvider time, IFileSystem? files = null)
    {
        var receipts = Open(ReceiptsFolder);
        if (receipts is not OpenOutcome<Sink>.Opened { Value: var first }) return receipts.Map<RelaySinks>(static _ => throw new InvalidOperationException("It is open."));
        var dead = Open(DeadLetterFolder);
        if (dead is OpenOutcome<Sink>.Opened) return dead.Map(second => new RelaySinks(first, second));
        await first.DisposeAsync().ConfigureAwait(false);
        return dead.Map<RelaySinks>(static _ => throw new InvalidOperationException("It is open."));

        OpenOutcome<Sink> Open(string stream)
        {
            var options = FileEventStream.In(Path.Combine(folder, stream)) with { FileSystem = files ?? PhysicalFileSystem.Instance };
            return FileEventStream.Open(options, chains, time).Map(opened => new Sink(opened, () => FileEventStream.Open(options, chains, time)));
        }
    }

    /// <returns>Why they are not kept, or null. Kept or not is unknown to a caller that was cancelled; kept twice is no harm.</returns>
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

    private static string? Problem(string stream, string? problem) => problem is null ? null : $"{stream}: {problem}";

    /// <summary>A stream that is opened again after an outcome that is unknown: until then it takes nothing more.</summary>
    private sealed class Sink(FileEventStream opened, Func<OpenOutcome<FileEventStream>> reopen) : IAsyncDisposable
    {
        private readonly SemaphoreSlim _gate = new(1, 1);
        private FileEventStream? _stream = opened;

        public async Task<string?> PublishAsync(int partition, IReadOnlyList<StreamEvent> events, CancellationToken cancellation)
        {
            await _gate.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                if (_stream is null && reopen() is var again)
                {
                    if (again is not OpenOutcome<FileEventStream>.Opened { Value: var stream }) return $"{again}";
                    _stream = stream;
                }

                var outcome = await _stream!.PublishAsync(partition, events, cancellation).ConfigureAwait(false);
                if (outcome is PublishOutcome.Unknown) await CloseAsync().ConfigureAwait(false);
                return outcome is PublishOutcome.Published ? null : $"{outcome}";
            }
            finally
            {
                _gate.Release();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await CloseAsync().ConfigureAwait(false);
            _gate.Dispose();
        }

        private async Task CloseAsync()
        {
            if (_stream is { } stream) await stream.DisposeAsync().ConfigureAwait(false);
            _stream = null;
        }
    }
}
