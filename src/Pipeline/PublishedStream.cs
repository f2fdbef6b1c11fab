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

    /// <summary>When a threshold had signed, Unix milliseconds as text. Not signed: it says how long the way took, not what is true.</summary>
    public const string SignedAtProperty = "signedAt";

    // Partition key, content type and properties, all of them short.
    private const int EnvelopeBytes = 1_024;

    /// <summary>Whether the event of a batch fits into a stream whoever signs it.</summary>
    /// <param name="unsignedBytes">Length of the unsigned wire form.</param>
    /// <param name="attesters">Members of the set.</param>
    public static bool Fits(int unsignedBytes, int attesters) =>
        (long)unsignedBytes + EnvelopeBytes + (attesters * (1L + AttesterSignature.Size)) <= StreamLimits.MaxEventBytes;

    /// <param name="signedAt">When a threshold had signed; of a batch that is published again after a restart, when its signatures were read.</param>
    public static StreamEvent Envelope(Attestation attestation, Hash256 digest, long signedAt) => new(
        attestation.Header.Shard.ToString(),
        ContentType,
        AttestationCodec.Encode(attestation),
        new Dictionary<string, string>
        {
            [ShardProperty] = attestation.Header.Shard.ToString(),
            [SequenceProperty] = attestation.Header.Sequence.ToString(CultureInfo.InvariantCulture),
            [DigestProperty] = digest.ToString(),
            [SignedAtProperty] = signedAt.ToString(CultureInfo.InvariantCulture),
        });

    /// <summary>When a threshold had signed, Unix milliseconds; null where the event does not say.</summary>
    public static long? SignedAt(StoredEvent stored) =>
        stored.Properties.TryGetValue(SignedAtProperty, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var time) && UnixTime.IsValid(time) ? time : null;
}
