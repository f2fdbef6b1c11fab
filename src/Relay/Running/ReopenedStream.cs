using CrossChainOracle.Storage;
using CrossChainOracle.Streams;

namespace CrossChainOracle.Relay.Running;

/// <summary>A stream in a folder that is opened again after an outcome that is unknown: until then it takes nothing more.</summary>
internal sealed class ReopenedStream(FileEventStream opened, Func<OpenOutcome<FileEventStream>> reopen) : IEventPublisher, IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private FileEventStream? _stream = opened;

    public int Partitions { get; } = opened.Partitions;

    public async ValueTask<PublishOutcome> PublishAsync(int partition, IReadOnlyList<StreamEvent> events, CancellationToken ct = default)
    {
        await _gate.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (_stream is null && reopen() is var again)
            {
                if (again is not OpenOutcome<FileEventStream>.Opened { Value: var stream }) return new PublishOutcome.Failed($"{again}");
                _stream = stream;
            }

            var outcome = await _stream!.PublishAsync(partition, events, ct).ConfigureAwait(false);
            if (outcome is PublishOutcome.Unknown) await CloseAsync().ConfigureAwait(false);
            return outcome;
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
