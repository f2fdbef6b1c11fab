using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CrossChainOracle.Node.Archive;

/// <summary>The seal of a finished data folder: every file with its size and SHA-256, and a hash over those lines. One flipped byte anywhere is found.</summary>
/// <remarks>It says that the folder is as it was sealed, not who sealed it: that is what the signatures inside are for.</remarks>
public static class Seal
{
    public const string FileName = "SEAL";

    private const string Heading = "crosschainoracle seal 1";

    /// <summary>Seals the folder. Whoever wrote it has closed it.</summary>
    public static void Write(string folder)
    {
        var path = Path.Combine(folder, FileName);
        File.Delete(path);
        File.WriteAllBytes(path, Text(folder));
    }

    /// <summary>What differs from the seal, naming the file; empty when nothing does. Null when the folder is not sealed.</summary>
    public static IReadOnlyList<string>? Check(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        var sealedText = File.ReadAllBytes(path);
        var now = Text(folder);
        if (sealedText.AsSpan().SequenceEqual(now)) return [];
        if (!IsWhole(sealedText)) return [$"{FileName}: its own hash does not match: the seal itself was changed"];
        var then = Lines(sealedText);
        var found = Lines(now);
        return
        [
            .. then.Where(line => !found.ContainsKey(line.Key)).Select(line => $"{line.Key}: was sealed and is missing"),
            .. found.Where(line => !then.ContainsKey(line.Key)).Select(line => $"{line.Key}: was not there when the folder was sealed"),
            .. then.Where(line => found.TryGetValue(line.Key, out var text) && text != line.Value).Select(line => $"{line.Key}: sealed as {line.Value}, is {found[line.Key]}"),
        ];
    }

    private static byte[] Text(string folder)
    {
        var text = new StringBuilder(Heading).Append('\n');
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Relative(folder, file)).Order(StringComparer.Ordinal))
        {
            if (file == FileName) continue;
            using var content = File.OpenRead(Path.Combine(folder, file));
            text.Append(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(SHA256.HashData(content))} {content.Length} {file}\n");
        }

        return [.. System.Text.Encoding.UTF8.GetBytes(text.ToString()), .. System.Text.Encoding.UTF8.GetBytes(Hash(text.ToString()))];
    }

    private static string Hash(string lines) => $"{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(lines)))}\n";

    private static bool IsWhole(byte[] seal)
    {
        var text = System.Text.Encoding.UTF8.GetString(seal);
        var last = text.Length > 1 ? text.LastIndexOf('\n', text.Length - 2) + 1 : 0;
        return text.StartsWith(Heading, StringComparison.Ordinal) && text[last..] == Hash(text[..last]);
    }

    private static Dictionary<string, string> Lines(byte[] seal)
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parts in System.Text.Encoding.UTF8.GetString(seal).Split('\n').Select(line => line.Split(' ', 3)).Where(parts => parts.Length == 3 && parts[0].Length == 64))
        {
            lines[parts[2]] = $"{parts[1]} bytes {parts[0]}";
        }

        return lines;
    }

    private static string Relative(string folder, string file) => Path.GetRelativePath(folder, file).Replace('\\', '/');
}
