using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Rounds.Accounts;

/// <summary>(policy, previous state, round) → batch, for a shard of accounts. Pure: the leader, every attester and any auditor run exactly this and get the same bytes.</summary>
public static class CollateralComputation
{
    /// <param name="domain">The deployment that signs.</param>
    /// <param name="policy">In force; sound.</param>
    /// <param name="state">After the round before.</param>
    /// <param name="round">Passed <see cref="CollateralRules.Check"/> with the two.</param>
    /// <param name="batch">Null where there is too much for one batch: the refusal says of what.</param>
    public static Refusal? Run(SigningDomain domain, CollateralPolicy policy, CollateralState state, CollateralRound round, out CollateralBatch? batch)
    {
        batch = null;
        var chains = JudgedChain.All(policy, state, round);
        var stated = new StatedRound(policy, chains, state, round);
        var drafts = stated.Drafts().OrderBy(static draft => draft.Statement, SubjectOrder.Instance).ToList();
        Leaf[] leaves = [.. drafts.Select(static draft => draft.ToLeaf())];
        var next = new CollateralState(
            round.Shard,
            checked(round.Sequence + 1),
            round.ObservedAt,
            [.. chains.Values.Select(static chain => chain.Next()).OfType<ChainState>().OrderBy(static chain => chain.Chain)],
            FactKeeping.Next(state, chains, stated.LiveFacts, stated.Restated),
            stated.Gaps);
        if (RoundBounds.CheckBatch(leaves, next.Facts.Count) is { } refusal) return refusal;
        var stateBytes = CollateralStateCodec.Encode(next);
        var header = BatchHeaders.Of(round, BatchHeader.CollateralV1, policy.Audience, stateBytes, CollateralRoundCodec.InputsRoot(round), leaves);
        batch = new(header, domain.Digest(header), leaves, next, stateBytes);
        return null;
    }
}

/// <inheritdoc/>
/// <param name="Header">The batch header.</param>
/// <param name="Digest">Its EIP-712 digest.</param>
/// <param name="Leaves">Statements in canonical order with their contexts.</param>
/// <param name="State">State after the round.</param>
/// <param name="StateBytes">Its canonical bytes.</param>
public sealed record CollateralBatch(BatchHeader Header, Hash256 Digest, IReadOnlyList<Leaf> Leaves, CollateralState State, ReadOnlyMemory<byte> StateBytes)
    : ComputedBatch(Header, Digest, Leaves, StateBytes);
