namespace CrossChainOracle.Domain;

/// <summary>The attesters of one epoch: who they are, how many must sign, and for how long.</summary>
public sealed record AttesterSet
{
    public const int MaximumMembers = 32;

    /// <summary>The epoch number that stands for the recovery set named at deployment; no ordinary set may have it.</summary>
    public const uint RecoveryEpoch = uint.MaxValue;

    /// <summary>How long the epoch before is still accepted after a rotation, at most.</summary>
    public const long MaximumGraceMs = 3_600_000;

    private AttesterSet(uint epoch, int threshold, long validFrom, long expiresAt, EvmAddress[] members) =>
        (Epoch, Threshold, ValidFrom, ExpiresAt, Members) = (epoch, threshold, validFrom, expiresAt, members);

    public uint Epoch { get; }

    /// <summary>Signatures needed. More than half of the members, so that two batches of one sequence cannot both find enough signers that never sign twice.</summary>
    public int Threshold { get; }

    /// <summary>Unix milliseconds, inclusive.</summary>
    public long ValidFrom { get; }

    /// <summary>Unix milliseconds, exclusive.</summary>
    public long ExpiresAt { get; }

    /// <summary>Distinct, ascending, none zero; a signature names its member by the index here.</summary>
    public IReadOnlyList<EvmAddress> Members { get; }

    /// <summary>A set that keeps every rule, or null and the rule that was broken.</summary>
    public static AttesterSet? Create(uint epoch, int threshold, long validFrom, long expiresAt, IReadOnlyList<EvmAddress> members, out string? problem)
    {
        problem = Problem(threshold, validFrom, expiresAt, members);
        return problem is null ? new(epoch, threshold, validFrom, expiresAt, [.. members]) : null;
    }

    /// <summary>Whether a batch of the one epoch may come after a batch of the other in a shard: keys vouch for batches of their own epoch and of the one before it, and for no older or later ones.</summary>
    /// <param name="epoch">Of the batch.</param>
    /// <param name="previous">Of the batch before it.</param>
    public static bool MayContinue(uint epoch, uint previous) => previous == epoch || (previous < epoch && epoch - previous == 1);

    public bool Equals(AttesterSet? other) =>
        other is not null && Epoch == other.Epoch && Threshold == other.Threshold && ValidFrom == other.ValidFrom
        && ExpiresAt == other.ExpiresAt && Members.SequenceEqual(other.Members);

    public override int GetHashCode() => HashCode.Combine(Epoch, Threshold, ValidFrom, ExpiresAt, Members.Count);

    private static string? Problem(int threshold, long validFrom, long expiresAt, IReadOnlyList<EvmAddress> members)
    {
        if (members.Count is 0 or > MaximumMembers) return $"a set has 1 to {MaximumMembers} members, not {members.Count}";
        if (threshold > members.Count || threshold <= members.Count / 2) return $"the threshold must be more than half of {members.Count} members and at most all, not {threshold}";
        if (!UnixTime.IsValid(validFrom) || !UnixTime.IsValid(expiresAt)) return $"times must be Unix milliseconds in 48 bits, not {validFrom} and {expiresAt}";
        if (expiresAt <= validFrom) return $"the set must expire after it begins: {validFrom} to {expiresAt}";
        for (var i = 0; i < members.Count; i++)
        {
            if (members[i].IsZero) return $"member {i} is the zero address";
            if (i > 0 && members[i] <= members[i - 1]) return $"members must be distinct and ascending: member {i} is {members[i]} after {members[i - 1]}";
        }

        return null;
    }
}
