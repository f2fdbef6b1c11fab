using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Protobuf;

namespace CrossChainOracle.Encoding.CometBft;

/// <summary>A time to the nanosecond, as headers and votes sign it (google.protobuf.Timestamp).</summary>
/// <param name="Seconds">Since 1970 UTC; may be negative.</param>
/// <param name="Nanos">0 to 999,999,999.</param>
public readonly record struct CometTime(long Seconds, int Nanos)
{
    private const int WholeSeconds = 19;
    private const int NanoDigits = 9;

    /// <summary>Unix milliseconds, rounded down.</summary>
    public long Milliseconds => (Seconds * 1_000) + (Nanos / 1_000_000);

    /// <summary>RFC 3339 in UTC with up to nine decimals, as CometBFT's JSON has it: <c>2023-09-07T12:45:59.767207173Z</c>.</summary>
    public static bool TryParse(string? text, out CometTime time)
    {
        time = default;
        if (text is null || text.Length < WholeSeconds + 1 || text[^1] != 'Z') return false;
        var fraction = text.AsSpan(WholeSeconds, text.Length - WholeSeconds - 1);
        var nanos = 0;
        if (!fraction.IsEmpty)
        {
            if (fraction[0] != '.' || fraction.Length is 1 or > NanoDigits + 1) return false;
            if (!int.TryParse(fraction[1..], NumberStyles.None, CultureInfo.InvariantCulture, out nanos)) return false;
            for (var i = fraction.Length - 1; i < NanoDigits; i++) nanos *= 10;
        }

        var parsed = DateTime.TryParseExact(
            text.AsSpan(0, WholeSeconds), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var whole);
        if (parsed) time = new((whole.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond, nanos);
        return parsed;
    }

    public override string ToString() => UnixTime.ToText(Milliseconds);

    internal byte[] Encode() => new ProtoWriter().Int64(1, Seconds).Int64(2, Nanos).ToArray();
}
