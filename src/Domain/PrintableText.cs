namespace CrossChainOracle.Domain;

/// <summary>Text for people that stands in canonical bytes: printable ASCII, at most 200 characters. It may quote what others sent.</summary>
public static class PrintableText
{
    public const int MaximumLength = 200;

    /// <summary>What is not printable ASCII is shown as a question mark, what is too long is cut.</summary>
    public static string Clean(string text) =>
        string.Create(Math.Min(text.Length, MaximumLength), text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
        });
}
