using System.Buffers;

namespace CrossChainOracle.Storage;

/// <summary>A buffered view of a file that is read front to back, as long as the file was when the view was made.</summary>
internal sealed class FileWindow(ILogFile file, int readAhead) : IDisposable
{
    private byte[] _buffer = [];
    private long _start;
    private int _count;

    public long FileLength { get; } = file.Length;

    /// <summary>Valid until the next call.</summary>
    /// <exception cref="IOException">The file ends before, although it was longer.</exception>
    public ReadOnlyMemory<byte> Read(long offset, int count)
    {
        if (offset < _start || offset + count > _start + _count) Fill(offset, count);
        return _buffer.AsMemory((int)(offset - _start), count);
    }

    public void Dispose() => Resize(0);

    private void Fill(long offset, int count)
    {
        var wanted = (int)Math.Min(Math.Max(count, readAhead), FileLength - offset);
        if (_buffer.Length < wanted) Resize(wanted);
        _count = file.Read(_buffer.AsSpan(0, wanted), offset);
        _start = offset;
        if (_count < count) throw new IOException($"The file shrank to {offset + _count} bytes while it was read.");
    }

    private void Resize(int size)
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = size == 0 ? [] : ArrayPool<byte>.Shared.Rent(size);
        _count = 0;
    }
}
