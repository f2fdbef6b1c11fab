using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>The canonical bytes of a round and the root over its inputs (docs/spec/attestation-v1.md, section 7).</summary>
/// <remarks>Inputs stand in the order of their bytes and each once, so that the order in which they arrived leaves no trace.</remarks>
public static class RoundCodec
{
    /// <summary>Largest piece of evidence: a Pyth update of hundreds of feeds is below 100 kB.</summary>
    public const int MaximumEvidence = 1 << 20;

    public const int MaximumEvidenceCount = 4_096;

    /// <summary>Bytes of one observation.</summary>
    internal const int ObservationSize = 131;

    private const byte ObservationTag = 0x81;
    private const byte FailureTag = 0x82;

    /// <summary>Merkle root over the round's header and its inputs, in canonical order.</summary>
    public static Hash256 InputsRoot(Round round)
    {
        using var inputs = RoundInputs.Of(round);
        var leaves = new Hash256[inputs.Lengths.Length + 1];
        leaves[0] = MerkleTree.LeafHash(RoundHeaderCodec.Encode(round));
        MerkleTree.LeafHashes(inputs.Bytes, inputs.Lengths, leaves.AsSpan(1));
        return MerkleTree.RootOf(leaves);
    }

    public static byte[] Encode(Round round)
    {
        using var inputs = RoundInputs.Of(round);
        using var writer = new CanonicalWriter(1_024 + inputs.Bytes.Length + (inputs.Lengths.Length * 2) + round.Evidence.Sum(evidence => evidence.Bytes.Length + 4));
        RoundHeaderCodec.WriteFile(writer, round);
        writer.U16(inputs.Lengths.Length);
        var rest = inputs.Bytes;
        foreach (var length in inputs.Lengths)
        {
            writer.U16(length);
            writer.Bytes(rest[..length]);
            rest = rest[length..];
        }

        WriteEvidence(writer, round.Evidence);
        return writer.ToArray();
    }

    public static Refusal? Decode(ReadOnlyMemory<byte> bytes, out Round? round)
    {
        round = null;
        var reader = new CanonicalReader(bytes.Span, "round");
        var header = RoundHeaderCodec.ReadFile(ref reader);
        var (observations, failures) = ReadInputs(ref reader);
        var evidence = ReadEvidence(ref reader);
        if (reader.Finish() is { } refusal) return refusal;
        round = new Round
        {
            Shard = header.Shard,
            Sequence = header.Sequence,
            PreviousDigest = header.PreviousDigest,
            Epoch = header.Epoch,
            ValidAfter = header.ValidAfter,
            ObservedAt = header.ObservedAt,
            PolicyDigest = header.PolicyDigest,
            Observations = observations,
            Failures = failures,
            Evidence = evidence,
        };
        return null;
    }

    /// <summary>Each piece once, in order of digest.</summary>
    internal static void WriteEvidence(CanonicalWriter writer, IReadOnlyList<Evidence> pieces)
    {
        var evidence = pieces.DistinctBy(item => item.Digest).OrderBy(item => item.Digest).ToList();
        writer.U16(evidence.Count);
        foreach (var item in evidence)
        {
            writer.U32((uint)item.Bytes.Length);
            writer.Bytes(item.Bytes.Span);
        }
    }

    internal static void WriteObservation(CanonicalWriter writer, Observation observation)
    {
        writer.U8(ObservationTag);
        writer.Feed(observation.Feed);
        writer.U8((byte)observation.Provider);
        writer.Route(observation.Route);
        writer.Price(observation.Value);
        writer.Price(observation.HalfWidth);
        writer.Time(observation.PublishedAt);
        writer.Time(observation.ReceivedAt);
        writer.U80(observation.Sequence);
        writer.U8((byte)observation.Authenticity);
        writer.U8((byte)observation.Stage);
        writer.U8((byte)observation.Flags);
        writer.U64(observation.Height);
        writer.Hash(observation.Anchor);
    }

    internal static void WriteFailure(CanonicalWriter writer, SourceFailure failure)
    {
        var detail = System.Text.Encoding.ASCII.GetBytes(failure.Detail);
        writer.U8(FailureTag);
        writer.Feed(failure.Feed);
        writer.U8((byte)failure.Provider);
        writer.Route(failure.Route);
        writer.U8((byte)failure.Code);
        writer.U8((byte)detail.Length);
        writer.Bytes(detail);
    }

    private static (List<Observation> Observations, List<SourceFailure> Failures) ReadInputs(ref CanonicalReader reader)
    {
        var (observations, failures) = (new List<Observation>(), new List<SourceFailure>());
        ReadOnlySpan<byte> previous = default;
        for (var count = reader.U16(); count > 0 && reader.Ok; count--)
        {
            var bytes = reader.Bytes(reader.U16());
            if (!reader.Ok) break;
            reader.Require(previous.IsEmpty || previous.SequenceCompareTo(bytes) < 0, "inputs", "must be distinct and in order of their bytes", bytes);
            previous = bytes;
            var input = new CanonicalReader(bytes, "round input");
            var tag = input.U8();
            if (tag == ObservationTag) observations.Add(ReadObservation(ref input));
            else if (tag == FailureTag) failures.Add(ReadFailure(ref input));
            else input.Require(false, "tag", "is neither an observation nor a failure", tag);
            reader.Adopt(input.Finish());
        }

        return (observations, failures);
    }

    private static Observation ReadObservation(ref CanonicalReader reader)
    {
        var observation = new Observation
        {
            Feed = reader.Feed(),
            Provider = reader.Enum<Provider>("provider"),
            Route = reader.Route(),
            Value = reader.Price(),
            HalfWidth = reader.Price(),
            PublishedAt = reader.Time(),
            ReceivedAt = reader.Time(),
            Sequence = reader.U80(),
            Authenticity = reader.Enum<Authenticity>("authenticity"),
            Stage = reader.Enum<Stage>("stage"),
            Flags = (ObservationFlags)reader.U8(),
            Height = reader.U64(),
            Anchor = reader.Hash(),
        };
        reader.Require((byte)observation.Flags < 8, "flags", "has unknown bits", (byte)observation.Flags);
        return observation;
    }

    private static SourceFailure ReadFailure(ref CanonicalReader reader)
    {
        var (feed, provider, route, code) = (reader.Feed(optional: true), reader.Enum<Provider>("provider"), reader.Route(optional: true), reader.Enum<RejectionCode>("code"));
        var detail = reader.Bytes(reader.U8());
        reader.Require(detail.Length <= SourceFailure.MaximumDetail && !detail.ContainsAnyExceptInRange((byte)' ', (byte)'~'), "detail", $"at most {SourceFailure.MaximumDetail} printable ASCII characters", detail);
        return new(feed, provider, route, code, System.Text.Encoding.ASCII.GetString(detail));
    }

    internal static List<Evidence> ReadEvidence(ref CanonicalReader reader)
    {
        var count = reader.U16();
        reader.RequireAtMost(MaximumEvidenceCount, "pieces of evidence", count);
        var evidence = new List<Evidence>();
        for (var i = 0; i < count && reader.Ok; i++)
        {
            var size = reader.U32();
            reader.RequireAtMost(MaximumEvidence, "evidence", size);
            if (!reader.Ok) break;
            var bytes = reader.Bytes((int)size).ToArray();
            var digest = Keccak256.Hash(bytes);
            reader.Require(i == 0 || evidence[i - 1].Digest < digest, "evidence", "must be distinct and in order of digest", digest);
            evidence.Add(new(digest, bytes));
        }

        return evidence;
    }
}
