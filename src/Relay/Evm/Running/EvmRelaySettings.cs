using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.Relay.Evm.Sending;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.Storage;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Relay.Evm.Running;

/// <summary>One EVM chain of a relay.</summary>
public sealed record EvmRelaySettings : ChainRelaySettings
{
    public override ChainId Chain => Policy.Chain;

    public required EvmRelayPolicy Policy { get; init; }

    public required EvmSenderOptions Sender { get; init; }

    /// <summary>Multicall3's address on the chain.</summary>
    public EvmAddress Multicall { get; init; } = EvmReaderOptions.CanonicalMulticall;

    /// <summary>Where the journal is; null: the machine's.</summary>
    public IFileSystem? Files { get; init; }

    /// <summary>The Chainlink feeds over the hub, to be shown.</summary>
    public IReadOnlyDictionary<FeedId, EvmAddress> Aggregators { get; init; } = new Dictionary<FeedId, EvmAddress>();

    /// <summary>The Pyth adapter over the hub, to be shown.</summary>
    public EvmAddress? Pyth { get; init; }
}
