using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds;
using CrossChainOracle.Feeds.Pyth;
using CrossChainOracle.Proofs.Pyth;

namespace CrossChainOracle.Pipeline;

/// <summary>Checks again what a round's authenticated observations say of their evidence, so that whoever collected them cannot have made them up.</summary>
/// <remarks>
/// Pyth is believed by its signed updates only: an observation of it that says it was merely read is not proven. Observations that can only be read (Chainlink, API3)
/// carry no evidence: that limit stands in docs/trust.md.
/// </remarks>
public sealed class RoundEvidence(PythTrust trust)
{
    /// <summary>The check of someone who trusts no signer: no observation may claim to be authenticated.</summary>
    public static Refusal? RefuseAny(Round round, ShardPolicy policy, long now) =>
        round.Observations.FirstOrDefault(observation => observation.Authenticity == Authenticity.Authenticated) is { } observation
            ? new Refusal.Recomputation($"evidence of {observation.Feed} by {observation.Route}", "authenticated", "no signer is trusted here")
            : null;

    /// <summary>Whether the evidence bore out the observations when the round was observed. A round that did pass is signed however much later, also when the signers have expired since.</summary>
    /// <param name="now">The checker's clock, Unix milliseconds: a round from the future is judged as of now.</param>
    /// <returns>The first observation that its evidence does not bear out, or null.</returns>
    public Refusal? Check(Round round, ShardPolicy policy, long now) =>
        Unproven(round.Observations, round.Evidence, policy, Math.Min(now, round.ObservedAt)).Select(static unproven => (Refusal)new Refusal.Recomputation(
            $"evidence of {unproven.Observation.Feed} by {unproven.Observation.Route}", unproven.Observation.Value.ToString(), unproven.Problem)).FirstOrDefault();

    /// <summary>What is left to make a round of. With an observation that no attester accepts, the round would be reserved and never signed, and its shard would stand still.</summary>
    /// <param name="look">What was last heard; its evidence may have expired since.</param>
    /// <param name="policy">The shard's.</param>
    /// <param name="now">The time of the round, Unix milliseconds.</param>
    /// <returns>The look, with a failure in place of each observation that its evidence does not bear out.</returns>
    public Look Sift(Look look, ShardPolicy policy, long now)
    {
        var unproven = Unproven(look.Observations, look.Evidence, policy, now).ToList();
        if (unproven.Count == 0) return look;
        return look with
        {
            Observations = [.. look.Observations.Except(unproven.Select(pair => pair.Observation))],
            Failures = [.. look.Failures, .. unproven.Select(pair =>
                new SourceFailure(pair.Observation.Feed, pair.Observation.Provider, pair.Observation.Route, RejectionCode.BadProof, pair.Problem))],
        };
    }

    private IEnumerable<(Observation Observation, string Problem)> Unproven(
        IReadOnlyList<Observation> observations, IReadOnlyList<Evidence> evidence, ShardPolicy policy, long now)
    {
        var sources = policy.Feeds.SelectMany(feed => feed.Routes, (feed, route) => (feed.Feed, route)).ToDictionary(pair => (pair.Feed, pair.route.Route), pair => pair.route.Source);
        var updates = new Dictionary<Hash256, (VerifiedUpdate? Update, string? Problem)>();
        foreach (var item in evidence) updates[Keccak256.Hash(item.Bytes.Span)] = Verify(item, now);
        foreach (var observation in observations)
        {
            if (observation.Authenticity != Authenticity.Authenticated && observation.Provider != Provider.Pyth) continue;
            if (!sources.TryGetValue((observation.Feed, observation.Route), out var source)) yield return (observation, "no route of the policy");
            else if (!updates.TryGetValue(observation.Anchor, out var found)) yield return (observation, $"no evidence {observation.Anchor} in the round");
            else if (found.Update is not { } update) yield return (observation, found.Problem!);
            else if (PythEvidence.Compare(update, observation, source) is { } rejection) yield return (observation, rejection.ToString());
        }
    }

    private (VerifiedUpdate? Update, string? Problem) Verify(Evidence evidence, long now) =>
        PythUpdate.TryVerify(evidence.Bytes, trust, now, out var update, out var refusal) ? (update, null) : (null, refusal.ToString());
}
