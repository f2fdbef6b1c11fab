using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Node.Sandbox.Json;

namespace CrossChainOracle.Node.Sandbox.Recordings;

/// <summary>Scenarios on disk: one folder each.</summary>
public static class RecordingsFolder
{
    private const int LargestFile = 16 * 1024 * 1024;

    /// <summary>Where the build puts them: beside the program, so that it does not matter from where it is started.</summary>
    public static string Default => Path.Combine(AppContext.BaseDirectory, "recordings");

    /// <summary>Folders with a scenario.json, in order of name; empty where there is no such folder.</summary>
    public static IReadOnlyList<string> List(string folder)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(folder)
                .Where(path => File.Exists(Path.Combine(path, ScenarioReader.FileName)))
                .Select(path => Path.GetFileName(path)!)
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    public static bool TryLoad(string folder, string name, [NotNullWhen(true)] out Scenario? scenario, out IReadOnlyList<ScenarioProblem> problems)
    {
        scenario = null;
        var known = List(folder);
        if (!known.Contains(name, StringComparer.Ordinal))
        {
            var choice = known.Count == 0 ? $"there is none in {folder}" : $"there are {string.Join(", ", known)}";
            problems = [new(ScenarioProblemCode.UnknownScenario, Printable.Clean(name), 0, $"no such scenario; {choice}")];
            return false;
        }

        return ScenarioReader.TryRead(name, file => Open(Path.Combine(folder, name, file)), out scenario, out problems);
    }

    private static ScenarioFile Open(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > LargestFile)
            {
                return new ScenarioFile.Refused(ScenarioProblemCode.Oversized, $"{stream.Length} bytes, at most {LargestFile} are read");
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return new ScenarioFile.Content(bytes);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return new ScenarioFile.Refused(ScenarioProblemCode.Unreadable, $"cannot be read: {cause.GetType().Name}");
        }
    }
}

/// <summary>What came of opening a file of a scenario.</summary>
public abstract record ScenarioFile
{
    private ScenarioFile()
    {
    }

    public sealed record Content(ReadOnlyMemory<byte> Bytes) : ScenarioFile;

    public sealed record Refused(ScenarioProblemCode Code, string Detail) : ScenarioFile;
}
