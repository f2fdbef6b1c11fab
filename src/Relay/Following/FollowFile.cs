using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Relay.Following;

/// <summary>Where a relayer of one chain goes on after a restart: its place in the stream, and the batches by which it followed the attester sets. Replaced as a whole, so that a crash leaves the old or the new.</summary>
/// <param name="path">The file; its folder exists.</param>
public sealed class FollowFile(string path) : IFollowPlace
{
    private const long MaximumBytes = 64L << 20;

    private readonly List<ReadOnlyMemory<byte>> _rotations = [];

    public string? Cursor { get; private set; }

    public IReadOnlyList<ReadOnlyMemory<byte>> Rotations => _rotations;

    /// <returns>Why what is there cannot be used, or null. A file that is missing is a beginning.</returns>
    public string? Load()
    {
        try
        {
            if (!File.Exists(path)) return null;
            if (new FileInfo(path).Length > MaximumBytes) return $"{path}: more than {MaximumBytes} bytes";
            return Parse(File.ReadAllBytes(path)) ? null : $"{path} is not a place in a stream as a relayer writes it; remove it, and the relayer begins from the start of the stream";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"{path}: {failure.Message}";
        }
    }

    public string? Save(string? cursor, params IEnumerable<ReadOnlyMemory<byte>> passed)
    {
        Cursor = cursor;
        _rotations.AddRange(passed);
        return Write();
    }

    internal bool Parse(ReadOnlyMemory<byte> content)
    {
        using var json = StrictJson.Parse(content, out _);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root) return false;
        if (!root.TryGetProperty("cursor", out var cursor) || cursor.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)) return false;
        if (!root.TryGetProperty("rotations", out var rotations) || rotations.ValueKind != JsonValueKind.Array) return false;
        foreach (var rotation in rotations.EnumerateArray())
        {
            if (rotation.ValueKind != JsonValueKind.String || !Hex.TryDecode(rotation.GetString(), out byte[]? bytes)) return false;
            _rotations.Add(bytes);
        }

        Cursor = cursor.GetString();
        return true;
    }

    private string? Write()
    {
        var fresh = path + ".new";
        try
        {
            using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write))
            {
                file.Write(Encode());
                file.Flush(flushToDisk: true);
            }

            File.Move(fresh, path, overwrite: true);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"{path}: {failure.Message}";
        }
    }

    private byte[] Encode()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("cursor", Cursor);
            json.WriteStartArray("rotations");
            foreach (var rotation in _rotations) json.WriteStringValue(Hex.Encode(rotation.Span));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
