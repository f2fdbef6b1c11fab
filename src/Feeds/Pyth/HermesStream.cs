using System.Net.ServerSentEvents;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Feeds.Pyth;

/// <summary>Server-sent events off the wire, with a limit on what one event may hold.</summary>
internal sealed class HermesStream : IAsyncDisposable
{
    private const string Message = "message";

    private readonly MeteredStream _stream;
    private readonly IAsyncEnumerator<SseItem<byte[]>> _events;
    private readonly CancellationTokenSource _cancellation;

    /// <param name="stream">Read and disposed here.</param>
    /// <param name="cancellation">Ends a read in progress.</param>
    public HermesStream(Stream stream, CancellationToken cancellation)
    {
        _stream = new(stream);
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _events = SseParser.Create(_stream, static (_, data) => data.ToArray()).EnumerateAsync(_cancellation.Token).GetAsyncEnumerator(_cancellation.Token);
    }

    /// <summary>
    /// The data of the next message; null when the stream has ended, was cut, or fell silent for <paramref name="idle"/> of <paramref name="time"/>.
    /// Comments and other events do not count as life.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token of the constructor.</exception>
    public async ValueTask<(byte[]? Data, Fault? Fault)> NextAsync(TimeSpan idle, TimeProvider time, CancellationToken cancellation)
    {
        _stream.Reset();
        using var silence = new CancellationTokenSource(idle, time);
        using var ending = silence.Token.Register(_cancellation.Cancel);
        try
        {
            while (await _events.MoveNextAsync().ConfigureAwait(false))
            {
                if (_events.Current.EventType == Message) return (_events.Current.Data, null);
            }

            return (null, new(RejectionCode.Unreachable, "the stream ended"));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, new(RejectionCode.Unreachable, $"no event for {idle.Ticks / TimeSpan.TicksPerMillisecond} ms"));
        }
        catch (InvalidDataException)
        {
            return (null, new(RejectionCode.Oversized, $"an event of more than {Limits.MaximumAnswerBytes} bytes"));
        }
        catch (IOException)
        {
            return (null, new(RejectionCode.Unreachable, "the stream was cut"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        _cancellation.Dispose();
    }

    /// <summary>Throws <see cref="InvalidDataException"/> when more is read since the last <see cref="Reset"/> than one event may have.</summary>
    private sealed class MeteredStream(Stream inner) : Stream
    {
        private int _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Reset() => _read = 0;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_read > Limits.MaximumAnswerBytes) throw new InvalidDataException();
            var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            _read += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
