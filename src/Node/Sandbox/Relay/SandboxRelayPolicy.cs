using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Relay;
using CrossChainOracle.Relay.Evm.Deployment;
using CrossChainOracle.Relay.Evm.Planning;

namespace CrossChainOracle.Node.Sandbox.Relay;

/// <summary>What the sandbox posts: the newest round in every block, and all that is said of its accounts.</summary>
internal static class SandboxRelayPolicy
{
    /// <summary>A block of a second, an endpoint beside us, and a machine that is busy with all of this; a chain's status lives 5 s.</summary>
    private const long MarginMs = 2_500;

    /// <summary>Test ether costs nothing: no fee is too high.</summary>
    private static readonly UInt128 AnyFee = 1_000_000_000_000;

    public static EvmRelayPolicy Of(NodeConfig config, ChainId chain, EvmAddress hub, StorageForm form) => new()
    {
        Chain = chain,
        Hub = hub,
        Shards = config.Shards.ToDictionary(static shard => shard.Shard, shard => new ShardRule(form, shard.Feeds.ToDictionary(static feed => feed.Feed, static _ => new FeedRule(0, 1_000)))),
        Facts = config.AccountShards.Count == 0 ? new Dictionary<StatementKind, FactRule>() : Facts,
        Accounts = config.AccountShards.SelectMany(static shard => shard.Policy.Accounts).Select(static account => account.Account).ToHashSet(),
        Chains = config.AccountShards.SelectMany(static shard => shard.Policy.Chains).Select(static chain => Subjects.Of(chain.Chain)).ToHashSet(),
        Fees = Enum.GetValues<PostingKind>().ToDictionary(static kind => kind, static _ => new FeeCeiling(AnyFee, AnyFee)),
        MarginMs = MarginMs,
        AheadMs = HubParameters.DefaultMaximumAheadMs,
    };

    /// <summary>Of every shard and feed, where its adapters find it.</summary>
    public static IReadOnlyList<AdapterFeed> Feeds(NodeConfig config, StorageForm form) =>
    [
        .. config.Shards.SelectMany(shard =>
        {
            FeedId[] feeds = [.. shard.Feeds.Select(static feed => feed.Feed).Order()];
            return feeds.Select(feed => new AdapterFeed(shard.Shard, feed, form == StorageForm.Paired ? feeds : []));
        }),
    ];

    private static IReadOnlyDictionary<StatementKind, FactRule> Facts { get; } = new Dictionary<StatementKind, FactRule>
    {
        [StatementKind.Collateral] = new(Stage.Seen, null),
        [StatementKind.Snapshot] = new(Stage.Seen, null),
        [StatementKind.ChainStatus] = new(Stage.Seen, 2_000),
    };
}
