namespace CrossChainOracle.Storage;

/// <summary>Collects the records of a group of appends. Those of one append are consecutive and stand in one segment.</summary>
public sealed class AppendBatch
{
    /// <summary>A buffer that one large append has grown beyond this is given back.</summary>
    private const int KeptBytes = 8 * 1024 * 1024;

    private readonly List<int> _recordBytes = [];
    private byte[] _buffer = new byte[4096];
    private long _first;
    private uint _checksum;
    private long _appendBytes;

    internal AppendBatch() { }

    /// <summary>The number that the next added record gets.</summary>
    public long NextRecord => _first + _recordBytes.Count;

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);

    internal IReadOnlyList<int> RecordBytes => _recordBytes;

    internal uint Checksum => _checksum;

    /// <summary>The bytes are copied before the call returns.</summary>
    /// <exception cref="ArgumentException">The payload is empty, or this append exceeds <see cref="LogLimits.MaxRecordBytes"/>: the caller checks first.</exception>
    public void Add(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) throw new ArgumentException("A record has at least one byte.", nameof(payload));
        _appendBytes += payload.Length;
        if (_appendBytes > LogLimits.MaxRecordBytes)
        {
            throw new ArgumentException($"An append of {_appendBytes} bytes exceeds {LogLimits.MaxRecordBytes}.", nameof(payload));
        }

        var bytes = payload.Length + RecordFrame.Overhead;
        _checksum = RecordFrame.Write(Reserve(bytes), _checksum, NextRecord, payload);
        _recordBytes.Add(bytes);
    }

    /// <summary>Starts a group that follows record <paramref name="first"/> − 1 and the checksum before it.</summary>
    internal void BeginGroup(long first, uint checksum)
    {
        if (_buffer.Length > KeptBytes) _buffer = new byte[4096];
        (_first, _checksum, Length) = (first, checksum, 0);
        _recordBytes.Clear();
    }

    /// <summary>Puts a new segment's header before the group's records and continues from its checksum.</summary>
    internal void AddSegmentHeader(string kind) => _checksum = SegmentHeader.Write(Reserve(SegmentHeader.Size), kind, _first, _checksum);

    internal void BeginAppend() => _appendBytes = 0;

    private Span<byte> Reserve(int count)
    {
        var end = Length + count;
        if (end > _buffer.Length) Array.Resize(ref _buffer, Math.Max(end, Math.Min(_buffer.Length * 2, KeptBytes)));
        var free = _buffer.AsSpan(Length, count);
        Length = end;
        return free;
    }
}
