using System.Reflection;

namespace CrossChainOracle.TestKit;

/// <summary>Whether a stub is what the list of its package says, and the package still is, too.</summary>
public static class StubParity
{
    /// <summary>What the assembly lacks of the list, and where it is the stub, what it has beyond; empty: all is well.</summary>
    /// <param name="list">File in <c>eng/stubs</c>.</param>
    /// <param name="assembly">The stub, or with Cloud=true the package.</param>
    /// <param name="namespacePrefix">Of the package's types.</param>
    public static IReadOnlyList<string> Differences(string list, Assembly assembly, string namespacePrefix)
    {
        var listed = ApiText.Parse(File.ReadAllLines(Repository.PathOf($"eng/stubs/{list}")));
        var offered = ApiText.Of(assembly, namespacePrefix);
        var missing = Lines(listed).Except(Lines(offered)).Select(line => "missing: " + line);
        var beyond = IsStub(assembly) ? Lines(offered).Except(Lines(listed)).Select(line => "not in the list: " + line) : [];
        return [.. missing, .. beyond];
    }

    /// <summary>Not in a build with Cloud=true.</summary>
    public static bool IsStub(Assembly assembly) => assembly.GetName().Name!.StartsWith("CrossChainOracle.Stubs.", StringComparison.Ordinal);

    private static IEnumerable<string> Lines(IReadOnlyDictionary<string, IReadOnlyList<string>> types) =>
        types.SelectMany(type => type.Value.Select(member => $"{type.Key} | {member}").Prepend(type.Key));
}
