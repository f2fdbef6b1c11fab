using System.Globalization;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding.Json;

/// <summary>Times as people write them: ISO 8601 with a date, UTC where no offset is said. Nothing is taken from today's date or the machine's zone.</summary>
public static class TimeText
{
    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <param name="milliseconds">Unix milliseconds in 48 bits.</param>
    public static bool TryParse(string text, out long milliseconds)
    {
        var parsed = DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        milliseconds = parsed ? time.ToUnixTimeMilliseconds() : 0;
        return parsed && UnixTime.IsValid(milliseconds);
    }
}
