using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Pipeline;

/// <summary>What stays the same from round to round of one shard.</summary>
/// <param name="Domain">The deployment that is signed for.</param>
/// <param name="Rules">How its rounds become batches.</param>
/// <param name="Attesters">The set whose epoch the batches name.</param>
/// <param name="Cosigners">The members that can be asked from here.</param>
/// <param name="Partition">The stream partition that keeps the shard's order.</param>
public sealed record ShardContext(SigningDomain Domain, IShardRules Rules, AttesterSet Attesters, IReadOnlyList<ICosigner> Cosigners, int Partition)
{
    /// <summary>From then on no batch of the set is accepted, Unix milliseconds: its expiry, or the end of its grace where another set follows.</summary>
    public long SignsUntil { get; init; } = Attesters.ExpiresAt;

    /// <summary>Why the set signs no batch of that time after that one, or null. What is reserved is signed or stands in the way for good, so the leader asks before it reserves.</summary>
    /// <param name="observedAt">Unix milliseconds.</param>
    /// <param name="last">The shard's last batch; null before the first. Where a later set has signed it already, these keys come too late.</param>
    public Refusal? CheckTerm(long observedAt, BatchHeader? last)
    {
        if (last is not null && !AttesterSet.MayContinue(Attesters.Epoch, last.Epoch)) return new Refusal.BadRotation(Attesters.Epoch, $"continues a batch of its own epoch or the one before, not batch {last.Sequence} of epoch {last.Epoch}");
        if (observedAt < Attesters.ValidFrom) return new Refusal.EpochNotYetValid(Attesters.Epoch, Attesters.ValidFrom, observedAt);
        return observedAt >= SignsUntil ? new Refusal.EpochExpired(Attesters.Epoch, SignsUntil, observedAt) : null;
    }
}
