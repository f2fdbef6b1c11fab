using System.Text.Json;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Hosting.Files;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>What every configuration file has in common: JSON with comments, of bounded size, of which every problem is reported.</summary>
internal static class ConfigFile
{
    /// <summary>A configuration file of a thousand feeds is below a megabyte.</summary>
    public const long MaximumBytes = 4 << 20;

    /// <summary>Comments and trailing commas are for people.</summary>
    public static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <param name="path">The file. Relative paths inside it are relative to its folder.</param>
    /// <param name="read">From the root and the folder; adds what is wrong to the root's problems.</param>
    /// <param name="problems">Empty exactly when a configuration is returned.</param>
    /// <param name="settings">Reads an environment variable by its name, for endpoints; null where the file names none.</param>
    /// <param name="maximumBytes">More is not read.</param>
    public static T? Load<T>(string path, Func<JsonSection, string, T?> read, out IReadOnlyList<string> problems, Func<string, string?>? settings = null, long maximumBytes = MaximumBytes)
        where T : class
    {
        if (BoundedFile.Read(path, maximumBytes, out var unreadable) is { } content) return Parse(content, path, Path.GetDirectoryName(Path.GetFullPath(path))!, read, out problems, settings);
        problems = [unreadable!];
        return null;
    }

    /// <param name="content">UTF-8.</param>
    /// <param name="name">What the file is called in problems.</param>
    /// <param name="folder">What relative paths are relative to.</param>
    /// <inheritdoc cref="Load"/>
    public static T? Parse<T>(ReadOnlyMemory<byte> content, string name, string folder, Func<JsonSection, string, T?> read, out IReadOnlyList<string> problems, Func<string, string?>? settings = null)
        where T : class
    {
        var found = new List<string>();
        problems = found;
        using var document = StrictJson.Parse(content, out var problem, Options);
        if (document is null)
        {
            found.Add($"{name}: {problem}");
            return null;
        }

        var config = read(new JsonSection(document.RootElement, "$", found, settings), folder);
        return found.Count == 0 ? config : null;
    }

    /// <summary>Where a process serves HTTP.</summary>
    public static Uri ReadListen(JsonSection root, string fallback)
    {
        var listen = root.Address("listen", new Uri(fallback));
        if (listen.Scheme != Uri.UriSchemeHttp || !(listen.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || listen.Host == "localhost")) root.Problem("listen", "must be http and an IP address or localhost; TLS is for the proxy in front");
        return listen;
    }
}
