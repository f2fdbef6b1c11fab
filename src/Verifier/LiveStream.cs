namespace CrossChainOracle.Verifier;

/// <summary>Reads through to a response body, tells of every sign of life, and ends a body that goes on without ever completing an event.</summary>
/// <param name="inner">The body.</param>
/// <param name="limit">Bytes between two calls of <see cref="EventCompleted"/>, at most.</param>
/// <param name="heard">Called whenever bytes arrive, be they only a comment that keeps the connection open.</param>
internal sealed class LiveStream(Stream inner, long limit, Action heard) : Stream
{
    private long _sinceEvent;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void EventCompleted() => _sinceEvent = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _sinceEvent += count;
        if (_sinceEvent > limit) throw new IOException($"an event of more than {limit} bytes");
        heard();
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
