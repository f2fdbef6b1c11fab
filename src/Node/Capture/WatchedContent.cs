using System.Net;

namespace CrossChainOracle.Node.Capture;

/// <summary>A body that was received whole, and that tells, when it is given back, whether whoever asked for it was still waiting: a deadline may end between the two.</summary>
/// <param name="body">As received.</param>
/// <param name="over">Told once: whether the reader had given up.</param>
internal sealed class WatchedContent(byte[] body, Action<bool> over) : HttpContent
{
    private bool _isLate;
    private bool _isOver;

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected override Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        IsLate(cancellationToken) ? Task.FromCanceled<Stream>(cancellationToken) : Task.FromResult<Stream>(new Body(this, body));

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        IsLate(cancellationToken) ? Task.FromCanceled(cancellationToken) : stream.WriteAsync(body, CancellationToken.None).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (!_isOver) over(_isLate);
        _isOver = true;
        base.Dispose(disposing);
    }

    private bool IsLate(CancellationToken cancellation) => _isLate |= cancellation.IsCancellationRequested;

    private sealed class Body(WatchedContent content, byte[] body) : MemoryStream(body, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            content.IsLate(cancellationToken) ? ValueTask.FromCanceled<int>(cancellationToken) : new(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
