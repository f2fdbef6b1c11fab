using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Aggregation;
using CrossChainOracle.Feeds.Evm;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Feeds.Tests.Evm;

/// <summary>Fake nodes with a proxy of ETH/USD, whose behaviour is tested, and one of BTC/USD beside it, which must not suffer.</summary>
public sealed class FeedFixture : IDisposable
{
    public const ulong BlockSeconds = 1_700_000_000;
    public const long HeartbeatMs = 3_600_000;
    public const long GraceMs = 60_000;
    public const long AheadMs = 5_000;

    public static readonly EvmAddress Subject = FakeContracts.Address(1);
    public static readonly EvmAddress Neighbour = FakeContracts.Address(2);
    public static readonly Int128 SubjectValue = Price.Parse("2297.50276106").Scaled;
    public static readonly Int128 NeighbourValue = Price.Parse("43066.45100191").Scaled;
    public static readonly FeedTarget SubjectTarget = new(FeedId.Parse("ETH/USD"), EvmRoute.SourceOf(Subject));
    public static readonly FeedTarget NeighbourTarget = new(FeedId.Parse("BTC/USD"), EvmRoute.SourceOf(Neighbour));

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public FeedFixture(int nodes = 1, int agreement = 1, int maximumResponseBytes = 1 << 20)
    {
        Nodes = [.. Enumerable.Range(0, nodes).Select(_ => new FakeEvm { Blocks = { Block } })];
        Reader = new(
            new()
            {
                Chain = ChainId.Eip155(1),
                Endpoints = [.. Nodes.Select(node => node.Address)],
                Agreement = agreement,
                Limits = new() { Timeout = TimeSpan.FromSeconds(30), MaximumResponseBytes = maximumResponseBytes },
            },
            _http,
            Time);
    }

    /// <summary>The one block that all nodes share.</summary>
    public FakeBlock Block { get; } = FakeBlock.Of(19_000_000, BlockSeconds);

    public FakeEvm[] Nodes { get; }

    public EvmReader Reader { get; }

    public ManualTime Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds((long)BlockSeconds + 4));

    public long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public static EvmRoute Route(params FeedTarget[] targets) => new() { Route = RouteId.Parse("evm-1"), Targets = targets };

    /// <summary>Deploys the subject as given and the neighbour honestly.</summary>
    public void Deploy(FeedCase feed, FakeContract? subject)
    {
        if (subject is not null) Block.Contracts[Subject] = subject;
        Block.Contracts[Neighbour] = feed.Contract("BTC/USD", feed.Reading(NeighbourValue, BlockSeconds - 60));
    }

    public Task<Look> ReadAsync(FeedCase feed) => feed.Reader(Reader, Route(SubjectTarget, NeighbourTarget), Time).ReadAsync(default);

    /// <summary>The screening's verdict about an observation at this moment.</summary>
    public Rejection? Screen(Observation observation)
    {
        var anyone = new ActionRule(100_000, HeartbeatMs, 1, BreakerState.Open);
        var route = new RoutePolicy
        {
            Provider = observation.Provider,
            Route = observation.Route,
            Source = SubjectTarget.Source,
            Cadence = Cadence.Threshold,
            ThresholdPpm = 5_000,
            HeartbeatMs = HeartbeatMs,
            GraceMs = GraceMs,
            MaximumAgeMs = 2 * HeartbeatMs,
            MaximumAheadMs = AheadMs,
        };
        var policy = new FeedPolicy
        {
            Feed = observation.Feed,
            Quorum = 1,
            Routes = [route],
            LowerBound = Price.Parse("0.01"),
            UpperBound = Price.Parse("1000000"),
            DeviationPpm = 10_000,
            WidePpm = 10_000,
            ZMilli = 2_000,
            KMilli = 5_000,
            SigmaFloor = 1_000_000_000,
            SigmaInitial = 1_000_000_000,
            TauMs = 600_000,
            TickMs = 1_000,
            MaximumMovePpm = 50_000,
            CalmRounds = 3,
            ValidForMs = 60_000,
            Verdict = new(anyone, anyone, anyone, anyone, anyone),
        };
        return Screening.Reject(policy, route, observation, Now);
    }

    public void Dispose()
    {
        foreach (var node in Nodes) node.Dispose();
        _http.Dispose();
    }
}
