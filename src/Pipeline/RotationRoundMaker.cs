using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;

namespace CrossChainOracle.Pipeline;

/// <summary>The round that names the next attester set.</summary>
/// <param name="domain">The deployment that is signed for.</param>
/// <param name="rules">The shard's; they approve the set.</param>
/// <param name="wanted">The set.</param>
public sealed class RotationRoundMaker(SigningDomain domain, RotationRules rules, NextSet wanted) : IRoundMaker
{
    public Refusal? Make(RoundStart start, out MadeRound? round)
    {
        round = null;
        var head = start.Head;
        if (RotationStateCodec.Decode(head.StateBytes.Span, out var state) is { } broken) throw new InvalidDataException($"The state of shard {rules.Shard} does not decode: {broken}");
        if (wanted.After(state!.Current, start.ObservedAt, out var problem) is not { } next) return new Refusal.OutOfRange("next attester set", $"epoch {wanted.Epoch ?? state.Current.Epoch + 1L}", problem!);
        var inputs = new RotationRound
        {
            Shard = rules.Shard,
            Sequence = head.Cursor.NextSequence,
            PreviousDigest = head.Digest,
            Epoch = start.Epoch,
            ValidAfter = head.Cursor.ObservedAt,
            ObservedAt = start.ObservedAt,
            PolicyDigest = rules.PolicyDigest,
            Next = next,
        };
        var bytes = RotationRoundCodec.Encode(inputs);
        if (rules.Compute(domain, head.StateBytes, bytes, start.ObservedAt, out var batch) is { } refusal) return refusal;
        round = new(batch!, bytes);
        return null;
    }
}
