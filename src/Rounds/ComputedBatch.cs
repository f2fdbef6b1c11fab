using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Aggregation;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Rounds;

/// <summary>All that a round comes to: what is signed, what travels with it, and the state that the next round starts from.</summary>
/// <param name="Header">The batch header.</param>
/// <param name="Digest">Its EIP-712 digest.</param>
/// <param name="Leaves">Statements in canonical order with their contexts.</param>
/// <param name="StateBytes">Canonical bytes of the state after the round; they hash to the header's state digest.</param>
public abstract record ComputedBatch(BatchHeader Header, Hash256 Digest, IReadOnlyList<Leaf> Leaves, ReadOnlyMemory<byte> StateBytes)
{
    /// <summary>The batch as it is reserved: no signatures yet.</summary>
    public byte[] EncodeUnsigned() => AttestationCodec.Encode(new Attestation(Header, Leaves, []));
}

/// <inheritdoc/>
/// <param name="Header">The batch header.</param>
/// <param name="Digest">Its EIP-712 digest.</param>
/// <param name="Leaves">Statements in canonical order with their contexts.</param>
/// <param name="State">State after the round.</param>
/// <param name="StateBytes">Its canonical bytes.</param>
/// <param name="Outcomes">Per feed, in order of feed: the same facts with every rejection's operands, for people.</param>
public sealed record PriceBatch(
    BatchHeader Header, Hash256 Digest, IReadOnlyList<Leaf> Leaves, ShardState State, ReadOnlyMemory<byte> StateBytes, IReadOnlyList<FeedOutcome> Outcomes)
    : ComputedBatch(Header, Digest, Leaves, StateBytes);
