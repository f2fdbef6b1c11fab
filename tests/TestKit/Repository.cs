namespace CrossChainOracle.TestKit;

/// <summary>Paths inside the checkout that the tests run from.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>CrossChainOracle.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CrossChainOracle.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"No CrossChainOracle.sln above {AppContext.BaseDirectory}.");
    }
}
