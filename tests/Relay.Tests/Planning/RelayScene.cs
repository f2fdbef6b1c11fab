using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Evm.Planning;

namespace CrossChainOracle.Relay.Tests.Planning;

/// <summary>One deployment, one inbox, one chain with a model hub, and a policy for it.</summary>
internal sealed class RelayScene(Deployment? deployment = null)
{
    public const long HeartbeatMs = 30_000;
    public const uint DeviationPpm = 5_000;

    public static readonly ChainId Chain = ChainId.Parse("eip155:31337");
    public static readonly ShardId Single = ShardId.Parse("single");
    public static readonly ShardId Paired = ShardId.Parse("paired");
    public static readonly ShardId Accounts = ShardId.Parse("accounts");

    private RelayIntake? _intake;
    private IReadOnlyDictionary<DueKey, DueSince>? _waiting;

    public Deployment Deployment { get; } = deployment ?? Deployment.Solo();

    public RelayInbox Inbox { get; } = new(Chain);

    public ModelHub Hub => field ??= new(Deployment.Domain, Deployment.Anchor);

    public EvmPlanner Planner { get; } = new(Deployment.Domain);

    public EvmRelayPolicy Policy { get; set; } = PolicyOf("A/USD", "B/USD", "C/USD", "D/USD", "E/USD", "F/USD", "G/USD", "H/USD", "I/USD", "J/USD");

    public static EvmRelayPolicy PolicyOf(params string[] feeds)
    {
        var rules = feeds.ToDictionary(FeedId.Parse, static _ => new FeedRule(DeviationPpm, HeartbeatMs));
        return new()
        {
            Chain = Chain,
            Hub = EvmAddress.Parse("0x00000000000000000000000000000000000000ab"),
            Shards = new Dictionary<ShardId, ShardRule> { [Single] = new(StorageForm.Single, rules), [Paired] = new(StorageForm.Paired, rules) },
            Facts = new Dictionary<StatementKind, FactRule>
            {
                [StatementKind.Collateral] = new(Stage.Confirmed, null), [StatementKind.Snapshot] = new(Stage.Confirmed, 20_000), [StatementKind.ChainStatus] = new(Stage.Seen, 20_000), [StatementKind.MarketIndex] = new(Stage.Seen, null),
            },
            Accounts = new HashSet<AccountId> { Deployment.Account(0), Deployment.Account(1) },
            Chains = new HashSet<Hash256> { Subjects.Of(Deployment.Source) },
            Fees = Enum.GetValues<PostingKind>().ToDictionary(static kind => kind, static _ => new FeeCeiling(100, 200)),
            UrgentMs = 5_000,
            HoldMs = 60_000,
        };
    }

    /// <summary>Through intake and inbox, as from a stream; published 100 ms after it was observed.</summary>
    public Refusal? Deliver(Attestation attestation)
    {
        _intake ??= Deployment.Intake();
        return _intake.Open(AttestationCodec.Encode(attestation)) switch
        {
            IntakeOutcome.Accepted accepted => Inbox.Add(accepted.Batch, accepted.Threshold, new(attestation.Header.ObservedAt + 50, attestation.Header.ObservedAt + 100)),
            IntakeOutcome.Refused refused => refused.Refusal,
            var early => throw new InvalidOperationException(early.ToString()),
        };
    }

    public Attestation Batch(ShardId shard, long at, params IReadOnlyList<Statement> statements)
    {
        var attestation = Deployment.Sign(shard, at, statements);
        Assert.Null(Deliver(attestation));
        return attestation;
    }

    /// <summary>As one relayer asks again and again: what its last plan was waiting for is remembered.</summary>
    public Plan Plan(long now, params IReadOnlyList<InFlight> inFlight)
    {
        var plan = Planner.Make(Policy, Hub.State(), Inbox, inFlight, now, _waiting);
        _waiting = plan.Waiting;
        return plan;
    }

    /// <summary>Executes a plan in order; the errors by name, null where a posting was taken.</summary>
    public IReadOnlyList<string?> Execute(Plan plan, long now)
    {
        Hub.Mine(now);
        return [.. plan.Postings.Select(posting => Hub.Execute(posting.Call.Span))];
    }

    public static InFlight Flying(EvmPosting posting, ulong nonce = 0) => new(posting, nonce, Deployment.Start, null);
}
