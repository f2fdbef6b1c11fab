using System.Globalization;

namespace CrossChainOracle.Storage.Tests;

/// <summary>How a replacement of a <see cref="MemoryVersionedFile"/> goes wrong.</summary>
public enum ReplaceTrouble
{
    Failed,

    /// <summary>Nobody knows; it was not written.</summary>
    LostBefore,

    /// <summary>Nobody knows; it was written.</summary>
    LostAfter,
}

/// <summary>A file at the other end of a wire, that any number of processes may write.</summary>
public sealed class MemoryVersionedFile : IVersionedFile
{
    private byte[]? _content;
    private int _version;

    /// <summary>Replacements so far, refused and lost ones too.</summary>
    public int Writes { get; private set; }

    /// <summary>By the number of a replacement, from 0.</summary>
    public Dictionary<int, ReplaceTrouble> Troubles { get; } = [];

    /// <summary>The next read and all after it say that nobody answers.</summary>
    public bool IsUnreadable { get; set; }

    /// <summary>Null: there is no file.</summary>
    public byte[]? Content
    {
        get => _content;
        set => (_content, _version) = (value, _version + 1);
    }

    public ValueTask<VersionedRead> ReadAsync(string? known, CancellationToken ct) => new(
        IsUnreadable ? new VersionedRead.Failed("nobody answers")
        : _content is null ? new VersionedRead.Nothing()
        : known == Version ? new VersionedRead.Unchanged()
        : new VersionedRead.Found(_content.ToArray(), Version));

    public ValueTask<VersionedWrite> ReplaceAsync(ReadOnlyMemory<byte> content, string? version, CancellationToken ct)
    {
        ReplaceTrouble? trouble = Troubles.TryGetValue(Writes++, out var planned) ? planned : null;
        if (trouble == ReplaceTrouble.Failed) return new(new VersionedWrite.Failed("busy"));
        if (trouble == ReplaceTrouble.LostBefore) return new(new VersionedWrite.Unknown("the connection was lost"));
        if (version != (_content is null ? null : Version)) return new(trouble is null ? new VersionedWrite.Overtaken() : new VersionedWrite.Unknown("the connection was lost"));
        Content = content.ToArray();
        return new(trouble is null ? new VersionedWrite.Written(Version) : new VersionedWrite.Unknown("the connection was lost"));
    }

    private string Version => _version.ToString(CultureInfo.InvariantCulture);
}
