using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>The canonical bytes of a rotation's round and the root over it (docs/spec/attestation-v1.md, section 7): one input, which is the next set, and no evidence.</summary>
public static class RotationRoundCodec
{
    private const byte InputTag = 0x88;

    public static Hash256 InputsRoot(RotationRound round) =>
        MerkleTree.RootOf([MerkleTree.LeafHash(RoundHeaderCodec.Encode(round)), MerkleTree.LeafHash(Input(round.Next))]);

    public static byte[] Encode(RotationRound round)
    {
        using var writer = new CanonicalWriter(512);
        RoundHeaderCodec.WriteFile(writer, round);
        var input = Input(round.Next);
        writer.U16(1);
        writer.U16(input.Length);
        writer.Bytes(input);
        RoundCodec.WriteEvidence(writer, []);
        return writer.ToArray();
    }

    public static Refusal? Decode(ReadOnlyMemory<byte> bytes, out RotationRound? round)
    {
        round = null;
        var reader = new CanonicalReader(bytes.Span, "round");
        var header = RoundHeaderCodec.ReadFile(ref reader);
        var next = ReadInput(ref reader);
        var evidence = reader.U16();
        reader.Require(evidence == 0, "evidence", "a rotation has none", evidence);
        if (reader.Finish() is { } refusal) return refusal;
        round = new RotationRound
        {
            Shard = header.Shard,
            Sequence = header.Sequence,
            PreviousDigest = header.PreviousDigest,
            Epoch = header.Epoch,
            ValidAfter = header.ValidAfter,
            ObservedAt = header.ObservedAt,
            PolicyDigest = header.PolicyDigest,
            Next = next!,
        };
        return null;
    }

    private static byte[] Input(AttesterSet next) => [InputTag, .. StatementCodec.Encode(new AttesterSetStatement(next))];

    private static AttesterSet? ReadInput(ref CanonicalReader reader)
    {
        var count = reader.U16();
        reader.Require(count == 1, "inputs", "must be one, the next set", count);
        var input = new CanonicalReader(reader.Bytes(reader.U16()), "round input");
        if (!reader.Ok) return null;
        var tag = input.U8();
        input.Require(tag == InputTag, "tag", "is not an attester set", tag);
        var next = RotationSets.ReadLast(ref input, "next set");
        reader.Adopt(input.Finish());
        return next;
    }
}
