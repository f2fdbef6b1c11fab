using System.Reflection;

namespace CrossChainOracle.TestKit;

/// <summary>Whether a stub is what the list of its package says, and the package still is, too.</summary>
public static class StubParity
{
    /// <summary>What the assembly lacks of the list, and where it is the stub, what it has beyond; empty: all is well.</summary>
    /// <param name="list">File in <c>eng/stubs</c>.</param>
    /// <param name="assembly">The stub, or with Cloud=true the package.</param>
    /// <param name="namespacePrefix">Of the package's types.</param>
    public static IReadOnlyList<string> Differences(string list, Assembly assembly, string namespacePrefix) => Differences(list, [assembly], namespacePrefix);

    /// <param name="list">File in <c>eng/stubs</c>.</param>
    /// <param name="assemblies">The stub, or with Cloud=true all that the package's parts are in.</param>
    /// <param name="namespacePrefix">Of the package's types.</param>
    public static IReadOnlyList<string> Differences(string list, IReadOnlyList<Assembly> assemblies, string namespacePrefix)
    {
        var listed = ApiText.Parse(File.ReadAllLines(Repository.PathOf($"eng/stubs/{list}")));
        var offered = assemblies.SelectMany(assembly => ApiText.Of(assembly, namespacePrefix)).ToDictionary();
        var stub = assemblies.Any(IsStub);
        var missing = Lines(listed, stub).Except(Lines(offered, stub)).Select(line => "missing: " + line);
        var beyond = stub ? Lines(offered, stub).Except(Lines(listed, stub)).Select(line => "not in the list: " + line) : [];
        return [.. missing, .. beyond];
    }

    /// <summary>Not in a build with Cloud=true.</summary>
    public static bool IsStub(Assembly assembly) => assembly.GetName().Name!.StartsWith("CrossChainOracle.Stubs.", StringComparison.Ordinal);

    /// <summary>A base or an interface of the package's may be missing from the list: nobody who uses less of a type can tell.</summary>
    private static IEnumerable<string> Lines(IReadOnlyDictionary<string, IReadOnlyList<string>> types, bool whole) =>
        types.SelectMany(type => type.Value.Select(member => $"{Bare(type.Key)} | {member}").Append(whole ? type.Key : Bare(type.Key)));

    private static string Bare(string type) => type.Split(" : ")[0].Split(" where ")[0];
}
