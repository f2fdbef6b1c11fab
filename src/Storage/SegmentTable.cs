using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace CrossChainOracle.Storage;

/// <summary>The durable records of a log and where they stand: what readers see, shared with the one writer that extends it.</summary>
internal sealed class SegmentTable(IFileSystem files, List<Segment> segments) : IDisposable
{
    private readonly Lock _gate = new();
    private long _end = segments.Count == 0 ? 0 : segments[^1].End;
    private bool _complete;
    private bool _disposed;
    private TaskCompletionSource? _changed;

    /// <summary>Records below this number are durable.</summary>
    public long End
    {
        get { lock (_gate) return _end; }
    }

    /// <summary>Makes flushed records visible; a segment not seen before is the new last one.</summary>
    public void Publish(Segment segment, IReadOnlyList<int> recordBytes)
    {
        TaskCompletionSource? changed;
        lock (_gate)
        {
            if (segments.Count == 0 || segments[^1] != segment) segments.Add(segment);
            foreach (var bytes in recordBytes) segment.Add(bytes);
            _end = segment.End;
            (changed, _changed) = (_changed, null);
        }

        changed?.SetResult();
    }

    /// <summary>No record will follow: readers that wait for one end.</summary>
    public void Complete()
    {
        TaskCompletionSource? changed;
        lock (_gate)
        {
            _complete = true;
            (changed, _changed) = (_changed, null);
        }

        changed?.SetResult();
    }

    public LogRecord Read(long number)
    {
        ILogFile file;
        string name;
        long offset;
        int bytes;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(SegmentLog));
            ArgumentOutOfRangeException.ThrowIfNegative(number);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, _end);
            var segment = segments[Find(number)];
            (offset, bytes) = segment.Locate(number);
            file = segment.Reader(files);
            name = segment.FileName;
        }

        // The four bytes before a record are its seed, whether they end another record or the segment's header.
        var buffer = new byte[Checksum.Size + bytes];
        var count = file.Read(buffer, offset - Checksum.Size);
        var place = new RecordPlace(name, offset, number);
        if (Check(buffer.AsSpan(0, count), bytes, place) is { } damage) throw new LogDamagedException(damage);
        return new(number, buffer.AsMemory(Checksum.Size + RecordFrame.HeaderSize, bytes - RecordFrame.Overhead));
    }

    public async IAsyncEnumerable<LogRecord> ReadFromAsync(long number, bool follow, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            if (number >= End && !(follow && await WaitForAsync(number, ct).ConfigureAwait(false))) yield break;
            if (TryRead(number) is not { } record) yield break;
            yield return record;
            number++;
        }
    }

    public void Dispose()
    {
        Complete();
        lock (_gate)
        {
            _disposed = true;
            foreach (var segment in segments) segment.Close();
        }
    }

    private static LogDamage? Check(ReadOnlySpan<byte> read, int bytes, RecordPlace place)
    {
        if (read.Length < Checksum.Size + bytes)
        {
            return place.Damage(DamageKind.IncompleteRecord, $"{bytes} bytes", $"{Math.Max(0, read.Length - Checksum.Size)} bytes");
        }

        var record = read[Checksum.Size..];
        if (RecordFrame.ReadHeader(record, BinaryPrimitives.ReadUInt32BigEndian(read), place, out var damage) is not { } length) return damage;
        return length + RecordFrame.Overhead == bytes
            ? RecordFrame.CheckPayload(record, place, out _)
            : place.Damage(DamageKind.RecordHeader, $"length {bytes - RecordFrame.Overhead}", $"length {length}");
    }

    /// <summary>True when the record is there; false when it never will be.</summary>
    private async ValueTask<bool> WaitForAsync(long number, CancellationToken ct)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (number < _end) return true;
                if (_complete) return false;
                _changed ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _changed.Task;
            }

            await changed.WaitAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>Null when the log was disposed under the reader.</summary>
    private LogRecord? TryRead(long number)
    {
        try
        {
            return Read(number);
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    private int Find(long number)
    {
        var (low, high) = (0, segments.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (segments[middle].First <= number) low = middle;
            else high = middle - 1;
        }

        return low;
    }
}
