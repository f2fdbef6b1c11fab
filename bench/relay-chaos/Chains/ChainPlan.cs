using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay;
using CrossChainOracle.Relay.Evm.Deployment;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.RelayChaos.World;

namespace CrossChainOracle.RelayChaos.Chains;

/// <summary>One chain of a run and what is posted there.</summary>
/// <param name="Name">A letter.</param>
/// <param name="BlockMs">Between two blocks.</param>
/// <param name="PostEveryRetraction">Also of what was not posted here.</param>
internal sealed record ChainPlan(string Name, ulong ChainId, StorageForm Form, long BlockMs, bool PostEveryRetraction)
{
    /// <summary>Deepest reorganisation of a run, in blocks; <see cref="FinalDepth"/> is beyond it.</summary>
    public const int DeepestReorg = 5;

    public const uint FinalDepth = 8;
    public const uint DeviationPpm = 5_000;
    public const long HeartbeatMs = 60_000;
    public const long GraceMs = 600_000;

    /// <summary>What a price is worth, wei per gas, and what it is where it is urgent.</summary>
    public static readonly UInt128 NormalCeiling = 60_000_000_000;

    public static readonly UInt128 UrgentCeiling = 250_000_000_000;

    public static readonly ShardId Prices = ShardId.Parse("majors");

    /// <summary>One slot per feed and slow blocks; two feeds per slot and quick ones.</summary>
    public static readonly IReadOnlyList<ChainPlan> All =
    [
        new("A", 41_001, StorageForm.Single, 12_000, PostEveryRetraction: true),
        new("B", 41_002, StorageForm.Paired, 4_000, PostEveryRetraction: false),
    ];

    public static SigningDomain Domain { get; } = new("crosschainoracle:relay-chaos");

    public ChainId Chain => CrossChainOracle.Domain.ChainId.Eip155(ChainId);

    public EvmRelayPolicy Policy(EvmAddress hub) => new()
    {
        Chain = Chain,
        Hub = hub,
        Shards = new Dictionary<ShardId, ShardRule> { [Prices] = new(Form, Market.Feeds.ToDictionary(static feed => feed, static _ => new FeedRule(DeviationPpm, HeartbeatMs))) },
        Facts = ((StatementKind[])[StatementKind.Collateral, StatementKind.MarketIndex, StatementKind.Snapshot, StatementKind.ChainStatus]).ToDictionary(static kind => kind, static _ => new FactRule(Stage.Seen, Desk.ValidForMs / 2)),
        Accounts = new HashSet<AccountId> { Desk.Account },
        Markets = new HashSet<Hash256> { Desk.Market },
        Chains = new HashSet<Hash256> { Desk.Chain },
        Fees = Enum.GetValues<PostingKind>().ToDictionary(static kind => kind, static _ => new FeeCeiling(NormalCeiling, UrgentCeiling)),
        AheadMs = HubParameters.DefaultMaximumAheadMs,
        HoldMs = 300_000,

        // Two blocks, and steps that a busy machine makes late.
        TurnMs = (2 * BlockMs) + 6_000,
        PostEveryRetraction = PostEveryRetraction,
    };
}
