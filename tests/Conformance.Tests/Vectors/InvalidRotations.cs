using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using static CrossChainOracle.Domain.RefusalCode;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Rounds, states and policies of rotations that are not canonical or break a rule of theirs.</summary>
public static class InvalidRotations
{
    private const int RoundHeader = 5 + 1 + 16 + 8 + 32 + 4 + 6 + 6 + 32;
    private const int StateHead = 1 + 16 + 8 + 6;
    private const int PolicyHead = 1 + 16 + 6 + 6;

    public static IEnumerable<InvalidCase> All()
    {
        var round = RotationRoundCodec.Encode(RotationRoundVectors.Good);
        var state = RotationStateCodec.Encode(RotationRoundVectors.State(Setting.Five));
        var policy = RotationPolicyCodec.Encode(RotationRoundVectors.Policy);
        var price = SampleLeaves.EthUsd.Bytes.ToArray();
        foreach (var (form, name, bytes, refusal) in ((string, string, byte[], RefusalCode)[])
        [
            ("rotationRound", "other magic", round.Patch(0, (byte)'X'), BadMagic),
            ("rotationRound", "version 2", round.Patch(4, 2), UnsupportedVersion),
            ("rotationRound", "cut", round[..^1], Truncated),
            ("rotationRound", "left over", round.Append(0), TrailingBytes),
            ("rotationRound", "no input", [.. round[..RoundHeader], 0, 0, 0, 0], OutOfRange),
            ("rotationRound", "two inputs", round.Patch(RoundHeader, 0, 2), OutOfRange),
            ("rotationRound", "tag of an observation", round.Patch(RoundHeader + 4, 0x81), OutOfRange),
            ("rotationRound", "a price in the place of the set", [.. round[..(RoundHeader + 2)], 0, 97, 0x88, .. price, 0, 0], OutOfRange),
            ("rotationRound", "a threshold of half", round.Patch(RoundHeader + 7, 2), OutOfRange),
            ("rotationRound", "the set cut inside its input", [.. round.Patch(RoundHeader + 3, (byte)(round[RoundHeader + 3] - 1))[..^3], 0, 0], Truncated),
            ("rotationRound", "more after the set inside its input", [.. round.Patch(RoundHeader + 3, (byte)(round[RoundHeader + 3] + 1))[..^2], 0, 0, 0], TrailingBytes),
            ("rotationRound", "evidence", [.. round[..^2], 0, 1, 0, 0, 0, 0], OutOfRange),
            ("rotationState", "tag of a shard's state", state.Patch(0, 0x90), OutOfRange),
            ("rotationState", "cut", state[..^1], Truncated),
            ("rotationState", "no set", state[..StateHead], Truncated),
            ("rotationState", "left over", state.Append(0), TrailingBytes),
            ("rotationState", "no next sequence", state.Patch(17, 255, 255, 255, 255, 255, 255, 255, 255), OutOfRange),
            ("rotationState", "a price in the place of the set", [.. state[..StateHead], .. price], OutOfRange),
            ("rotationState", "members not in order", state.Patch(StateHead + 20, 255), OutOfRange),
            ("rotationPolicy", "tag of a shard's policy", policy.Patch(0, 0x91), OutOfRange),
            ("rotationPolicy", "cut", policy[..^1], Truncated),
            ("rotationPolicy", "left over", policy.Append(0), TrailingBytes),
            ("rotationPolicy", "later than an hour", policy.Patch(17, 0, 0, 0, 0x36, 0xee, 0x81), OutOfRange),
            ("rotationPolicy", "no term", policy.Patch(23, 0, 0, 0, 0, 0, 0), OutOfRange),
            ("rotationPolicy", "a term of more than 366 days", policy.Patch(23, 255), OutOfRange),
            ("rotationPolicy", "the recovery set first", policy.Patch(PolicyHead + 4, 255, 255, 255, 255), OutOfRange),
        ])
        {
            yield return new(form, name, bytes, refusal);
        }
    }
}
