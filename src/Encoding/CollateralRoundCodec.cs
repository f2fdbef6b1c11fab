using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Encoding;

/// <summary>The canonical bytes of a round of accounts and the root over its inputs (docs/spec/attestation-v1.md, section 7).</summary>
/// <remarks>Inputs stand in the order of their bytes and each once, so that the order in which they arrived leaves no trace.</remarks>
public static class CollateralRoundCodec
{
    /// <summary>Most inputs of a round.</summary>
    public const int MaximumInputs = 65_535;

    public static Hash256 InputsRoot(CollateralRound round)
    {
        var inputs = Inputs(round);
        var leaves = new Hash256[inputs.Count + 1];
        leaves[0] = MerkleTree.LeafHash(RoundHeaderCodec.Encode(round));
        for (var i = 0; i < inputs.Count; i++) leaves[i + 1] = MerkleTree.LeafHash(inputs[i]);
        return MerkleTree.RootOf(leaves);
    }

    public static byte[] Encode(CollateralRound round)
    {
        var inputs = Inputs(round);
        using var writer = new CanonicalWriter(1_024 + inputs.Sum(input => input.Length + 4) + round.Evidence.Sum(evidence => evidence.Bytes.Length + 4));
        RoundHeaderCodec.WriteFile(writer, round);
        writer.U16(inputs.Count);
        foreach (var input in inputs)
        {
            writer.U32((uint)input.Length);
            writer.Bytes(input);
        }

        RoundCodec.WriteEvidence(writer, round.Evidence);
        return writer.ToArray();
    }

    public static Refusal? Decode(ReadOnlyMemory<byte> bytes, out CollateralRound? round)
    {
        round = null;
        var reader = new CanonicalReader(bytes.Span, "round");
        var header = RoundHeaderCodec.ReadFile(ref reader);
        var inputs = ReadInputs(ref reader);
        var evidence = RoundCodec.ReadEvidence(ref reader);
        if (reader.Finish() is { } refusal) return refusal;
        round = new CollateralRound
        {
            Shard = header.Shard,
            Sequence = header.Sequence,
            PreviousDigest = header.PreviousDigest,
            Epoch = header.Epoch,
            ValidAfter = header.ValidAfter,
            ObservedAt = header.ObservedAt,
            PolicyDigest = header.PolicyDigest,
            Chains = inputs.Chains,
            Markets = inputs.Markets,
            Positions = inputs.Positions,
            Problems = inputs.Problems,
            Prices = inputs.Prices,
            Evidence = evidence,
        };
        return null;
    }

    private static List<byte[]> Inputs(CollateralRound round)
    {
        var inputs = new List<byte[]>(round.Chains.Count + round.Markets.Count + round.Positions.Count + round.Problems.Count + round.Prices.Count);
        foreach (var chain in round.Chains) inputs.Add(CollateralInputCodec.Encode(chain));
        foreach (var market in round.Markets) inputs.Add(CollateralInputCodec.Encode(market));
        foreach (var position in round.Positions) inputs.Add(CollateralInputCodec.Encode(position));
        foreach (var problem in round.Problems) inputs.Add(CollateralInputCodec.Encode(problem));
        foreach (var price in round.Prices) inputs.Add(CollateralInputCodec.Encode(price));
        inputs.Sort(static (left, right) => left.AsSpan().SequenceCompareTo(right));
        var distinct = new List<byte[]>(inputs.Count);
        foreach (var input in inputs)
        {
            if (distinct.Count == 0 || !distinct[^1].AsSpan().SequenceEqual(input)) distinct.Add(input);
        }

        return distinct;
    }

    private static CollateralInputs ReadInputs(ref CanonicalReader reader)
    {
        var inputs = new CollateralInputs();
        ReadOnlySpan<byte> previous = default;
        for (var count = reader.U16(); count > 0 && reader.Ok; count--)
        {
            var size = reader.U32();
            reader.RequireAtMost(CollateralInputCodec.MaximumSize, "input", size);
            if (!reader.Ok) break;
            var bytes = reader.Bytes((int)size);
            if (!reader.Ok) break;
            reader.Require(previous.IsEmpty || previous.SequenceCompareTo(bytes) < 0, "inputs", "must be distinct and in order of their bytes", bytes);
            previous = bytes;
            reader.Adopt(CollateralInputCodec.Decode(bytes, inputs));
        }

        return inputs;
    }
}

/// <summary>The inputs of a round by their kind.</summary>
internal sealed class CollateralInputs
{
    public List<ChainReading> Chains { get; } = [];

    public List<MarketReading> Markets { get; } = [];

    public List<PositionReading> Positions { get; } = [];

    public List<AccountProblem> Problems { get; } = [];

    public List<PriceReading> Prices { get; } = [];
}
