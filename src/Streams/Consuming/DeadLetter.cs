using System.Globalization;
using System.Security.Cryptography;

namespace CrossChainOracle.Streams.Consuming;

/// <summary>An event that can never be dealt with, put aside with why, so that a person can look at it and send it again.</summary>
public static class DeadLetter
{
    public const string HubProperty = "hub";
    public const string PartitionProperty = "partition";
    public const string SequenceNumberProperty = "sequenceNumber";
    public const string OffsetProperty = "offset";

    /// <summary>SHA-256 of the event's body, 0x and hexadecimal digits.</summary>
    public const string DigestProperty = "digest";
    public const string ReasonProperty = "reason";

    /// <summary>Absent where the letter has the body.</summary>
    public const string BodyLeftOutProperty = "bodyLeftOut";

    /// <summary>Properties of the event itself have it before their name.</summary>
    public const string OwnPrefix = "event.";

    private const int MaximumReason = 1_000;
    private const int MaximumOwn = 64;

    /// <summary>A body travels in its letter, never beside it: whoever may send letters may write nothing else.</summary>
    private const int MaximumBody = Cloud.HubEnvelope.MaximumInlineBytes - (64 * 1024);

    /// <param name="hub">The stream that the event came from.</param>
    /// <param name="stored">The event.</param>
    /// <param name="reason">For people.</param>
    /// <param name="withBody">False leaves the body out; so does a body that would not fit.</param>
    public static StreamEvent Of(string hub, StoredEvent stored, string reason, bool withBody = true)
    {
        var fits = withBody && stored.Body.Length <= MaximumBody;
        var properties = new Dictionary<string, string>
        {
            [HubProperty] = hub,
            [PartitionProperty] = stored.Partition.ToString(CultureInfo.InvariantCulture),
            [SequenceNumberProperty] = stored.SequenceNumber.ToString(CultureInfo.InvariantCulture),
            [OffsetProperty] = stored.Offset,
            [DigestProperty] = "0x" + Convert.ToHexStringLower(SHA256.HashData(stored.Body.Span)),
            [ReasonProperty] = Shown(reason, MaximumReason),
        };
        if (!fits) properties[BodyLeftOutProperty] = stored.Body.Length.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in stored.Properties.OrderBy(static own => own.Key, StringComparer.Ordinal).Take(MaximumOwn)) properties[OwnPrefix + Shown(name, 100)] = Shown(value, 300);
        return new(Shown(stored.PartitionKey, 128), Shown(stored.ContentType, 128), fits ? stored.Body : default, properties);
    }

    /// <summary>Printable and short: it may be anything that others sent.</summary>
    private static string Shown(string text, int most) => new([.. text.Take(most).Select(static character => character is >= ' ' and <= '~' ? character : '?')]);
}
