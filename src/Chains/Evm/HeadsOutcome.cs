using CrossChainOracle.Domain.Heads;

namespace CrossChainOracle.Chains.Evm;

/// <summary>What one look at a chain's heads gave.</summary>
public abstract record HeadsOutcome
{
    private HeadsOutcome()
    {
    }

    /// <summary>The chain is followed up to the view's head.</summary>
    /// <param name="View">What is known now.</param>
    /// <param name="Updates">What changed, in order; two where the chain had to be resumed.</param>
    /// <param name="BaseFee">Wei per gas of the newest block that enough endpoints have; 0 where the chain has none.</param>
    /// <param name="Lags">Measured against the clock when the answers were there.</param>
    /// <param name="IsStalled">The head is older than the profile allows.</param>
    public sealed record Followed(ChainView View, IReadOnlyList<HeadUpdate> Updates, UInt128 BaseFee, ChainLags Lags, bool IsStalled) : HeadsOutcome;

    /// <summary>The endpoints gave no agreed answer; what was known stays known.</summary>
    public sealed record Failed(ReadFailure Failure) : HeadsOutcome;

    /// <summary>They agreed on something that cannot be followed now: <see cref="HeadOutcome.WindowOverflow"/> or <see cref="HeadOutcome.Unlinked"/>. What was known is out of date.</summary>
    public sealed record Stuck(HeadOutcome Reason) : HeadsOutcome;

    /// <summary>A finalized block changed. Nothing else is said until <see cref="EvmHeads.Reset"/>.</summary>
    public sealed record Faulted(FinalizedChanged Fault) : HeadsOutcome;
}
