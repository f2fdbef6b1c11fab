using System.Reflection;

namespace CrossChainOracle.Node.Http;

/// <summary>The page that a browser gets first. It lies inside the assembly: the node runs from any folder.</summary>
internal static class Page
{
    public static string Html { get; } = Read();

    private static string Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("page.html") ?? throw new InvalidOperationException("The page is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
