using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.Relay.Evm.Sending;
using CrossChainOracle.Storage;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Relay.Evm.Running;

/// <summary>One chain of a relay.</summary>
public sealed record EvmRelaySettings
{
    public required SigningDomain Domain { get; init; }

    /// <summary>The set that is trusted to begin with.</summary>
    public required AttesterSet Attesters { get; init; }

    /// <summary>Who may rotate after expiry; null: nobody.</summary>
    public RecoveryRule? Recovery { get; init; }

    /// <summary>A node's <c>/v1/stream</c>.</summary>
    public required Uri Stream { get; init; }

    public required EvmRelayPolicy Policy { get; init; }

    public required EvmSenderOptions Sender { get; init; }

    /// <summary>Multicall3's address on the chain.</summary>
    public EvmAddress Multicall { get; init; } = EvmReaderOptions.CanonicalMulticall;

    /// <summary>Of this chain alone: the journal, and the place in the stream.</summary>
    public required string Folder { get; init; }

    /// <summary>Where the journal is; null: the machine's.</summary>
    public IFileSystem? Files { get; init; }

    /// <summary>The Chainlink feeds over the hub, to be shown.</summary>
    public IReadOnlyDictionary<FeedId, EvmAddress> Aggregators { get; init; } = new Dictionary<FeedId, EvmAddress>();

    /// <summary>The Pyth adapter over the hub, to be shown.</summary>
    public EvmAddress? Pyth { get; init; }

    /// <summary>A step is made at least this often, whatever arrives.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Between the end of a step and the next one, at least: what arrives meanwhile is taken together.</summary>
    public TimeSpan Spacing { get; init; } = TimeSpan.FromMilliseconds(100);
}
