using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Evm.Deployment;

/// <summary>What came of deploying a contract.</summary>
public abstract record DeployOutcome
{
    private DeployOutcome() { }

    /// <summary>Its code is on the chain.</summary>
    /// <param name="Address">Of the contract.</param>
    /// <param name="Transaction">Which created it.</param>
    /// <param name="Block">That it is in; it may still be reorganised away.</param>
    /// <param name="GasUsed">Of the transaction.</param>
    public sealed record Deployed(EvmAddress Address, Hash256 Transaction, ulong Block, ulong GasUsed) : DeployOutcome;

    /// <summary>Rejected: the constructor reverts, the account is empty, the fee is above the limit; nothing was spent unless the reason says so.</summary>
    public sealed record Refused(string Reason) : DeployOutcome;

    /// <summary>Nothing was sent; may be retried.</summary>
    public sealed record Failed(string Reason) : DeployOutcome;

    /// <summary>It was sent, or may have been, and its receipt was not seen: look at the address before trying again.</summary>
    public sealed record Unknown(EvmAddress Address, Hash256 Transaction, string Reason) : DeployOutcome;
}
