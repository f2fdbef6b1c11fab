using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Relay.Evm.Planning;

namespace CrossChainOracle.Hosting.Configuration.Relay;

/// <summary>What a relayer's process is told (docs/configuration.md, config/relay.schema.json). It holds gas keys and no attester's.</summary>
/// <param name="Deployment">Whose attestations are posted.</param>
/// <param name="Stream">A node's <c>/v1/stream</c>.</param>
/// <param name="AttestersFile">The set that is trusted to begin with, in the form of <c>/v1/attesters</c>.</param>
/// <param name="Folder">For journals, receipts and dead letters.</param>
/// <param name="Listen">Where <c>/v1/relay</c> and <c>/health</c> are served.</param>
/// <param name="Chains">EVM chains.</param>
/// <param name="Clusters">Solana clusters.</param>
/// <param name="Deploy">What a hub is deployed with.</param>
public sealed record RelayConfig(string Deployment, Uri Stream, string AttestersFile, string Folder, Uri Listen, IReadOnlyList<RelayChainConfig> Chains, IReadOnlyList<RelayClusterConfig> Clusters, DeployConfig Deploy);

/// <summary>One EVM chain of a relayer.</summary>
/// <param name="Hub">Null: not deployed yet.</param>
/// <param name="KeyFile">Of the account that pays; null: a vault holds the key.</param>
/// <param name="FinalDepth">Blocks behind the head that count as final; null: what the chain calls finalized.</param>
/// <param name="MaximumFee">Wei per gas, base fee and tip together.</param>
/// <param name="UrgentFee">The same where something on the chain is about to be wrong or to end.</param>
/// <param name="Turn">Place among the relayers of the chain; the first posts at once.</param>
/// <param name="TurnMs">How long what is due is left to each relayer before this one.</param>
/// <param name="Shards">What of which shard is posted, and how it stands in the hub.</param>
/// <param name="Facts">Null: none are posted.</param>
public sealed record RelayChainConfig(
    ChainId Chain,
    EvmAddress? Hub,
    EvmAddress Multicall,
    IReadOnlyList<Uri> Endpoints,
    string? KeyFile,
    TimeSpan Poll,
    uint? FinalDepth,
    UInt128 MaximumFee,
    UInt128 UrgentFee,
    int Turn,
    long TurnMs,
    IReadOnlyDictionary<ShardId, ShardRule> Shards,
    RelayFactsConfig? Facts);

/// <summary>One Solana cluster of a relayer.</summary>
/// <param name="KeyFile">Of the account that pays, in the form of <c>solana-keygen</c>.</param>
/// <param name="FeePercentile">Of the priority fees that recent slots paid, 0 to 100.</param>
/// <param name="MinimumUnitPrice">10^-6 lamports per compute unit.</param>
/// <param name="MaximumUnitPrice">10^-6 lamports per compute unit.</param>
/// <param name="MaximumFee">Lamports per posting, base and priority fee together.</param>
/// <param name="Shards">What of which shard is posted.</param>
public sealed record RelayClusterConfig(
    ChainId Chain,
    IReadOnlyList<Uri> Endpoints,
    string KeyFile,
    TimeSpan Poll,
    int FeePercentile,
    ulong MinimumUnitPrice,
    ulong MaximumUnitPrice,
    ulong MaximumFee,
    IReadOnlyDictionary<ShardId, IReadOnlyDictionary<FeedId, FeedRule>> Shards);

/// <summary>Whose facts are posted.</summary>
/// <param name="Accounts">Positions and snapshots of these.</param>
/// <param name="Chains">Status of these.</param>
/// <param name="MinimumStage">Of positions and snapshots.</param>
/// <param name="RenewBeforeMs">How long before what is stored ends it is posted again.</param>
public sealed record RelayFactsConfig(IReadOnlySet<AccountId> Accounts, IReadOnlyList<ChainId> Chains, Stage MinimumStage, long RenewBeforeMs);

/// <summary>What <c>deploy-hub</c> gives a hub for good. Durations are in milliseconds.</summary>
/// <param name="RecoveryFile">The set that may rotate after expiry, in the form of <c>/v1/attesters</c>; null: nobody may.</param>
public sealed record DeployConfig(long GraceMs, string? RecoveryFile, long RecoveryDelayMs, long MaximumAheadMs);
