using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Streams;

namespace CrossChainOracle.Pipeline;

/// <summary>The envelope of an attestation in the stream: ordering key, content type and the properties a consumer may filter by.</summary>
public static class PublishedStream
{
    public const string ContentType = "application/vnd.crosschainoracle.attestation";
    public const string ShardProperty = "shard";
    public const string SequenceProperty = "sequence";
    public const string DigestProperty = "digest";

    /// <summary>When the threshold had signed, Unix milliseconds; left out where a batch is published again after a restart that forgot it.</summary>
    public const string SignedAtProperty = "signedAt";

    // Partition key, content type and properties, all of them short.
    private const int EnvelopeBytes = 1_024;

    /// <summary>Whether the event of a batch fits into a stream whoever signs it.</summary>
    /// <param name="unsignedBytes">Length of the unsigned wire form.</param>
    /// <param name="attesters">Members of the set.</param>
    public static bool Fits(int unsignedBytes, int attesters) =>
        (long)unsignedBytes + EnvelopeBytes + (attesters * (1L + AttesterSignature.Size)) <= StreamLimits.MaxEventBytes;

    /// <param name="signedAt">Unix milliseconds; null where it is not known.</param>
    public static StreamEvent Envelope(Attestation attestation, Hash256 digest, long? signedAt)
    {
        var properties = new Dictionary<string, string>
        {
            [ShardProperty] = attestation.Header.Shard.ToString(),
            [SequenceProperty] = attestation.Header.Sequence.ToString(CultureInfo.InvariantCulture),
            [DigestProperty] = digest.ToString(),
        };
        if (signedAt is { } time) properties[SignedAtProperty] = time.ToString(CultureInfo.InvariantCulture);
        return new(attestation.Header.Shard.ToString(), ContentType, AttestationCodec.Encode(attestation), properties);
    }

    /// <summary>When the threshold had signed the batch of an event, Unix milliseconds; null where the event does not say.</summary>
    public static long? SignedAt(StoredEvent stored) =>
        stored.Properties.TryGetValue(SignedAtProperty, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var time) && UnixTime.IsValid(time) ? time : null;
}
