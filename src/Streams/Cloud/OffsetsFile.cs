using System.Text.Json;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Streams.Cloud;

/// <summary>How far one process has come in the partitions of hubs. Replaced as a whole, so that a crash leaves the old or the new. Thread-safe.</summary>
/// <remarks>One process at a time: the file beside it with the ending <c>.lock</c> is held until disposal. Offsets are text that only the hub understands.</remarks>
public sealed class OffsetsFile : IDisposable
{
    private const long MaximumBytes = 16L << 20;

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly FileStream _held;
    private readonly SortedDictionary<string, string> _offsets;

    private OffsetsFile(string path, FileStream held, SortedDictionary<string, string> offsets) => (_path, _held, _offsets) = (path, held, offsets);

    /// <param name="path">The file; its folder exists. A file that is missing is a beginning.</param>
    /// <param name="problem">Why it cannot be used.</param>
    public static OffsetsFile? Open(string path, out string? problem)
    {
        FileStream? held = null;
        try
        {
            held = new(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            problem = null;
            var offsets = File.Exists(path) ? Read(path, out problem) : new(StringComparer.Ordinal);
            if (offsets is not null) return new(path, held, offsets);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problem = $"{path}: {failure.Message}";
        }

        held?.Dispose();
        return null;
    }

    /// <summary>The offset of the last event that was dealt with; null before the first.</summary>
    /// <param name="key">Hub, consumer group and partition.</param>
    public string? this[string key]
    {
        get
        {
            lock (_gate) return _offsets.GetValueOrDefault(key);
        }
    }

    /// <returns>Why it is not kept, or null.</returns>
    public string? Save(string key, string offset)
    {
        lock (_gate)
        {
            var before = _offsets.GetValueOrDefault(key);
            _offsets[key] = offset;
            if (Write() is not { } problem) return null;
            if (before is null) _offsets.Remove(key);
            else _offsets[key] = before;
            return problem;
        }
    }

    public void Dispose() => _held.Dispose();

    internal static SortedDictionary<string, string>? Parse(ReadOnlyMemory<byte> content)
    {
        using var json = StrictJson.Parse(content, out _);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root) return null;
        var offsets = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.String || !offsets.TryAdd(member.Name, member.Value.GetString()!)) return null;
        }

        return offsets;
    }

    private static SortedDictionary<string, string>? Read(string path, out string? problem)
    {
        var offsets = new FileInfo(path).Length > MaximumBytes ? null : Parse(File.ReadAllBytes(path));
        problem = offsets is null ? $"{path} does not hold offsets; remove it, and reading begins where the hub does" : null;
        return offsets;
    }

    private string? Write()
    {
        var fresh = _path + ".new";
        try
        {
            using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write))
            {
                JsonSerializer.Serialize(file, _offsets);
                file.Flush(flushToDisk: true);
            }

            File.Move(fresh, _path, overwrite: true);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"{_path}: {failure.Message}";
        }
    }
}
