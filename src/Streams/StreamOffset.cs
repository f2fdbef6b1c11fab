using System.Globalization;

namespace CrossChainOracle.Streams;

/// <summary>An offset is a record number in twenty digits: ordered as text, opaque to everyone else.</summary>
internal static class StreamOffset
{
    private const int Digits = 20;

    public static string Of(long recordNumber) => recordNumber.ToString("D20", CultureInfo.InvariantCulture);

    /// <summary>Null with the reason when it is no offset, or not one below <paramref name="end"/>.</summary>
    public static long? Parse(string offset, long end, out string reason)
    {
        reason = "";
        if (offset.Length != Digits || !long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            reason = "not an offset of this stream";
        }
        else if (number >= end)
        {
            reason = end == 0 ? "the stream is empty" : $"beyond the last, {Of(end - 1)}";
        }
        else
        {
            return number;
        }

        return null;
    }
}
