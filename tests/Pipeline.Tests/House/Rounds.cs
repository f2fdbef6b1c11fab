using CrossChainOracle.Domain;
using CrossChainOracle.Feeds;
using CrossChainOracle.Rounds;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Pipeline.Tests;

internal static class Rounds
{
    /// <summary>A turn of a shard of feeds of which just this is known.</summary>
    public static Task<RoundOutcome> RunAsync(this AttestationRound round, ShardPolicy policy, Look look, RoundEvidence? evidence = null) =>
        round.RunAsync(new PriceRoundMaker(Samples.Domain, new(policy), () => look, evidence), default);
}
