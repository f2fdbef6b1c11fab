using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting.Configuration.Relay;
using CrossChainOracle.Relay;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.Relay.Evm.Running;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Hosting.Relay;

/// <summary>From an EVM chain of a relayer's configuration to what its relayer runs with.</summary>
public static class EvmRelaySetup
{
    /// <param name="attesters">The set that is trusted to begin with.</param>
    /// <param name="recovery">Null: nobody may rotate after expiry.</param>
    /// <param name="chain">Its hub is deployed.</param>
    /// <param name="follow">Null: batches are handed in.</param>
    public static EvmRelaySettings SettingsOf(SigningDomain domain, AttesterSet attesters, RecoveryRule? recovery, RelayChainConfig chain, DeployConfig deploy, FollowSettings? follow)
    {
        var hub = chain.Hub ?? throw new InvalidOperationException($"{chain.Chain} has no hub.");
        return new()
        {
            Domain = domain,
            Attesters = attesters,
            Recovery = recovery,
            Policy = PolicyOf(chain, hub, deploy),
            Sender = new() { Chain = chain.Chain, Hub = hub, Endpoints = chain.Endpoints, FinalDepth = chain.FinalDepth },
            Multicall = chain.Multicall,
            Follow = follow,
        };
    }

    public static JsonRpcClient Client(HttpClient http, Uri endpoint, TimeProvider time) => new(http, new(endpoint), new() { Timeout = TimeSpan.FromSeconds(10) }, time);

    private static EvmRelayPolicy PolicyOf(RelayChainConfig chain, EvmAddress hub, DeployConfig deploy) => new()
    {
        Chain = chain.Chain,
        Hub = hub,
        Shards = chain.Shards,
        Facts = chain.Facts is { } facts ? FactsOf(facts) : new Dictionary<StatementKind, FactRule>(),
        Accounts = chain.Facts?.Accounts ?? new HashSet<AccountId>(),
        Chains = (chain.Facts?.Chains ?? []).Select(Subjects.Of).ToHashSet(),
        Fees = Enum.GetValues<PostingKind>().ToDictionary(static kind => kind, kind => kind is PostingKind.Rotation or PostingKind.Retraction ? new FeeCeiling(chain.UrgentFee, chain.UrgentFee) : new FeeCeiling(chain.MaximumFee, chain.UrgentFee)),
        Turn = chain.Turn,
        TurnMs = chain.TurnMs,
        AheadMs = deploy.MaximumAheadMs,
    };

    private static Dictionary<StatementKind, FactRule> FactsOf(RelayFactsConfig facts) => new()
    {
        [StatementKind.Collateral] = new(facts.MinimumStage, facts.RenewBeforeMs),
        [StatementKind.Snapshot] = new(facts.MinimumStage, facts.RenewBeforeMs),
        [StatementKind.ChainStatus] = new(Stage.Seen, facts.RenewBeforeMs),
    };
}
