using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Rounds;

/// <summary>The rules that a policy's bytes stand for.</summary>
public static class ShardRules
{
    /// <summary>For auditors: evidence is left to those who signed.</summary>
    public static Refusal? Open(ReadOnlySpan<byte> policy, out IShardRules? rules)
    {
        var refusal = PolicyCodec.Decode(policy, out var prices);
        rules = refusal is null ? new PriceRules(prices!) : null;
        return refusal;
    }
}
