namespace CrossChainOracle.Azure.Blobs;

/// <summary>Names that mean the same in a URI, in the service and in every tool: no escapes, no dot segments, no backslash (which the service takes for a slash).</summary>
internal static class BlobName
{
    /// <summary>The service's limit, in characters.</summary>
    public const int Longest = 1_024;

    public static bool Is(string name) => name.Length <= Longest && name.Split('/').All(IsSegment);

    /// <exception cref="ArgumentException">Not segments of letters, digits, <c>- . _ ~</c> between slashes, or longer than 1,024 characters.</exception>
    public static void Check(string name)
    {
        if (Is(name)) return;
        throw new ArgumentException($"'{name}' is no blob name of letters, digits, - . _ ~ and single slashes, at most {Longest} characters.", nameof(name));
    }

    /// <exception cref="ArgumentException">Not how a name can start.</exception>
    public static void CheckPrefix(string prefix)
    {
        if (prefix.Length <= Longest && prefix.All(mark => mark == '/' || IsMark(mark))) return;
        throw new ArgumentException($"'{prefix}' is no prefix of letters, digits, - . _ ~ and slashes, at most {Longest} characters.", nameof(prefix));
    }

    private static bool IsSegment(string segment) => segment.Length > 0 && !segment.EndsWith('.') && segment.All(IsMark);

    private static bool IsMark(char mark) => char.IsAsciiLetterOrDigit(mark) || mark is '-' or '.' or '_' or '~';
}
