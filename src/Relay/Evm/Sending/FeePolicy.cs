namespace CrossChainOracle.Relay.Evm.Sending;

/// <summary>What to offer for inclusion, from what the newest blocks paid. Pure.</summary>
public static class FeePolicy
{
    /// <summary>
    /// For a transaction at a nonce of its own: the median of the tips, and a maximum that stays sufficient for some full blocks. Both shrink to the ceiling as long as the next block could
    /// take it.
    /// </summary>
    public static FeeDecision First(FeeHistory history, FeeOptions options, UInt128 ceiling)
    {
        ceiling = UInt128.Min(ceiling, FeeOptions.Limit);
        var (baseFee, tip) = (history.NextBaseFee, Tip(history.Tips, options));
        if (baseFee + options.MinimumTip > ceiling) return new FeeDecision.TooDear(baseFee + options.MinimumTip, ceiling);
        tip = UInt128.Min(tip, ceiling - baseFee);
        return new FeeDecision.Offer(new(UInt128.Min(Grown(baseFee, options.BlocksAhead) + tip, ceiling), tip));
    }

    /// <summary>For one that replaces another at its nonce: what <see cref="First"/> says, and more than before by <see cref="FeeOptions.BumpPermille"/> in both fields.</summary>
    public static FeeDecision Bump(Fees before, FeeHistory history, FeeOptions options, UInt128 ceiling)
    {
        ceiling = UInt128.Min(ceiling, FeeOptions.Limit);
        if (First(history, options, ceiling) is not FeeDecision.Offer(var fresh)) return First(history, options, ceiling);
        var maximum = Raised(before.MaximumFeePerGas, options.BumpPermille);
        return maximum > ceiling
            ? new FeeDecision.TooDear(maximum, ceiling)
            : new FeeDecision.Offer(new(UInt128.Max(fresh.MaximumFeePerGas, maximum), UInt128.Max(fresh.Tip, Raised(before.Tip, options.BumpPermille))));
    }

    /// <summary>A base fee after so many full blocks: each adds one eighth, at least 1 wei (EIP-1559).</summary>
    private static UInt128 Grown(UInt128 baseFee, int blocks)
    {
        for (var i = 0; i < blocks && baseFee != 0 && baseFee < FeeOptions.Limit; i++) baseFee += UInt128.Max(baseFee / 8, 1);
        return baseFee;
    }

    private static UInt128 Raised(UInt128 fee, int permille) => UInt128.Max(fee + 1, ((fee * (UInt128)(1_000 + permille)) + 999) / 1_000);

    /// <summary>The upper median of those that are not zero: an empty block says nothing of what a tip has to be.</summary>
    private static UInt128 Tip(IReadOnlyList<UInt128> tips, FeeOptions options)
    {
        var paid = tips.Where(tip => tip != 0).Order().ToList();
        return paid.Count == 0 ? options.MinimumTip : UInt128.Clamp(paid[paid.Count / 2], options.MinimumTip, options.MaximumTip);
    }
}
