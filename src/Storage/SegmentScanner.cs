namespace CrossChainOracle.Storage;

/// <summary>What a scan found: sound segments up to the torn tail, or the first damage.</summary>
/// <param name="Checksum">The last one of the last segment: the seed of whatever is appended next.</param>
internal sealed record ScanResult(List<Segment> Segments, uint Checksum, TornTail? TornTail, LogDamage? Damage);

/// <summary>Reads a log from its first byte to its last and verifies all of it. Writes nothing.</summary>
internal sealed class SegmentScanner(LogOptions options, RecordVisitor? visitor)
{
    private const int ReadAhead = 256 * 1024;

    private readonly List<Segment> _segments = [];
    private uint _checksum = SegmentHeader.Genesis;
    private long _next;
    private TornTail? _torn;

    /// <exception cref="IOException">The disk cannot be read.</exception>
    public static ScanResult Scan(LogOptions options, RecordVisitor? visitor) => new SegmentScanner(options, visitor).Scan();

    private ScanResult Scan()
    {
        var names = options.FileSystem.ListFiles(options.Folder).Where(SegmentHeader.IsSegment).Order(StringComparer.Ordinal).ToList();
        LogDamage? damage = null;
        for (var i = 0; i < names.Count && damage is null; i++) damage = ScanFile(names[i], isLast: i == names.Count - 1);
        return new(_segments, _checksum, _torn, damage);
    }

    private LogDamage? ScanFile(string name, bool isLast)
    {
        var place = new RecordPlace(name, 0, _next);
        if (!SegmentHeader.TryParseFileName(name, out var first)) return place.Damage(DamageKind.FileName, "20 digits and .seg", name);
        if (first != _next) return place.Damage(DamageKind.MissingSegment, SegmentHeader.FileName(_next), name);

        var segment = new Segment(options.Folder, first);
        using var file = options.FileSystem.Open(segment.FilePath, writable: false);
        using var window = new FileWindow(file, ReadAhead);
        if (window.FileLength < SegmentHeader.Size) return Incomplete(place, window.FileLength, isLast);

        Span<byte> expected = stackalloc byte[SegmentHeader.Size];
        var seed = SegmentHeader.Write(expected, options.Kind, first, _checksum);
        var actual = window.Read(0, SegmentHeader.Size).Span;
        if (!actual.SequenceEqual(expected))
        {
            return place.Damage(DamageKind.SegmentHeader, SegmentHeader.Describe(expected), SegmentHeader.Describe(actual));
        }

        _checksum = seed;
        _segments.Add(segment);
        return ScanRecords(segment, window, isLast);
    }

    private LogDamage? ScanRecords(Segment segment, FileWindow window, bool isLast)
    {
        while (segment.Length < window.FileLength)
        {
            var place = new RecordPlace(segment.FileName, segment.Length, _next);
            var remaining = window.FileLength - segment.Length;
            if (remaining < RecordFrame.HeaderSize) return Incomplete(place, remaining, isLast);

            var header = window.Read(segment.Length, RecordFrame.HeaderSize);
            if (RecordFrame.ReadHeader(header.Span, _checksum, place, out var damage) is not { } length) return damage;
            var bytes = length + RecordFrame.Overhead;
            if (remaining < bytes) return Incomplete(place, remaining, isLast);

            var record = window.Read(segment.Length, bytes);
            damage = RecordFrame.CheckPayload(record.Span, place, out var checksum)
                ?? visitor?.Invoke(new ScannedRecord(place.File, place.Offset, place.Number, record[RecordFrame.HeaderSize..^Checksum.Size]));
            if (damage is not null) return damage;

            _checksum = checksum;
            _next++;
            segment.Add(bytes);
        }

        return null;
    }

    private LogDamage? Incomplete(RecordPlace place, long bytes, bool isLast)
    {
        if (!isLast) return place.Damage(DamageKind.IncompleteRecord, "a complete record, as another segment follows", $"{bytes} bytes of one");
        _torn = new TornTail(place.File, place.Offset, bytes, place.Number);
        return null;
    }
}
