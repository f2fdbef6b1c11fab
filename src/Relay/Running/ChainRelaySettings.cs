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

    /// <summary>A node's <c>/v1/stream</c>.</summary>
    public required Uri Stream { get; init; }

    /// <summary>Of this chain alone: the journal, and the place in the stream.</summary>
    public required string Folder { get; init; }

    /// <summary>A step is made at least this often, whatever arrives.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Between the end of a step and the next one, at least: what arrives meanwhile is taken together.</summary>
    public TimeSpan Spacing { get; init; } = TimeSpan.FromMilliseconds(100);
}
