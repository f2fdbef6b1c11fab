using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.Relay.Evm.Sending;

namespace CrossChainOracle.Hosting.Configuration.Relay;

/// <summary>Reads one EVM chain of a relayer's configuration.</summary>
internal static class RelayChainSection
{
    private const long DefaultTurnMs = 30_000;

    /// <summary>A price is times 10^18, and a gwei 10^9 wei.</summary>
    private static readonly Int128 WeiScale = FixedPoint.PowerOfTen(Price.Decimals - 9);

    /// <param name="section">Of the chain.</param>
    /// <param name="id">Of the section.</param>
    /// <param name="keyFile">Null: a vault holds the key.</param>
    public static RelayChainConfig Read(JsonSection section, ChainId id, string? keyFile)
    {
        var maximum = Gwei(section, "maximumFee", null);
        var chain = new RelayChainConfig(
            id,
            section.Has("hub") ? section.Parsed("hub", "an address", ParseAddress) : null,
            section.Parsed("multicall", "an address", ParseAddress, EvmReaderOptions.CanonicalMulticall),
            section.Endpoints("endpoints"),
            keyFile,
            TimeSpan.FromMilliseconds(section.Duration("poll", RelaySections.DefaultPollMs)),
            section.Has("finalDepth") ? section.Natural("finalDepth") : null,
            maximum,
            Gwei(section, "urgentFee", maximum),
            (int)Math.Min(section.Natural("turn", 0), int.MaxValue),
            section.Duration("turnWait", DefaultTurnMs),
            RelaySections.Shards(section, static (shard, feeds) => new ShardRule(shard.Choice<StorageForm>("form"), feeds)),
            ReadFacts(section));
        section.Done();
        foreach (var (member, problem) in Problems(chain)) section.Problem(member, problem);
        return chain;
    }

    private static IEnumerable<(string Member, string Problem)> Problems(RelayChainConfig chain)
    {
        if (!chain.Chain.TryGetEip155(out _)) yield return ("chain", "must be an EVM chain, eip155, or a Solana cluster");
        if (chain.Hub is { IsZero: true }) yield return ("hub", "is the zero address");
        foreach (var problem in RelaySections.Problems(chain.Endpoints, chain.KeyFile, "keygen", chain.Poll)) yield return problem;
        if (chain.MaximumFee == 0 || chain.MaximumFee > FeeOptions.Limit) yield return ("maximumFee", "must be above 0 gwei");
        if (chain.UrgentFee < chain.MaximumFee || chain.UrgentFee > FeeOptions.Limit) yield return ("urgentFee", "must not be below maximumFee");
        if (chain.Turn > EvmRelayPolicy.MaximumTurn) yield return ("turn", $"must be at most {EvmRelayPolicy.MaximumTurn}");
        if (chain.Shards.Count == 0 && chain.Facts is null) yield return ("shards", "neither prices nor facts are to be posted");
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
