using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Rounds;

/// <summary>Whether an attester's operator wants this set to sign next.</summary>
/// <returns>Why not, or null.</returns>
public delegate Refusal? RotationApproval(AttesterSet next);

/// <summary>The rules of a shard of rotations (specification, section 16): each batch states the set that follows the current one.</summary>
/// <param name="policy">Must be sound.</param>
/// <param name="approval">Asked before an attester signs; null: no set is approved, and only what was signed already recomputes.</param>
public sealed class RotationRules(RotationPolicy policy, RotationApproval? approval = null) : IShardRules
{
    /// <exception cref="ArgumentException">The policy is not sound.</exception>
    public RotationPolicy Policy { get; } = policy.Problem() is { } problem ? throw new ArgumentException(problem, nameof(policy)) : policy;

    public ShardId Shard => policy.Shard;

    public Hash256 PolicyDigest { get; } = RotationPolicyCodec.Digest(policy);

    public byte[] EncodePolicy() => RotationPolicyCodec.Encode(policy);

    public byte[] InitialState(long startedAt) => RotationStateCodec.Encode(Initial(startedAt));

    public Refusal? Compute(SigningDomain domain, ReadOnlyMemory<byte> state, ReadOnlyMemory<byte> round, long? evidenceAt, out ComputedBatch? batch)
    {
        batch = null;
        if (RotationRoundCodec.Decode(round, out var inputs) is { } noRound) return noRound;
        var before = Initial(inputs!.ValidAfter);
        if (!state.IsEmpty && RotationStateCodec.Decode(state.Span, out before) is { } noState) return noState;
        if (Check(before!, inputs) is { } mismatch) return mismatch;
        if (evidenceAt is not null && Approve(inputs.Next) is { } unwanted) return unwanted;
        batch = Run(domain, before!.Current, inputs);
        return null;
    }

    /// <summary>Whether the round continues the state, and its set follows the current one. The first rule that is broken, or null.</summary>
    public Refusal? Check(RotationState state, RotationRound round) =>
        Continuity.Check(policy.Shard, PolicyDigest, new(state.Shard, state.NextSequence, state.ObservedAt), round)
        ?? CheckSigners(state.Current, round)
        ?? CheckNext(state.Current, round);

    private RotationState Initial(long startedAt) => new(policy.Shard, 0, startedAt, policy.First);

    private Refusal? Approve(AttesterSet next) => approval is null ? new Refusal.BadRotation(next.Epoch, "no rotation is approved here") : approval(next);

    private static Refusal.BadRotation? CheckSigners(AttesterSet current, RotationRound round)
    {
        if (round.Epoch != current.Epoch) return Bad(round, $"must be signed by epoch {current.Epoch}, not {round.Epoch}");
        if (round.ObservedAt < current.ValidFrom) return Bad(round, $"epoch {current.Epoch} signs from {current.ValidFrom} on, not at {round.ObservedAt}");
        return round.ObservedAt >= current.ExpiresAt ? Bad(round, $"epoch {current.Epoch} has expired at {current.ExpiresAt}, before {round.ObservedAt}") : null;
    }

    private Refusal.BadRotation? CheckNext(AttesterSet current, RotationRound round)
    {
        var next = round.Next;
        if (next.Epoch == AttesterSet.RecoveryEpoch || next.Epoch != (ulong)current.Epoch + 1) return Bad(round, $"rotations apply in order: after epoch {current.Epoch} epoch {(ulong)current.Epoch + 1} is next, below {AttesterSet.RecoveryEpoch}");
        var earliest = round.ObservedAt - policy.MaximumLateMs;
        if (next.ValidFrom < earliest) return Bad(round, $"begins at {next.ValidFrom}, more than {policy.MaximumLateMs} ms before the rotation at {round.ObservedAt}");
        if (next.ValidFrom >= current.ExpiresAt) return Bad(round, $"begins at {next.ValidFrom}, when epoch {current.Epoch} has expired at {current.ExpiresAt}: in between nobody could sign");
        var term = next.ExpiresAt - Math.Max(next.ValidFrom, round.ObservedAt);
        if (term < policy.MinimumTermMs) return Bad(round, $"could sign for {term} ms, at least {policy.MinimumTermMs} are needed");
        var same = next.Threshold == current.Threshold && next.ExpiresAt == current.ExpiresAt && next.Members.SequenceEqual(current.Members);
        return same ? Bad(round, $"has the members, threshold and expiry of epoch {current.Epoch}") : null;
    }

    private static Refusal.BadRotation Bad(RotationRound round, string rule) => new(round.Next.Epoch, rule);

    private static RotationBatch Run(SigningDomain domain, AttesterSet current, RotationRound round)
    {
        Leaf[] leaves = [new(StatementCodec.Encode(new AttesterSetStatement(round.Next)), default)];
        var state = RotationStateCodec.Encode(new(round.Shard, checked(round.Sequence + 1), round.ObservedAt, round.Next));
        var header = BatchHeaders.Of(round, BatchHeader.RotationV1, Hash256.Zero, state, RotationRoundCodec.InputsRoot(round), leaves);
        return new(header, domain.Digest(header), leaves, state, current, round.Next);
    }
}

/// <inheritdoc/>
/// <param name="Header">The batch header.</param>
/// <param name="Digest">Its EIP-712 digest.</param>
/// <param name="Leaves">The next set's statement, alone.</param>
/// <param name="StateBytes">Canonical bytes of the state after the round.</param>
/// <param name="Current">The set that signs.</param>
/// <param name="Next">The set that it names.</param>
public sealed record RotationBatch(BatchHeader Header, Hash256 Digest, IReadOnlyList<Leaf> Leaves, ReadOnlyMemory<byte> StateBytes, AttesterSet Current, AttesterSet Next)
    : ComputedBatch(Header, Digest, Leaves, StateBytes);
