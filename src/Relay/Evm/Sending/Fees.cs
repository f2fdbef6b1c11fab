namespace CrossChainOracle.Relay.Evm.Sending;

/// <summary>What a transaction offers (EIP-1559), wei per gas.</summary>
/// <param name="MaximumFeePerGas">Base fee and tip together.</param>
/// <param name="Tip">maxPriorityFeePerGas.</param>
public readonly record struct Fees(UInt128 MaximumFeePerGas, UInt128 Tip)
{
    /// <summary>Whether a block of that base fee may take it.</summary>
    public bool Covers(UInt128 baseFee) => MaximumFeePerGas >= baseFee;
}

/// <summary>What a fee policy says.</summary>
public abstract record FeeDecision
{
    private FeeDecision()
    {
    }

    public sealed record Offer(Fees Fees) : FeeDecision;

    /// <summary>The chain asks more than the ceiling.</summary>
    /// <param name="Needed">Least that would do, wei per gas.</param>
    public sealed record TooDear(UInt128 Needed, UInt128 Ceiling) : FeeDecision;
}

/// <summary>What the newest blocks paid.</summary>
/// <param name="NextBaseFee">Base fee of the block after the head, wei per gas; 0 on chains that ask none.</param>
/// <param name="Tips">A percentile of the tips in each block, oldest first, wei per gas; 0 of an empty block.</param>
public sealed record FeeHistory(UInt128 NextBaseFee, IReadOnlyList<UInt128> Tips);
