using CrossChainOracle.Storage;

namespace CrossChainOracle.Bench;

/// <summary>A folder that is removed at the end.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly string _root;

    private Scratch(string root) => _root = root;

    public static Scratch Under(string folder) => new(Directory.CreateDirectory(Path.Combine(folder, $"crosschainoracle-bench-{Guid.NewGuid():N}")).FullName);

    public string Folder(string name) => Path.Combine(_root, name);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}

internal static class Opened
{
    public static T OrThrow<T>(this OpenOutcome<T> outcome) => outcome is OpenOutcome<T>.Opened opened ? opened.Value : throw new InvalidOperationException($"{outcome}");
}

/// <summary>A clock that stands where it is put; timers run by the real one.</summary>
internal sealed class SettableTime : TimeProvider
{
    /// <summary>Unix milliseconds.</summary>
    public long Now { get; set; } = World.StartedAt;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Now);
}
