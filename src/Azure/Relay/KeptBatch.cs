using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay;

namespace CrossChainOracle.Azure.Relay;

/// <summary>A batch as it is kept until nobody needs it any more.</summary>
/// <param name="Header">Of the batch.</param>
/// <param name="Trail">When it was signed and published.</param>
/// <param name="Body">The attestation in its wire form, as it was delivered.</param>
public sealed record KeptBatch(BatchHeader Header, BatchTrail Trail, ReadOnlyMemory<byte> Body)
{
    private const string What = "kept batch";
    private const byte Format = 1;

    /// <summary>u8 format, u64 signed at (0: not known), u64 published at, the body.</summary>
    public byte[] Encode()
    {
        using var writer = new CanonicalWriter(Body.Length + 32);
        writer.U8(Format);
        writer.U64((ulong)(Trail.SignedAt ?? 0));
        writer.Time(Trail.PublishedAt);
        writer.Bytes(Body.Span);
        return writer.ToArray();
    }

    /// <summary>Never throws for what the bytes are. The attestation is not verified.</summary>
    public static Refusal? Decode(ReadOnlyMemory<byte> bytes, out KeptBatch? batch)
    {
        batch = null;
        var reader = new CanonicalReader(bytes.Span, What);
        var format = reader.U8();
        reader.Require(format == Format, "format", $"{Format}", format);
        var signed = reader.U64();
        reader.Require(signed == 0 || UnixTime.IsValid((long)Math.Min(signed, long.MaxValue)), "signed at", "a time or 0", signed);
        var published = reader.Time();
        if (!reader.Ok) return reader.Finish();
        var body = bytes[^reader.Remaining..];
        if (AttestationCodec.Decode(body, out Attestation? attestation) is { } broken) return broken;
        batch = new(attestation!.Header, new(signed == 0 ? null : (long)signed, published), body);
        return null;
    }
}
