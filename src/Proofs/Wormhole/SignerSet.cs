using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Wormhole;

/// <summary>Who signs, how many of them must, and until when: a Wormhole guardian set or a set of Pyth routers.</summary>
public sealed record SignerSet
{
    /// <summary>A VAA counts its signatures and numbers its signers in one byte.</summary>
    public const int MaximumMembers = 255;

    private SignerSet(string family, uint index, int quorum, long? expiresAt, EvmAddress[] members) =>
        (Family, Index, Quorum, ExpiresAt, Members) = (family, index, quorum, expiresAt, members);

    /// <summary>Whose numbering <see cref="Index"/> belongs to, such as <c>wormhole-mainnet</c>.</summary>
    public string Family { get; }

    public uint Index { get; }

    /// <summary>Distinct members that must have signed. More than half.</summary>
    public int Quorum { get; }

    /// <summary>The last moment at which the set is believed, Unix milliseconds; null while it is in force.</summary>
    public long? ExpiresAt { get; private init; }

    /// <summary>A signature names its member by the index here. Distinct, none zero, in the order of the network.</summary>
    public IReadOnlyList<EvmAddress> Members { get; }

    /// <summary>Wormhole's rule: more than two thirds.</summary>
    public static int MoreThanTwoThirds(int members) => (members * 2 / 3) + 1;

    /// <summary>A set that keeps every rule, or null and the rule that was broken.</summary>
    public static SignerSet? Create(string family, uint index, int quorum, long? expiresAt, IReadOnlyList<EvmAddress> members, out string? problem)
    {
        problem = Problem(quorum, expiresAt, members);
        return problem is null ? new(family, index, quorum, expiresAt, [.. members]) : null;
    }

    /// <summary>Whether the set is no longer believed at a time in Unix milliseconds.</summary>
    public bool IsExpired(long at) => at > ExpiresAt;

    internal SignerSet Until(long expiresAt) => this with { ExpiresAt = expiresAt };

    public bool Equals(SignerSet? other) =>
        other is not null && Family == other.Family && Index == other.Index && Quorum == other.Quorum && ExpiresAt == other.ExpiresAt
        && Members.SequenceEqual(other.Members);

    public override int GetHashCode() => HashCode.Combine(Family, Index, Quorum, ExpiresAt, Members.Count);

    private static string? Problem(int quorum, long? expiresAt, IReadOnlyList<EvmAddress> members)
    {
        if (members.Count is 0 or > MaximumMembers) return $"a signer set has 1 to {MaximumMembers} members, not {members.Count}";
        if (quorum > members.Count || quorum <= members.Count / 2) return $"the quorum must be more than half of {members.Count} and at most all, not {quorum}";
        if (expiresAt is { } time && !UnixTime.IsValid(time)) return $"the expiry must be Unix milliseconds in 48 bits, not {time}";
        var seen = new HashSet<EvmAddress>();
        for (var i = 0; i < members.Count; i++)
        {
            if (members[i].IsZero) return $"member {i} is the zero address";
            if (!seen.Add(members[i])) return $"member {i} stands in the set twice: {members[i]}";
        }

        return null;
    }
}
