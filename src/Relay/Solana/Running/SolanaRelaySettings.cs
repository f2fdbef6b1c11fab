using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.Relay.Solana.Sending;

namespace CrossChainOracle.Relay.Solana.Running;

/// <summary>One Solana cluster of a relay.</summary>
public sealed record SolanaRelaySettings : ChainRelaySettings
{
    public override ChainId Chain => Sender.Chain;

    public required SolanaRelayPolicy Policy { get; init; }

    public required SolanaSenderOptions Sender { get; init; }

    /// <summary>What stands in a transaction beside the statement.</summary>
    public SolanaEncoderOptions Encoder { get; init; } = new();

    /// <summary>One or more; the next one is asked where one fails.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }
}
