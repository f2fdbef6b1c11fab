using System.Security.Cryptography;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Protobuf;

namespace CrossChainOracle.Encoding.CometBft;

/// <summary>One validator.</summary>
/// <param name="PublicKey">32 bytes, Ed25519.</param>
/// <param name="Power">1 or more.</param>
public sealed record CometValidator(ReadOnlyMemory<byte> PublicKey, long Power)
{
    public const int AddressSize = 20;

    /// <summary>The first 20 bytes of SHA-256 of the key; always computed, whatever a node says.</summary>
    public ReadOnlyMemory<byte> Address { get; } = SHA256.HashData(PublicKey.Span).AsMemory(0, AddressSize);

    // SimpleValidator { PublicKey { ed25519 = 1 } = 1, voting_power = 2 }
    internal byte[] Encode() => new ProtoWriter().Message(1, new ProtoWriter().Bytes(1, PublicKey.Span).ToArray()).Int64(2, Power).ToArray();
}

/// <summary>The validators of one height, in the order of the chain, which their hash depends on.</summary>
public sealed class ValidatorSet
{
    /// <summary>CometBFT's <c>types.MaxVotesCount</c>.</summary>
    public const int MaximumMembers = 10_000;

    // CometBFT's types.MaxTotalVotingPower, so that three times any power fits.
    private const long MaximumPower = long.MaxValue / 8;

    private ValidatorSet(IReadOnlyList<CometValidator> members, long power)
    {
        (Members, Power) = (members, power);
        Hash = Sha256Tree.Root([.. members.Select(member => member.Encode())]);
    }

    public IReadOnlyList<CometValidator> Members { get; }

    /// <summary>Of all members, at least 1.</summary>
    public long Power { get; }

    public Hash256 Hash { get; }

    /// <summary>False, with the problem, for no members, too many, one that stands twice, or powers outside CometBFT's limits.</summary>
    public static bool TryCreate(IReadOnlyList<CometValidator> members, out ValidatorSet? set, out string problem)
    {
        (set, problem) = (null, string.Empty);
        if (members.Count is 0 or > MaximumMembers) problem = $"{members.Count} validators, not 1 to {MaximumMembers}";
        long power = 0;
        var seen = new HashSet<string>(members.Count, StringComparer.Ordinal);
        for (var i = 0; i < members.Count && problem.Length == 0; i++)
        {
            var member = members[i];
            if (member.PublicKey.Length != Ed25519.PublicKeySize) problem = $"validator {i} has a key of {member.PublicKey.Length} bytes";
            else if (member.Power < 1 || member.Power > MaximumPower - power) problem = $"validator {i} has power {member.Power} after {power} of the others";
            else if (!seen.Add(Convert.ToHexString(member.PublicKey.Span))) problem = $"validator {i} stands there twice";
            else power += member.Power;
        }

        if (problem.Length == 0) set = new(members, power);
        return set is not null;
    }
}
