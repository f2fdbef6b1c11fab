namespace CrossChainOracle.Domain.Aggregation;

/// <summary>Step 6: what a value is good enough for. Specification, section "Verdict".</summary>
public static class Verdicts
{
    public static Verdict Of(VerdictPolicy policy, Price value, Price confidence, long age, int providers, BreakerState breaker)
    {
        var verdict = Verdict.None;
        if (Allows(policy.Open)) verdict |= Verdict.Open;
        if (Allows(policy.Borrow)) verdict |= Verdict.Borrow;
        if (Allows(policy.Withdraw)) verdict |= Verdict.Withdraw;
        if (Allows(policy.Liquidate)) verdict |= Verdict.Liquidate;
        if (Allows(policy.Relay)) verdict |= Verdict.Relay;
        return verdict;

        bool Allows(ActionRule rule) =>
            breaker <= rule.WorstBreaker
            && providers >= rule.MinimumProviders
            && age <= rule.MaximumAgeMs
            && confidence <= FixedPoint.Share(value, rule.MaximumWidthPpm, FixedPoint.PpmInOne, Rounding.Down);
    }
}
