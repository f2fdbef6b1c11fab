using System.Globalization;
using System.Text.RegularExpressions;

namespace CrossChainOracle.Pipeline.Distributed;

/// <summary>A timer's schedule, of which both the platform and we must make the same instants: every n seconds of a minute, or every n minutes of an hour.</summary>
/// <param name="Text">Six-field NCRONTAB: <c>*/n * * * * *</c> or <c>0 */n * * * *</c>.</param>
/// <param name="Period">n seconds or n minutes, where n divides 60.</param>
public sealed partial record Schedule(string Text, TimeSpan Period)
{
    /// <summary>Null where the text is no such schedule.</summary>
    public static Schedule? Parse(string text)
    {
        var match = EverySo().Match(text);
        if (!match.Success) return null;
        var isSeconds = match.Groups["s"].Success;
        var count = int.Parse((isSeconds ? match.Groups["s"] : match.Groups["m"]).Value, CultureInfo.InvariantCulture);
        if (count == 0 || 60 % count != 0) return null;
        return new(text, isSeconds ? TimeSpan.FromSeconds(count) : TimeSpan.FromMinutes(count));
    }

    [GeneratedRegex(@"^(?:\*/(?<s>[0-9]{1,2}) \*|0 \*/(?<m>[0-9]{1,2})) \* \* \* \*$", RegexOptions.CultureInvariant)]
    private static partial Regex EverySo();
}
