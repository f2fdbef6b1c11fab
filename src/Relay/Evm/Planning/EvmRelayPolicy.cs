using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Relay.Evm.Planning;

/// <summary>How the prices of a shard stand in a hub (docs/spec/attestation-v1.md, section 15.3).</summary>
public enum StorageForm
{
    /// <summary>A slot for each feed; each may be posted by itself.</summary>
    Single = 1,

    /// <summary>Two feeds to a slot; a whole batch is posted, always.</summary>
    Paired = 2,
}

/// <summary>When a feed's price is posted.</summary>
/// <param name="DeviationPpm">From the stored value, in parts per million of it; at exactly this it is due. 0: every price is.</param>
/// <param name="HeartbeatMs">After this since the stored price was observed it is due, whatever its value; should be below the feed's validity.</param>
public sealed record FeedRule(uint DeviationPpm, long HeartbeatMs)
{
    /// <summary>Also while the feed's breaker is open. The default value is false: the last stored price ends by itself.</summary>
    public bool PostOpenBreaker { get; init; }

    /// <summary>A gap takes away a stored price that could still be read. The default value is true.</summary>
    public bool PostGaps { get; init; } = true;

    /// <summary>What the value is good enough for, or the breaker, differs from what is stored. The default value is true.</summary>
    public bool PostVerdictChanges { get; init; } = true;
}

/// <summary>A shard's prices on one chain.</summary>
/// <param name="Form">How the readers on this chain expect them.</param>
/// <param name="Feeds">Those that decide whether something is posted. Others may be posted along with them.</param>
public sealed record ShardRule(StorageForm Form, IReadOnlyDictionary<FeedId, FeedRule> Feeds);

/// <summary>When a fact of a kind is posted.</summary>
/// <param name="MinimumStage">Of the fact; a chain status has none.</param>
/// <param name="RenewBeforeMs">Not before the stored one has only this long to live; null: as soon as there is a newer one.</param>
public sealed record FactRule(Stage MinimumStage, long? RenewBeforeMs);

/// <summary>The most that a posting of a kind may cost, wei per gas, base fee and tip together.</summary>
/// <param name="Urgent">Where something on the chain is about to be wrong or to end.</param>
public readonly record struct FeeCeiling(UInt128 Normal, UInt128 Urgent);

/// <summary>What is posted on one chain. Durations are in milliseconds.</summary>
public sealed record EvmRelayPolicy
{
    public const int MaximumTurn = 100;

    public required ChainId Chain { get; init; }

    /// <summary>The hub's address on the chain.</summary>
    public required EvmAddress Hub { get; init; }

    public required IReadOnlyDictionary<ShardId, ShardRule> Shards { get; init; }

    /// <summary>Of kinds that are posted: positions, market indices, snapshots, chain statuses.</summary>
    public IReadOnlyDictionary<StatementKind, FactRule> Facts { get; init; } = new Dictionary<StatementKind, FactRule>();

    /// <summary>Whose positions and snapshots are posted.</summary>
    public IReadOnlySet<AccountId> Accounts { get; init; } = new HashSet<AccountId>();

    /// <summary>Whose index is posted: <c>market</c> of section 4.5.</summary>
    public IReadOnlySet<Hash256> Markets { get; init; } = new HashSet<Hash256>();

    /// <summary>Whose status is posted: keccak256 of the CAIP-2 text.</summary>
    public IReadOnlySet<Hash256> Chains { get; init; } = new HashSet<Hash256>();

    public required IReadOnlyDictionary<PostingKind, FeeCeiling> Fees { get; init; }

    /// <summary>Wei per gas, on top of the base fee, that a posting is expected to cost.</summary>
    public UInt128 Tip { get; init; }

    /// <summary>What has not at least this long to live when it is included is not posted.</summary>
    public long MarginMs { get; init; } = 2_000;

    /// <summary>Expected from planning to inclusion; every time is judged this much later. In a simulation, the chain's lag.</summary>
    public long LagMs { get; init; }

    /// <summary>How far ahead of its block's time the hub accepts an observation; what the contract was deployed with.</summary>
    public long AheadMs { get; init; } = 2_000;

    /// <summary>This long before a heartbeat, or before the end of what is stored, the urgent ceiling applies.</summary>
    public long UrgentMs { get; init; } = 30_000;

    /// <summary>How long after its batch a rotation or retraction is watched though the chain has it, or needs it not: longer than a chain reorganises, and than a rival's posting can be under way.</summary>
    public long HoldMs { get; init; } = 86_400_000;

    /// <summary>Place of this relayer among those of the chain, 0 to 100. The default value is 0: what is due is posted at once. Two of one place race each other.</summary>
    public int Turn { get; init; }

    /// <summary>How long a posting is left to each relayer before this one: longer than from a plan to its inclusion, so more than two blocks.</summary>
    public long TurnMs { get; init; } = 30_000;

    /// <summary>Every retraction, not only of what was posted here: for chains whose readers bring attestations with them (pull).</summary>
    public bool PostEveryRetraction { get; init; }

    /// <summary>Whether a statement of the shard may ever be posted here.</summary>
    public bool MayPost(ShardId shard, Statement statement) => statement switch
    {
        AttesterSetStatement or RetractionStatement => true,
        PriceStatement or GapStatement => Shards.ContainsKey(shard),
        CollateralStatement collateral => Accounts.Contains(collateral.Account),
        MarketIndexStatement index => Markets.Contains(index.Market),
        SnapshotStatement snapshot => Accounts.Contains(snapshot.Account),
        ChainStatusStatement status => Chains.Contains(status.Chain),
        _ => false,
    };

    /// <summary>Every rule that the policy breaks; empty when it is sound.</summary>
    public IEnumerable<string> Problems()
    {
        if (!Chain.TryGetEip155(out _)) yield return $"chain: must be of eip155, not {Chain}";
        if (Turn is < 0 or > MaximumTurn) yield return $"turn: 0 to {MaximumTurn}, not {Turn}";
        if (Hub.IsZero) yield return "hub: is the zero address";
        foreach (var kind in Enum.GetValues<PostingKind>())
        {
            if (!Fees.TryGetValue(kind, out var ceiling)) yield return $"fees: none for {kind}";
            else if (ceiling.Urgent < ceiling.Normal) yield return $"fees: the urgent ceiling of {kind} is below the normal one";
        }

        foreach (var kind in Facts.Keys.Where(static kind => kind is not (StatementKind.Collateral or StatementKind.MarketIndex or StatementKind.Snapshot or StatementKind.ChainStatus))) yield return $"facts: {kind} is not stored by a hub";
        foreach (var (feed, rule) in Shards.Values.SelectMany(static shard => shard.Feeds).Where(static feed => feed.Value.HeartbeatMs <= 0)) yield return $"feeds: the heartbeat of {feed} must be above 0, not {rule.HeartbeatMs}";
        foreach (var (name, value) in (IEnumerable<(string, long)>)[("margin", MarginMs), ("lag", LagMs), ("ahead", AheadMs), ("urgent", UrgentMs), ("hold", HoldMs), ("turnWait", TurnMs)])
        {
            if (value is < 0 or > PolicyRules.MaximumDurationMs) yield return $"{name}: 0 to {PolicyRules.MaximumDurationMs}, not {value}";
        }
    }
}
