using System.Text;
using System.Text.Json;

namespace CrossChainOracle.Encoding;

/// <summary>Parses JSON from outside so that nothing in it can throw later.</summary>
/// <remarks>
/// <see cref="JsonDocument"/> accepts names and texts with half of a surrogate pair (<c>"\ud800"</c>) or with bytes that are no UTF-8, and throws only when somebody looks
/// at them, even when looking for another name. Here such a document is refused as a whole.
/// </remarks>
public static class StrictJson
{
    /// <param name="utf8">The whole document.</param>
    /// <param name="problem">What is wrong with it, without repeating any of it; null when a document is returned.</param>
    /// <param name="options">Depth, comments, trailing commas.</param>
    /// <returns>To be disposed of by the caller; null when refused.</returns>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> utf8, out string? problem, JsonDocumentOptions options = default)
    {
        problem = null;
        try
        {
            var document = JsonDocument.Parse(utf8, options);
            if (HasOnlyText(utf8.Span, options)) return document;
            document.Dispose();
            problem = "a text that is no Unicode";
        }
        catch (JsonException failure)
        {
            problem = $"no JSON at line {failure.LineNumber}, byte {failure.BytePositionInLine}";
        }

        return null;
    }

    private static bool HasOnlyText(ReadOnlySpan<byte> utf8, JsonDocumentOptions options)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { AllowTrailingCommas = options.AllowTrailingCommas, CommentHandling = options.CommentHandling, MaxDepth = options.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || (!reader.ValueIsEscaped && Ascii.IsValid(reader.ValueSpan))) continue;
            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }

        return true;
    }
}
