using CrossChainOracle.TestKit;

namespace CrossChainOracle.Architecture.Tests;

/// <summary>The files of the repository, by path from its root with forward slashes; what builds and package managers leave behind is not among them.</summary>
internal static class Checkout
{
    private static readonly string[] NotOurs = [".git", "artifacts", "artifacts-cloud", "bin", "obj", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts", ".vs", ".idea", ".vscode", "sandbox-out", "out", "cache", "broadcast"];

    public static IReadOnlyList<string> Files { get; } = [.. Walk(new DirectoryInfo(Repository.Root)).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> TopFolders =>
        new DirectoryInfo(Repository.Root).GetDirectories().Select(folder => folder.Name).Except(NotOurs);

    public static string Read(string path) => File.ReadAllText(Repository.PathOf(path));

    public static IEnumerable<string> Sources(string folder) =>
        Files.Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal));

    public static bool Exists(string path) => File.Exists(Repository.PathOf(path)) || Directory.Exists(Repository.PathOf(path));

    private static IEnumerable<string> Walk(DirectoryInfo folder)
    {
        foreach (var file in folder.GetFiles().Where(file => !NotOurs.Contains(file.Name))) yield return Path.GetRelativePath(Repository.Root, file.FullName).Replace('\\', '/');
        foreach (var child in folder.GetDirectories().Where(child => !NotOurs.Contains(child.Name)))
        {
            foreach (var file in Walk(child)) yield return file;
        }
    }
}
