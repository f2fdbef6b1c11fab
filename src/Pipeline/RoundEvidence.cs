using CrossChainOracle.Domain;
using CrossChainOracle.Feeds.Pyth;
using CrossChainOracle.Proofs.Pyth;

namespace CrossChainOracle.Pipeline;

/// <summary>Checks again what a round's authenticated observations say of their evidence, so that whoever collected them cannot have made them up.</summary>
/// <remarks>Observations that were merely read (Chainlink, API3) carry no evidence: that limit stands in docs/trust.md.</remarks>
public sealed class RoundEvidence(PythTrust trust)
{
    /// <summary>The check of someone who trusts no signer: no observation may claim to be authenticated.</summary>
    public static Refusal? RefuseAny(Round round, ShardPolicy policy, long now) =>
        round.Observations.FirstOrDefault(observation => observation.Authenticity == Authenticity.Authenticated) is { } observation
            ? new Refusal.Recomputation($"evidence of {observation.Feed} by {observation.Route}", "authenticated", "no signer is trusted here")
            : null;

    /// <param name="now">Unix milliseconds at which the evidence's signers must be in force.</param>
    /// <returns>The first observation that its evidence does not bear out, or null.</returns>
    public Refusal? Check(Round round, ShardPolicy policy, long now)
    {
        var evidence = round.Evidence.ToDictionary(item => item.Digest, item => new Lazy<PythEvidence>(() => new(item, trust, now), LazyThreadSafetyMode.None));
        var sources = policy.Feeds.SelectMany(feed => feed.Routes, (feed, route) => (feed.Feed, route)).ToDictionary(pair => (pair.Feed, pair.route.Route), pair => pair.route);
        foreach (var observation in round.Observations)
        {
            if (observation.Authenticity != Authenticity.Authenticated) continue;
            if (!sources.TryGetValue((observation.Feed, observation.Route), out var route)) return Unproven(observation, "a route of the policy");
            if (!evidence.TryGetValue(observation.Anchor, out var item)) return Unproven(observation, $"no evidence {observation.Anchor} in the round");
            if (item.Value.Check(observation, route.Source) is { } rejection) return Unproven(observation, rejection.ToString());
        }

        return null;
    }

    private static Refusal.Recomputation Unproven(Observation observation, string found) =>
        new($"evidence of {observation.Feed} by {observation.Route}", observation.Value.ToString(), found);
}
