using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Relay.Running;

/// <summary>What the relayer of any chain is told.</summary>
public abstract record ChainRelaySettings
{
    /// <summary>Where it posts.</summary>
    public abstract ChainId Chain { get; }

    public required SigningDomain Domain { get; init; }

    /// <summary>The set that is trusted to begin with.</summary>
    public required AttesterSet Attesters { get; init; }

    /// <summary>Who may rotate after expiry; null: nobody.</summary>
    public RecoveryRule? Recovery { get; init; }

    /// <summary>Null: it follows nothing, batches are handed in.</summary>
    public FollowSettings? Follow { get; init; }
}
