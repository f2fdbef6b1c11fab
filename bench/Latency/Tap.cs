using System.Diagnostics;

namespace CrossChainOracle.Bench.Latency;

/// <summary>Notes when a stream of server-sent events gave its reader the last byte of each event.</summary>
internal sealed class Tap(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly List<long> _events = [];
    private bool _lineEnded;

    /// <summary>When the last bytes came, <see cref="Stopwatch"/> ticks.</summary>
    public long LastReadAt { get; private set; }

    /// <summary>Of event number i in order, <see cref="Stopwatch"/> ticks.</summary>
    public IReadOnlyList<long> Events => _events;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream") return response;
        var content = new StreamContent(new TappedStream(await response.Content.ReadAsStreamAsync(cancellationToken), Note));
        foreach (var header in response.Content.Headers) content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        response.Content = content;
        return response;
    }

    /// <summary>An empty line ends an event.</summary>
    private void Note(ReadOnlySpan<byte> bytes)
    {
        LastReadAt = Stopwatch.GetTimestamp();
        foreach (var value in bytes)
        {
            if (value == '\n' && _lineEnded) _events.Add(LastReadAt);
            _lineEnded = value == '\n' && !_lineEnded;
        }
    }

    private sealed class TappedStream(Stream inner, TappedStream.Reader note) : Stream
    {
        public delegate void Reader(ReadOnlySpan<byte> bytes);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            note(buffer.Span[..count]);
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
