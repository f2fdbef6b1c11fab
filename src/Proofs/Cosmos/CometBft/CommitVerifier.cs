using CrossChainOracle.Crypto;
using CrossChainOracle.Encoding.CometBft;

namespace CrossChainOracle.Proofs.Cosmos.CometBft;

/// <summary>Whether enough of the validators' power signed a block (CometBFT <c>VerifyCommitLight</c> and <c>VerifyCommitLightTrusting</c>).</summary>
/// <remarks>
/// A signature that is not valid counts for nothing and spoils nothing: CometBFT takes some that OpenSSL does not (ZIP-215), so that a single validator could otherwise stop
/// everyone who verifies as strictly as we do. Votes for nil and absent ones count for nothing.
/// </remarks>
internal static class CommitVerifier
{
    /// <summary>Null when more than two thirds of the set's power signed the commit's block, each validator in its own place.</summary>
    public static CosmosRefusal? VerifyOwn(string chainId, Commit commit, ValidatorSet set)
    {
        if (commit.Votes.Count != set.Members.Count) return new CosmosRefusal.BadVote(commit.Height, commit.Votes.Count, $"{commit.Votes.Count} votes for {set.Members.Count} validators");
        long signed = 0;
        var invalid = 0;
        for (var i = 0; i < commit.Votes.Count && !IsMoreThan(signed, set.Power, 2, 3); i++)
        {
            var vote = commit.Votes[i];
            if (vote.Kind == VoteKind.Absent) continue;
            if (!vote.Address.Span.SequenceEqual(set.Members[i].Address.Span))
                return new CosmosRefusal.BadVote(commit.Height, i, $"of {CosmosRefusal.Show(vote.Address.Span)}, not {CosmosRefusal.Show(set.Members[i].Address.Span)}");
            if (vote.Kind != VoteKind.Block) continue;
            if (IsSigned(chainId, commit, vote, set.Members[i])) signed += set.Members[i].Power;
            else invalid++;
        }

        return IsMoreThan(signed, set.Power, 2, 3) ? null : new CosmosRefusal.TooLittlePower("the validators", commit.Height, signed, set.Power, 2, 3, invalid);
    }

    /// <summary>Null when more than a third of the power of validators trusted earlier signed the commit's block, in whatever places.</summary>
    public static CosmosRefusal? VerifyTrusted(string chainId, Commit commit, ValidatorSet trusted)
    {
        var open = trusted.Members.ToDictionary(member => Convert.ToHexString(member.Address.Span));
        long signed = 0;
        var invalid = 0;
        for (var i = 0; i < commit.Votes.Count && !IsMoreThan(signed, trusted.Power, 1, 3); i++)
        {
            // Taken out: whoever stands there twice counts once.
            var vote = commit.Votes[i];
            if (vote.Kind != VoteKind.Block || !open.Remove(Convert.ToHexString(vote.Address.Span), out var member)) continue;
            if (IsSigned(chainId, commit, vote, member)) signed += member.Power;
            else invalid++;
        }

        return IsMoreThan(signed, trusted.Power, 1, 3) ? null : new CosmosRefusal.TooLittlePower("the trusted validators", commit.Height, signed, trusted.Power, 1, 3, invalid);
    }

    private static bool IsSigned(string chainId, Commit commit, CommitVote vote, CometValidator member) =>
        Ed25519.Verify(member.PublicKey.Span, commit.SignBytes(chainId, vote), vote.Signature.Span);

    // A set's power is at most an eighth of what fits.
    private static bool IsMoreThan(long part, long whole, int numerator, int denominator) => part * denominator > whole * numerator;
}
