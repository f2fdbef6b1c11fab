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

    /// <summary>A hub takes no event without a content type, and what somebody else sent may have none: it would hold its partition for good (RFC 2046, section 4.5.1).</summary>
    private const string UnknownContent = "application/octet-stream";

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
        var properties = new Dictionary<string, string>();
        foreach (var (name, value) in stored.Properties.OrderBy(static own => own.Key, StringComparer.Ordinal).Take(MaximumOwn)) properties[OwnPrefix + Shown(name, 100)] = Shown(value, 300);
        properties[SequenceNumberProperty] = stored.SequenceNumber.ToString(CultureInfo.InvariantCulture);
        return Of(hub, stored.Partition, stored.Offset, stored.PartitionKey, stored.ContentType, stored.Body, reason, properties, withBody);
    }

    /// <param name="hub">The stream that it came from.</param>
    /// <param name="partition">Of it.</param>
    /// <param name="offset">In it; for people.</param>
    /// <param name="key">The letter's partition key.</param>
    /// <param name="contentType">Of the body.</param>
    /// <param name="body">The event's, or what was made of it.</param>
    /// <param name="reason">For people.</param>
    /// <param name="more">What else is known of it.</param>
    /// <param name="withBody">False leaves the body out; so does a body that would not fit.</param>
    public static StreamEvent Of(string hub, int partition, string offset, string key, string contentType, ReadOnlyMemory<byte> body, string reason, IReadOnlyDictionary<string, string> more, bool withBody = true)
    {
        var fits = withBody && body.Length <= MaximumBody;
        var properties = new Dictionary<string, string>(more)
        {
            [HubProperty] = hub,
            [PartitionProperty] = partition.ToString(CultureInfo.InvariantCulture),
            [OffsetProperty] = Shown(offset, 128),
            [DigestProperty] = "0x" + Convert.ToHexStringLower(SHA256.HashData(body.Span)),
            [ReasonProperty] = Shown(reason, MaximumReason),
        };
        if (!fits) properties[BodyLeftOutProperty] = body.Length.ToString(CultureInfo.InvariantCulture);
        return new(Shown(key, 128), contentType.Length == 0 ? UnknownContent : Shown(contentType, 128), fits ? body : default, properties);
    }

    /// <summary>Printable and short: it may be anything that others sent.</summary>
    private static string Shown(string text, int most) => new([.. text.Take(most).Select(static character => character is >= ' ' and <= '~' ? character : '?')]);
}
