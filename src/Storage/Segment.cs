namespace CrossChainOracle.Storage;

/// <summary>One segment file as the log knows it: where each record starts. Guarded by the table that holds it.</summary>
internal sealed class Segment(string folder, long first)
{
    /// <summary>8 bytes of memory for each record; payloads stay on disk.</summary>
    private readonly List<long> _offsets = [];

    private ILogFile? _reader;

    public string FileName { get; } = SegmentHeader.FileName(first);

    public string FilePath { get; } = Path.Combine(folder, SegmentHeader.FileName(first));

    public long First => first;

    public long End => first + _offsets.Count;

    /// <summary>Bytes of header and complete records.</summary>
    public long Length { get; private set; } = SegmentHeader.Size;

    public void Add(int recordBytes)
    {
        _offsets.Add(Length);
        Length += recordBytes;
    }

    public (long Offset, int Bytes) Locate(long number)
    {
        var index = (int)(number - first);
        var offset = _offsets[index];
        var end = index + 1 < _offsets.Count ? _offsets[index + 1] : Length;
        return (offset, (int)(end - offset));
    }

    /// <summary>Opened at the first read and kept: one handle per segment that was ever read from.</summary>
    public ILogFile Reader(IFileSystem files) => _reader ??= files.Open(FilePath, writable: false);

    public void Close() => _reader?.Dispose();
}
