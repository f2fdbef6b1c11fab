namespace CrossChainOracle.Domain;

/// <summary>Times are Unix milliseconds (UTC) in a <see cref="long"/>; in signed bytes they have 48 bits, enough until the year 10889.</summary>
public static class UnixTime
{
    public const long MaxValue = (1L << 48) - 1;

    public static bool IsValid(long milliseconds) => milliseconds is >= 0 and <= MaxValue;

    /// <summary><c>2026-11-20T08:15:30.123Z</c>.</summary>
    public static string ToText(long milliseconds) =>
        IsValid(milliseconds) && milliseconds <= 253_402_300_799_999
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture)
            : milliseconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
