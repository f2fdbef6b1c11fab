using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Rounds;

/// <summary>The rules that a policy's bytes stand for.</summary>
public static class ShardRules
{
    /// <summary>For auditors: evidence is left to those who signed.</summary>
    public static Refusal? Open(ReadOnlySpan<byte> policy, out IShardRules? rules)
    {
        rules = null;
        if (!policy.IsEmpty && policy[0] == CollateralPolicyCodec.Tag)
        {
            if (CollateralPolicyCodec.Decode(policy, out var accounts) is { } noAccounts) return noAccounts;
            rules = new CollateralRules(accounts!);
            return null;
        }

        if (!policy.IsEmpty && policy[0] == RotationPolicyCodec.Tag)
        {
            if (RotationPolicyCodec.Decode(policy, out var rotations) is { } noRotations) return noRotations;
            rules = new RotationRules(rotations!);
            return null;
        }

        if (PolicyCodec.Decode(policy, out var prices) is { } noPrices) return noPrices;
        rules = new PriceRules(prices!);
        return null;
    }
}
