using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Rounds;

/// <summary>The header that a round's statements stand under, whatever they are about.</summary>
internal static class BatchHeaders
{
    public static BatchHeader Of(RoundHeader round, ushort algorithm, Hash256 audience, ReadOnlySpan<byte> stateBytes, Hash256 inputsRoot, IReadOnlyList<Leaf> leaves) => new()
    {
        Schema = BatchHeader.CurrentSchema,
        Algorithm = algorithm,
        Epoch = round.Epoch,
        Sequence = round.Sequence,
        ValidAfter = round.ValidAfter,
        ObservedAt = round.ObservedAt,
        LeafCount = (uint)leaves.Count,
        Shard = round.Shard,
        Audience = audience,
        PreviousDigest = round.PreviousDigest,
        StateDigest = Keccak256.Hash(stateBytes),
        InputsRoot = inputsRoot,
        Root = BatchContent.Root(leaves),
        Body = BatchContent.Body(leaves),
    };
}
