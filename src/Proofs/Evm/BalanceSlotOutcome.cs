namespace CrossChainOracle.Proofs.Evm;

/// <summary>Why coincidence is excluded.</summary>
public enum BalanceSlotEvidence
{
    /// <summary>At least two owners with different balances above zero, and no other candidate fits.</summary>
    DifferentOwners = 0,

    /// <summary>The balance followed the slot in a simulated call.</summary>
    StateOverride = 1,
}

/// <summary>Whether a token's layout is known.</summary>
public abstract record BalanceSlotOutcome
{
    public sealed record Found(BalanceLayout Layout, BalanceSlotEvidence Evidence) : BalanceSlotOutcome;

    /// <summary>Not known: the token's balances are read, not proven. Shares and rebasing tokens, and those that compute balances, end here.</summary>
    /// <param name="Reason">With operands; printable ASCII.</param>
    public sealed record Undecided(string Reason) : BalanceSlotOutcome;
}
