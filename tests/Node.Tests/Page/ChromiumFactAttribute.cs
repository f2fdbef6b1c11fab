using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Page;

/// <summary>Needs a Chromium; elsewhere than in CI it is skipped without one.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

    /// <summary>Null where there is none on the path.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => Names, Path.Combine).FirstOrDefault(File.Exists);

    public ChromiumFactAttribute() => Skip = NodePackages.IsCI || Program is not null ? null : $"needs one of {string.Join(", ", Names)} on the path";
}
