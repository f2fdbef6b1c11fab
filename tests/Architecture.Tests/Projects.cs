using System.Xml.Linq;

namespace CrossChainOracle.Architecture.Tests;

/// <summary>What the project files say; paths from the root of the repository.</summary>
internal sealed record Project(string Path, string Name, IReadOnlyList<string> References, IReadOnlyList<string> Packages, IReadOnlyDictionary<string, string> Properties)
{
    public static IReadOnlyList<Project> All { get; } = [.. Checkout.Files.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal)).Select(Load)];

    public static IEnumerable<Project> Product => All.Where(project => project.Path.StartsWith("src/", StringComparison.Ordinal));

    public static Project Named(string name) => Product.Single(project => project.Name == name);

    public bool IsTrue(string property) => Properties.GetValueOrDefault(property) == "true";

    /// <summary>All that the project reaches, itself not included.</summary>
    public IReadOnlySet<string> Closure()
    {
        var reached = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(References);
        while (open.TryDequeue(out var path))
        {
            if (!reached.Add(path)) continue;
            foreach (var next in All.Single(project => project.Path == path).References) open.Enqueue(next);
        }

        return reached;
    }

    private static Project Load(string path)
    {
        var xml = XDocument.Parse(Checkout.Read(path));
        var folder = System.IO.Path.GetDirectoryName(path)!;
        return new(
            path,
            System.IO.Path.GetFileNameWithoutExtension(path),
            [.. Included("ProjectReference").Select(reference => Normal(folder, reference)), .. xml.Descendants("CloudPackage").Select(package => StubOf(package.Attribute("Stub")!.Value)).Distinct()],
            [.. Included("PackageReference"), .. Included("CloudPackage")],
            xml.Descendants("PropertyGroup").Elements().GroupBy(item => item.Name.LocalName).ToDictionary(group => group.Key, group => group.Last().Value));

        IEnumerable<string> Included(string item) => xml.Descendants(item).Select(element => element.Attribute("Include")!.Value.Replace('\\', '/'));
    }

    /// <summary>What eng/Cloud.targets refers to in the place of a package.</summary>
    private static string StubOf(string stub) => $"eng/stubs/CrossChainOracle.Stubs.{stub}/Stubs.{stub}.csproj";

    private static string Normal(string folder, string reference)
    {
        var root = System.IO.Path.GetPathRoot(AppContext.BaseDirectory)!;
        return System.IO.Path.GetRelativePath(root, System.IO.Path.GetFullPath(System.IO.Path.Combine(root, folder, reference))).Replace('\\', '/');
    }
}
