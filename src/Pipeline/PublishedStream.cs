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

    public static StreamEvent Envelope(Attestation attestation, Hash256 digest) => new(
        attestation.Header.Shard.ToString(),
        ContentType,
        AttestationCodec.Encode(attestation),
        new Dictionary<string, string>
        {
            [ShardProperty] = attestation.Header.Shard.ToString(),
            [SequenceProperty] = attestation.Header.Sequence.ToString(CultureInfo.InvariantCulture),
            [DigestProperty] = digest.ToString(),
        });
}
