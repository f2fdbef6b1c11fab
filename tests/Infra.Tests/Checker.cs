using System.Text.Json;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Infra.Tests;

/// <summary>What `node infra/bicep/check/check.mjs --json` prints.</summary>
public sealed record Report(int Files, IReadOnlyList<EvaluatedEnvironment> Environments, IReadOnlyList<Finding> Findings);

/// <param name="Grants">Of the resources, how many give a right.</param>
public sealed record EvaluatedEnvironment(string Name, int Resources, int Grants);

/// <param name="File">From the root of the checkout, with slashes.</param>
public sealed record Finding(string Rule, string File, int Line, string Message);

/// <summary>Runs the checker over a checkout, or over a copy of what it reads.</summary>
internal static class Checker
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly string[] Read = ["docs/trust.md", "docs/telemetry.md", "functions/settings.json"];

    public static string Folder { get; } = Repository.PathOf("infra", "bicep", "check");

    /// <summary>A report of each folder, in one process.</summary>
    public static (int Exit, IReadOnlyList<Report> Reports) Run(params IEnumerable<string> roots)
    {
        var (exit, output, errors) = Start(["--json", .. roots.SelectMany(root => (string[])["--root", root])]);
        Assert.True(exit is 0 or 1, $"the checker itself failed: {errors}");
        return (exit, JsonSerializer.Deserialize<IReadOnlyList<Report>>(output, Json)!);
    }

    public static (int Exit, string Output, string Errors) Start(params string[] arguments)
    {
        NodePackages.Ensure(Folder);
        return NodePackages.RunToEnd(Folder, TimeSpan.FromMinutes(5), input: null, "node", [Path.Combine(Folder, "check.mjs"), .. arguments]);
    }

    /// <summary>What the checker says of each mutation, made in a copy of what it reads.</summary>
    public static IReadOnlyDictionary<Mutation, Report> RunChanged(IReadOnlyList<Mutation> mutations)
    {
        var folder = Directory.CreateTempSubdirectory("infra-").FullName;
        try
        {
            var roots = mutations.Select((mutation, index) => Changed(Path.Combine(folder, $"{index}"), mutation)).ToList();
            return mutations.Zip(Run(roots).Reports).ToDictionary();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Changed(string root, Mutation mutation)
    {
        foreach (var path in Read.Concat(Bicep())) Copy(path, root);
        mutation.Apply(root);
        return root;
    }

    /// <summary>What stands below infra/bicep beside the checker, from the root.</summary>
    public static IEnumerable<string> Bicep() => Directory.EnumerateFiles(Repository.PathOf("infra", "bicep"), "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
        .Where(path => !path.StartsWith("infra/bicep/check/", StringComparison.Ordinal));

    private static void Copy(string path, string root)
    {
        var target = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(Repository.PathOf(path), target);
    }
}
