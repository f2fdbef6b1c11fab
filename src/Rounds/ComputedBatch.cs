using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Aggregation;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Rounds;

/// <summary>All that a round comes to: what is signed, what travels with it, and the state that the next round starts from.</summary>
/// <param name="Header">The batch header.</param>
/// <param name="Digest">Its EIP-712 digest.</param>
/// <param name="Leaves">Statements in canonical order with their contexts.</param>
/// <param name="State">State after the round; its bytes hash to the header's state digest.</param>
/// <param name="StateBytes">Canonical bytes of <paramref name="State"/>.</param>
/// <param name="Outcomes">Per feed, in order of feed: the same facts with every rejection's operands, for people.</param>
public sealed record ComputedBatch(
    BatchHeader Header, Hash256 Digest, IReadOnlyList<Leaf> Leaves, ShardState State, ReadOnlyMemory<byte> StateBytes, IReadOnlyList<FeedOutcome> Outcomes)
{
    /// <summary>The batch as it is reserved: no signatures yet.</summary>
    public byte[] EncodeUnsigned() => AttestationCodec.Encode(new Attestation(Header, Leaves, []));
}
