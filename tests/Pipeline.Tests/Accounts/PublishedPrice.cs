using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Pipeline.Accounts;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Pipeline.Tests.Accounts;

/// <summary>Prices as a shard of feeds publishes them: near 2500, good for a minute.</summary>
internal static class PublishedPrice
{
    /// <param name="feed">Whose.</param>
    /// <param name="observedAt">Unix milliseconds.</param>
    /// <param name="signers">Who of the five signs.</param>
    public static SignedPrice Of(FeedId feed, long observedAt, params int[] signers)
    {
        var policy = Samples.Policy(null, feed.ToString());
        var state = ShardState.Initial(policy.Shard, observedAt - 1_000);
        var batch = BatchComputation.Run(Samples.Domain, policy, state, Samples.Round(policy, state, Hash256.Zero, observedAt));
        Assert.Null(StatementCodec.Decode(batch.Leaves[0].Bytes.Span, out var statement));
        var proof = MerkleTree.Build([.. batch.Leaves.Select(leaf => leaf.Hash)]).Proof(0);
        var attestation = new StatementAttestation(batch.Header, batch.Leaves[0], proof, Keys.Sign(batch.Digest, signers.Length == 0 ? [0, 1, 2] : signers));
        return PriceEvidence.Of(attestation, batch.Digest, Assert.IsType<PriceStatement>(statement));
    }
}
