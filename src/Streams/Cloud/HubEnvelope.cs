using System.Globalization;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Streams.Cloud;

/// <summary>Events of ours as a hub carries them: CloudEvents 1.0 in the binary mode of its AMQP binding, and a claim instead of a body that is too large. Pure.</summary>
/// <remarks>
/// Attributes are application properties <c>cloudEvents_id</c>, <c>_source</c>, <c>_type</c>, <c>_specversion</c>, <c>_time</c> and <c>_subject</c> (the partition key: a hub takes no key
/// beside a partition id); <c>datacontenttype</c> is the AMQP content type. A reader also takes the separator <c>:</c> (CloudEvents AMQP protocol binding, section 3.1.3).
/// </remarks>
public static class HubEnvelope
{
    /// <summary>What <see cref="FormatProperty"/> says.</summary>
    public const string Format = "1";

    public const string FormatProperty = "formatVersion";
    public const string ClaimDigestProperty = "claimDigest";
    public const string ClaimLengthProperty = "claimLength";

    /// <summary>Longest body that travels in its event: 900 KiB of the 1 MiB that a send may have, the rest is for properties and framing.</summary>
    public const int MaximumInlineBytes = 900 * 1024;

    /// <summary>Longest body that a claim may stand for.</summary>
    public const int MaximumClaimBytes = 64 * 1024 * 1024;

    private const string SpecVersion = "1.0";

    private static readonly string[] Prefixes = ["cloudEvents_", "cloudEvents:"];

    /// <summary>The partition of the n-th shard: fixed for as long as the hub has as many partitions, which is for ever.</summary>
    /// <param name="shard">Its place among the deployment's shards, from 0.</param>
    public static int PartitionOf(int shard, int partitions) => shard % partitions;

    /// <param name="source">CloudEvents source, a URI reference that names deployment and hub.</param>
    /// <param name="now">Unix milliseconds, UTC.</param>
    /// <param name="index">Of the event in its publication.</param>
    /// <param name="refusal">Why it cannot be sent.</param>
    public static HubEvent? Wrap(StreamEvent e, string source, long now, int index, out PublishOutcome? refusal)
    {
        refusal = Refuse(e, index);
        if (refusal is not null) return null;
        var digest = Keccak256.Hash(e.Body.Span);
        var properties = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [FormatProperty] = Format,
            [Prefixes[0] + "specversion"] = SpecVersion,
            [Prefixes[0] + "id"] = IdOf(e, digest),
            [Prefixes[0] + "source"] = source,
            [Prefixes[0] + "type"] = TypeOf(e.ContentType),
            [Prefixes[0] + "time"] = UnixTime.ToText(now),
        };
        if (e.PartitionKey.Length > 0) properties[Prefixes[0] + "subject"] = e.PartitionKey;
        foreach (var (name, value) in e.Properties) properties.Add(name, value);
        if (e.Body.Length <= MaximumInlineBytes) return new(IdOf(e, digest), e.ContentType, e.Body, properties, null);
        properties[ClaimDigestProperty] = digest.ToString();
        properties[ClaimLengthProperty] = e.Body.Length.ToString(CultureInfo.InvariantCulture);
        return new(IdOf(e, digest), e.ContentType, default, properties, new(digest, e.Body));
    }

    /// <summary>Never throws for what was delivered.</summary>
    public static HubOpening Open(HubDelivery delivery)
    {
        if (delivery.Offset is not { Length: > 0 } offset) return new HubOpening.Malformed("no offset");
        var format = delivery.Properties.GetValueOrDefault(FormatProperty);
        if (format != Format) return new HubOpening.Malformed(format is null ? $"no {FormatProperty}" : $"{FormatProperty} {Shown(format)}, known is {Format}");
        if (Attribute("specversion") is not SpecVersion) return new HubOpening.Malformed($"CloudEvents specversion {Shown(Attribute("specversion"))}, known is {SpecVersion}");
        foreach (var needed in new[] { "id", "source", "type" })
        {
            if (string.IsNullOrEmpty(Attribute(needed))) return new HubOpening.Malformed($"no CloudEvents {needed}");
        }

        var own = delivery.Properties.Where(static property => !IsOfTheEnvelope(property.Key)).ToDictionary(StringComparer.Ordinal);
        var stored = new StoredEvent(
            delivery.Partition, delivery.SequenceNumber, offset, delivery.EnqueuedTime, Attribute("subject") ?? string.Empty, delivery.ContentType ?? string.Empty, delivery.Body, own);
        var (claim, length) = (delivery.Properties.GetValueOrDefault(ClaimDigestProperty), delivery.Properties.GetValueOrDefault(ClaimLengthProperty));
        return claim is null && length is null ? new HubOpening.Whole(stored) : OpenClaim(stored, claim, length);

        string? Attribute(string name) => Prefixes.Select(prefix => delivery.Properties.GetValueOrDefault(prefix + name)).FirstOrDefault(static value => value is not null);
    }

    /// <summary>Joins an event and its body, where it is the body.</summary>
    public static HubOpening Redeem(HubOpening.Claimed claimed, ReadOnlyMemory<byte> body)
    {
        if (body.Length != claimed.Length) return new HubOpening.Malformed($"claim {claimed.Digest} is {body.Length} bytes, the event says {claimed.Length}");
        var digest = Keccak256.Hash(body.Span);
        return digest == claimed.Digest
            ? new HubOpening.Whole(claimed.Event with { Body = body })
            : new HubOpening.Malformed($"claim {claimed.Digest} has a body of digest {digest}");
    }

    /// <summary>Whether a property belongs to the envelope and not to the event.</summary>
    internal static bool IsOfTheEnvelope(string name) =>
        name is FormatProperty or ClaimDigestProperty or ClaimLengthProperty || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static PublishOutcome? Refuse(StreamEvent e, int index)
    {
        if (e.Properties.Keys.FirstOrDefault(IsOfTheEnvelope) is { } reserved) return new PublishOutcome.Invalid(index, "property name", $"{reserved} belongs to the envelope");
        if (e.ContentType.Length == 0) return new PublishOutcome.Invalid(index, "content type", "empty");
        if (e.Body.Length > MaximumClaimBytes) return new PublishOutcome.EventTooLarge(index, e.Body.Length, MaximumClaimBytes);
        return EventCheck.Refuse([e with { Body = default }]) switch
        {
            PublishOutcome.Invalid invalid => invalid with { Index = index },
            PublishOutcome.EventTooLarge large => large with { Index = index },
            var other => other,
        };
    }

    private static HubOpening OpenClaim(StoredEvent stored, string? claim, string? length)
    {
        if (!Hash256.TryParse(claim, out var digest)) return new HubOpening.Malformed($"{ClaimDigestProperty} is no digest");
        if (!int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) || bytes is < 1 or > MaximumClaimBytes)
        {
            return new HubOpening.Malformed($"{ClaimLengthProperty} {Shown(length)} is not from 1 to {MaximumClaimBytes}");
        }

        return stored.Body.IsEmpty ? new HubOpening.Claimed(stored, digest, bytes) : new HubOpening.Malformed($"a claim beside a body of {stored.Body.Length} bytes");
    }

    /// <summary>By what the event says it is, where it does: a batch that is published again may have other bytes (another threshold signed).</summary>
    private static string IdOf(StreamEvent e, Hash256 digest) =>
        e.Properties.TryGetValue("shard", out var shard) && e.Properties.TryGetValue("sequence", out var sequence) && e.Properties.TryGetValue("digest", out var batch)
            ? $"{shard}/{sequence}/{batch}"
            : digest.ToString();

    /// <summary><c>application/vnd.crosschainoracle.receipt+json</c> is of type <c>crosschainoracle.receipt</c>.</summary>
    private static string TypeOf(string contentType)
    {
        var subtype = contentType[(contentType.IndexOf('/', StringComparison.Ordinal) + 1)..].Split(';', '+')[0].Trim();
        var type = subtype.StartsWith("vnd.", StringComparison.Ordinal) ? subtype[4..] : subtype;
        return type.Length > 0 ? type : contentType;
    }

    private static string Shown(string? text) => text is null ? "missing" : Encoding.PlainText.Clean(text, 40);
}
