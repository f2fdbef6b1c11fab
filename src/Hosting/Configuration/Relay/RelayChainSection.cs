using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.Relay.Evm.Sending;

namespace CrossChainOracle.Hosting.Configuration.Relay;

/// <summary>Reads one chain of a relayer's configuration.</summary>
internal static class RelayChainSection
{
    private const long FastestPollMs = 100;
    private const long DefaultHeartbeatMs = 3_600_000;
    private const long DefaultTurnMs = 30_000;

    /// <summary>A price is times 10^18, and a gwei 10^9 wei.</summary>
    private static readonly Int128 WeiScale = FixedPoint.PowerOfTen(Price.Decimals - 9);

    public static RelayChainConfig Read(JsonSection section, string folder)
    {
        var maximum = Gwei(section, "maximumFee", null);
        var chain = new RelayChainConfig(
            section.Parsed("chain", "a CAIP-2 chain such as eip155:1", static text => (ChainId.TryParse(text, out var id), id)),
            section.Has("hub") ? section.Parsed("hub", "an address", ParseAddress) : null,
            section.Parsed("multicall", "an address", ParseAddress, EvmReaderOptions.CanonicalMulticall),
            section.Addresses("endpoints"),
            Path.Combine(folder, section.Text("key")),
            TimeSpan.FromMilliseconds(section.Duration("poll", 2_000)),
            section.Has("finalDepth") ? section.Natural("finalDepth") : null,
            maximum,
            Gwei(section, "urgentFee", maximum),
            (int)Math.Min(section.Natural("turn", 0), int.MaxValue),
            section.Duration("turnWait", DefaultTurnMs),
            ReadShards(section),
            ReadFacts(section));
        section.Done();
        foreach (var (member, problem) in Problems(chain)) section.Problem(member, problem);
        return chain;
    }

    private static IEnumerable<(string Member, string Problem)> Problems(RelayChainConfig chain)
    {
        if (!chain.Chain.TryGetEip155(out _)) yield return ("chain", "must be an EVM chain, eip155");
        if (chain.Hub is { IsZero: true }) yield return ("hub", "is the zero address");
        if (chain.Endpoints.Count == 0) yield return ("endpoints", "name at least one");
        if (!File.Exists(chain.KeyFile)) yield return ("key", $"{chain.KeyFile} does not exist (keygen makes it)");
        if (chain.Poll.TotalMilliseconds < FastestPollMs) yield return ("poll", $"must be at least {FastestPollMs} ms");
        if (chain.MaximumFee == 0 || chain.MaximumFee > FeeOptions.Limit) yield return ("maximumFee", "must be above 0 gwei");
        if (chain.UrgentFee < chain.MaximumFee || chain.UrgentFee > FeeOptions.Limit) yield return ("urgentFee", "must not be below maximumFee");
        if (chain.Turn > EvmRelayPolicy.MaximumTurn) yield return ("turn", $"must be at most {EvmRelayPolicy.MaximumTurn}");
        if (chain.Shards.Count == 0 && chain.Facts is null) yield return ("shards", "neither prices nor facts are to be posted");
    }

    private static Dictionary<ShardId, ShardRule> ReadShards(JsonSection chain)
    {
        var shards = new Dictionary<ShardId, ShardRule>();
        foreach (var section in chain.Sections("shards", required: false))
        {
            var name = section.Parsed("shard", "1 to 16 printable ASCII characters", static text => (ShardId.TryParse(text, out var id), id));
            var rule = new ShardRule(section.Choice<StorageForm>("form"), ReadFeeds(section));
            section.Done();
            if (rule.Feeds.Count == 0) section.Problem("feeds", "name at least one");
            if (!shards.TryAdd(name, rule)) section.Problem("shard", $"{name} is there twice");
        }

        return shards;
    }

    private static Dictionary<FeedId, FeedRule> ReadFeeds(JsonSection shard)
    {
        var feeds = new Dictionary<FeedId, FeedRule>();
        foreach (var section in shard.Sections("feeds"))
        {
            var feed = section.Parsed("feed", "1 to 16 printable ASCII characters such as ETH/USD", static text => (FeedId.TryParse(text, out var id), id));
            var rule = new FeedRule(section.Percent("deviation"), section.Duration("heartbeat", DefaultHeartbeatMs)) { PostOpenBreaker = section.Flag("postOpenBreaker", false) };
            section.Done();
            if (rule.HeartbeatMs <= 0) section.Problem("heartbeat", "must be above 0");
            if (!feeds.TryAdd(feed, rule)) section.Problem("feed", $"{feed} is there twice");
        }

        return feeds;
    }

    private static RelayFactsConfig? ReadFacts(JsonSection chain)
    {
        if (chain.Section("facts", required: false) is not { } section) return null;
        var accounts = new HashSet<AccountId>();
        foreach (var text in section.Texts("accounts", required: false))
        {
            if (AccountId.TryParse(text, out var account)) accounts.Add(account);
            else section.Problem("accounts", "each must have 1 to 16 printable ASCII characters");
        }

        var chains = new List<ChainId>();
        foreach (var text in section.Texts("chains", required: false))
        {
            if (ChainId.TryParse(text, out var id)) chains.Add(id);
            else section.Problem("chains", "each must be a CAIP-2 chain such as eip155:1");
        }

        var facts = new RelayFactsConfig(accounts, chains, section.Choice("minimumStage", (Stage?)Stage.Safe), section.Duration("renewBefore", 20_000));
        section.Done();
        if (accounts.Count == 0 && chains.Count == 0) section.Problem("accounts", "neither accounts nor chains are named");
        return facts;
    }

    /// <summary>Wei per gas, from text such as <c>12.5</c>.</summary>
    private static UInt128 Gwei(JsonSection section, string name, UInt128? fallback)
    {
        var gwei = section.PriceText(name, fallback is { } wei ? Price.FromScaled((Int128)wei * WeiScale) : null);
        if (gwei < Price.Zero) section.Problem(name, "must not be negative");
        return gwei < Price.Zero ? 0 : (UInt128)(gwei.Scaled / WeiScale);
    }

    private static (bool Ok, EvmAddress Value) ParseAddress(string text) => (EvmAddress.TryParse(text, out var address), address);
}
