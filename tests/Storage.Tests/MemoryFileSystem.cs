using CrossChainOracle.Storage;

namespace CrossChainOracle.Storage.Tests;

public enum StepKind
{
    CreateFolder,
    Create,
    Write,
    SetLength,
    Flush,
    Delete,
    SyncFolder,
}

public enum Fault
{
    None,

    /// <summary>The step throws and did nothing.</summary>
    NotPersisted,

    /// <summary>The step throws and was done all the same.</summary>
    Persisted,

    /// <summary>A write throws after half of its bytes; other steps as <see cref="NotPersisted"/>.</summary>
    Half,
}

public sealed record Step(int Index, StepKind Kind, string Path);

/// <summary>A disk in memory that knows what a power cut would leave, and that fails where a plan says so.</summary>
public sealed class MemoryFileSystem : IFileSystem
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MemoryFile> _files = [];
    private readonly HashSet<string> _durableNames = [];
    private readonly HashSet<string> _locks = [];
    private readonly List<Step> _steps = [];

    /// <summary>Asked before every step that changes something; may block, which is a slow disk.</summary>
    public Func<Step, Fault> Plan { get; set; } = _ => Fault.None;

    public IReadOnlyList<Step> Steps
    {
        get { lock (_gate) return [.. _steps]; }
    }

    public int Count(StepKind kind) => Steps.Count(step => step.Kind == kind);

    /// <summary>Path to bytes, as a process sees them.</summary>
    public SortedDictionary<string, byte[]> Content()
    {
        lock (_gate) return new(_files.ToDictionary(file => file.Key, file => file.Value.Current()), StringComparer.Ordinal);
    }

    public static MemoryFileSystem Of(IEnumerable<KeyValuePair<string, byte[]>> content)
    {
        var files = new MemoryFileSystem();
        foreach (var (path, bytes) in content)
        {
            files._files[path] = new MemoryFile(files, path, bytes);
            files._durableNames.Add(path);
        }

        return files;
    }

    /// <summary>What the next process finds after this one was killed.</summary>
    public MemoryFileSystem AfterKill() => Of(Content());

    /// <summary>What is found after the power failed: flushed bytes of synced names, and of bytes not flushed a prefix chosen by <paramref name="random"/> (null: none).</summary>
    public MemoryFileSystem AfterPowerCut(Random? random = null)
    {
        lock (_gate)
        {
            return Of(_files.Where(file => _durableNames.Contains(file.Key) || random?.Next(2) == 1)
                .ToDictionary(file => file.Key, file => file.Value.AfterPowerCut(random)));
        }
    }

    public void CreateFolder(string folder) => Do(StepKind.CreateFolder, folder, () => { });

    public IReadOnlyList<string> ListFiles(string folder)
    {
        lock (_gate) return [.. _files.Keys.Where(path => Path.GetDirectoryName(path) == folder).Select(path => Path.GetFileName(path))];
    }

    public IDisposable? TryLock(string path)
    {
        lock (_gate) return _locks.Add(path) ? new Lease(this, path) : null;
    }

    public ILogFile Create(string path)
    {
        MemoryFile? file = null;
        Do(StepKind.Create, path, () =>
        {
            if (_files.ContainsKey(path)) throw new IOException($"{path} exists.");
            _files[path] = file = new MemoryFile(this, path, []);
        });
        return file!;
    }

    public ILogFile Open(string path, bool writable)
    {
        lock (_gate) return _files.TryGetValue(path, out var file) ? file : throw new FileNotFoundException(path);
    }

    public bool Exists(string path)
    {
        lock (_gate) return _files.ContainsKey(path);
    }

    public void Delete(string path) => Do(StepKind.Delete, path, () => _files.Remove(path));

    public void SyncFolder(string folder) => Do(StepKind.SyncFolder, folder, () =>
    {
        _durableNames.RemoveWhere(path => Path.GetDirectoryName(path) == folder && !_files.ContainsKey(path));
        foreach (var path in _files.Keys.Where(path => Path.GetDirectoryName(path) == folder)) _durableNames.Add(path);
    });

    private void Do(StepKind kind, string path, Action step, Action? half = null)
    {
        Step taken;
        lock (_gate) _steps.Add(taken = new(_steps.Count, kind, path));
        var fault = Plan(taken);
        lock (_gate)
        {
            if (fault is Fault.None or Fault.Persisted) step();
            else if (fault == Fault.Half) half?.Invoke();
        }

        if (fault != Fault.None) throw new IOException($"injected {fault} at step {taken.Index}: {kind}");
    }

    private sealed class Lease(MemoryFileSystem owner, string path) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._gate) owner._locks.Remove(path);
        }
    }

    private sealed class MemoryFile(MemoryFileSystem owner, string path, byte[] content) : ILogFile
    {
        private byte[] _bytes = content;
        private int _length = content.Length;
        private byte[] _durable = content;

        public long Length
        {
            get { lock (owner._gate) return _length; }
        }

        public byte[] Current() => _bytes[.._length];

        public byte[] AfterPowerCut(Random? random)
        {
            var isExtension = _length > _durable.Length && _bytes.AsSpan(0, _durable.Length).SequenceEqual(_durable);
            return isExtension && random is not null ? _bytes[..random.Next(_durable.Length, _length + 1)] : _durable;
        }

        public int Read(Span<byte> buffer, long offset)
        {
            lock (owner._gate)
            {
                var count = (int)Math.Clamp(_length - offset, 0, buffer.Length);
                _bytes.AsSpan((int)Math.Min(offset, _length), count).CopyTo(buffer);
                return count;
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            var copy = bytes.ToArray();
            owner.Do(StepKind.Write, path, () => Put(copy, (int)offset), () => Put(copy[..(copy.Length / 2)], (int)offset));
        }

        public void SetLength(long length) => owner.Do(StepKind.SetLength, path, () => _length = (int)length);

        public void Flush() => owner.Do(StepKind.Flush, path, () => _durable = Current());

        public void Dispose() { }

        private void Put(byte[] bytes, int offset)
        {
            // A copy each time it grows or changes: what was handed out as content or as durable stays what it was.
            var grown = new byte[Math.Max(_length, offset + bytes.Length)];
            _bytes.AsSpan(0, _length).CopyTo(grown);
            bytes.CopyTo(grown, offset);
            (_bytes, _length) = (grown, grown.Length);
        }
    }
}
