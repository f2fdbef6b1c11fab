namespace CrossChainOracle.Relay.Solana.Sending;

/// <summary>Where a cluster and the account that pays stand.</summary>
/// <param name="Slot">The newest finalized one.</param>
/// <param name="BlockHeight">Of its block.</param>
/// <param name="Balance">Of the account, lamports.</param>
/// <param name="IsLow">It is below the alarm.</param>
/// <param name="At">When an endpoint said so, Unix milliseconds.</param>
public sealed record SolanaSenderStatus(ulong Slot, ulong BlockHeight, ulong Balance, bool IsLow, long At);
