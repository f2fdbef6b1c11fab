namespace CrossChainOracle.Encoding;

/// <summary>Text from outside, made fit for a log line or a rejection's detail.</summary>
public static class PlainText
{
    /// <summary>Printable ASCII on one line; anything else becomes <c>?</c>, and what exceeds <paramref name="maximum"/> characters is cut and marked with <c>...</c>.</summary>
    public static string Clean(string text, int maximum)
    {
        var cut = text.Length > maximum;
        var length = cut ? maximum - 3 : text.Length;
        return string.Create(cut ? maximum : length, (text, length), static (span, state) =>
        {
            span.Fill('.');
            for (var i = 0; i < state.length; i++)
            {
                var c = state.text[i];
                span[i] = c is >= ' ' and <= '~' ? c : '?';
            }
        });
    }
}
