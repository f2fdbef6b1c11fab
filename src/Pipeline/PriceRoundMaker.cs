using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Feeds;
using CrossChainOracle.Rounds;

namespace CrossChainOracle.Pipeline;

/// <summary>Rounds of a shard of feeds.</summary>
/// <param name="domain">The deployment that is signed for.</param>
/// <param name="rules">The shard's.</param>
/// <param name="known">Everything that was last heard of the shard's feeds.</param>
/// <param name="evidence">What the attesters will check the round's evidence by; null where no source is authenticated.</param>
public sealed class PriceRoundMaker(SigningDomain domain, PriceRules rules, Func<Look> known, RoundEvidence? evidence = null) : IRoundMaker
{
    public Refusal? Make(RoundStart start, out MadeRound? round)
    {
        if (StateCodec.Decode(start.Head.StateBytes.Span, out var state) is { } refusal) throw new InvalidDataException($"The state of shard {rules.Shard} does not decode: {refusal}");
        var sighting = known();
        var proven = evidence?.Sift(sighting, rules.Policy, start.ObservedAt) ?? sighting;
        var inputs = RoundAssembly.Observe(rules.Shard, rules.PolicyDigest, start.Epoch, state!, start.Head.Digest, start.ObservedAt, proven);
        round = new(BatchComputation.Run(domain, rules.Policy, state!, inputs), RoundCodec.Encode(inputs));
        return null;
    }
}
