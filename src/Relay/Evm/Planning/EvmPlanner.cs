using CrossChainOracle.Encoding;

namespace CrossChainOracle.Relay.Evm.Planning;

/// <summary>What one chain's relayer posts now. Pure: the same arguments give the same plan, and nothing is remembered; who posts it twice, or not at all, asks again.</summary>
/// <remarks>
/// The caller gives the plan's postings to a sender, lists what that has not seen final as in flight, and asks again when a batch comes or a block.
/// What is in flight counts as if it stood on the chain already.
/// </remarks>
/// <param name="domain">The deployment.</param>
public sealed class EvmPlanner(SigningDomain domain)
{
    /// <param name="policy">Of the chain; sound.</param>
    /// <param name="hub">What the chain says now.</param>
    /// <param name="inbox">What there is to post; is only read.</param>
    /// <param name="inFlight">The relayer's own transactions that are not final.</param>
    /// <param name="now">The relayer's clock, Unix milliseconds. The chain's may be ahead of it; the later one counts.</param>
    /// <param name="waiting">Of the plan before this one; null: there was none, and what is not ours at once waits from now on.</param>
    public Plan Make(EvmRelayPolicy policy, HubState hub, RelayInbox inbox, IReadOnlyList<InFlight> inFlight, long now, IReadOnlyDictionary<DueKey, DueSince>? waiting = null)
    {
        var at = Math.Max(now, hub.Time) + policy.LagMs;
        var turns = new Turns(policy, waiting ?? new Dictionary<DueKey, DueSince>(), at);
        var ground = new Ground(policy, hub, inbox, new UnderWay(inFlight), turns, at);
        var plan = new PlanBuilder();
        var sets = new SetPlanner(ground, domain, plan);
        sets.Rotations();
        sets.Retractions();
        new PricePlanner(ground, domain, plan).Prices();
        new FactPlanner(ground, domain, plan).Facts();
        return plan.Build(turns.Waiting);
    }
}
