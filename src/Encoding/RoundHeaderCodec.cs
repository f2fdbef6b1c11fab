using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>What round files of every kind begin with, and the first leaf of their inputs root.</summary>
public static class RoundHeaderCodec
{
    public const byte Version = 1;

    private const byte Tag = 0x80;

    private static ReadOnlySpan<byte> Magic => "CCOR"u8;

    /// <summary>Reads no further than the header: whose rules the rest must be read by follows from its policy.</summary>
    public static Refusal? Peek(ReadOnlyMemory<byte> round, out RoundHeader? header)
    {
        var reader = new CanonicalReader(round.Span, "round");
        var read = ReadFile(ref reader);
        header = reader.Ok ? read : null;
        return reader.Refusal;
    }

    /// <summary>The same round file under another header.</summary>
    /// <param name="round">A round file whose header <see cref="Peek"/> reads.</param>
    public static byte[] Replace(ReadOnlyMemory<byte> round, RoundHeader header)
    {
        // Headers have one length: all of their fields have.
        using var writer = new CanonicalWriter(round.Length);
        WriteFile(writer, header);
        writer.Bytes(round.Span[writer.Length..]);
        return writer.ToArray();
    }

    internal static byte[] Encode(RoundHeader round)
    {
        using var writer = new CanonicalWriter(128);
        writer.U8(Tag);
        writer.Shard(round.Shard);
        writer.U64(round.Sequence);
        writer.Hash(round.PreviousDigest);
        writer.U32(round.Epoch);
        writer.Time(round.ValidAfter);
        writer.Time(round.ObservedAt);
        writer.Hash(round.PolicyDigest);
        return writer.ToArray();
    }

    /// <summary>Magic, version and header.</summary>
    internal static void WriteFile(CanonicalWriter writer, RoundHeader round)
    {
        writer.Bytes(Magic);
        writer.U8(Version);
        writer.Bytes(Encode(round));
    }

    internal static RoundHeader ReadFile(ref CanonicalReader reader)
    {
        var magic = reader.Bytes(Magic.Length);
        if (reader.Ok && !magic.SequenceEqual(Magic)) reader.Adopt(new Refusal.BadMagic("CCOR", Hex.Encode(magic)));
        var version = reader.U8();
        if (reader.Ok && version != Version) reader.Adopt(new Refusal.UnsupportedVersion("round", version));
        var tag = reader.U8();
        reader.Require(tag == Tag, "header tag", "is not a round header", tag);
        var round = new Any
        {
            Shard = reader.Shard(),
            Sequence = reader.U64(),
            PreviousDigest = reader.Hash(),
            Epoch = reader.U32(),
            ValidAfter = reader.Time(),
            ObservedAt = reader.Time(),
            PolicyDigest = reader.Hash(),
        };
        reader.Require(round.ObservedAt > round.ValidAfter, "observedAt", $"must be after {round.ValidAfter}", round.ObservedAt);
        reader.Require(round.PreviousDigest.IsZero == (round.Sequence == 0), "previousDigest", "is zero for sequence 0 and only there", round.PreviousDigest);
        return round;
    }

    private sealed record Any : RoundHeader;
}
