using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds.Pyth;
using CrossChainOracle.Proofs.Tests;

namespace CrossChainOracle.Feeds.Tests.Pyth;

public sealed class PythEvidenceTests : IDisposable
{
    private const long Now = PythWorld.Timestamp * 1_000L;
    private readonly PythWorld _world = new();

    [Fact]
    public async Task Check_OfWhatTheReaderMade_IsGood()
    {
        var (observation, evidence) = await ReadAsync();
        Assert.Null(Check(evidence, observation));
        Assert.Null(Check(evidence, observation with { ReceivedAt = 1 }));
    }

    public static TheoryData<string, Func<Observation, Observation>> Lies => new()
    {
        { "value", observation => observation with { Value = Price.FromScaled(observation.Value.Scaled + 1) } },
        { "half-width", observation => observation with { HalfWidth = Price.FromScaled(observation.HalfWidth.Scaled - 1) } },
        { "published at", observation => observation with { PublishedAt = observation.PublishedAt + 1_000 } },
        { "sequence", observation => observation with { Sequence = observation.Sequence + 1 } },
        { "height", observation => observation with { Height = observation.Height + 1 } },
        { "Finalized", observation => observation with { Stage = Stage.Finalized } },
        { "QuorumRead", observation => observation with { Authenticity = Authenticity.QuorumRead } },
        { "IncompleteRound", observation => observation with { Flags = ObservationFlags.IncompleteRound } },
        { "Chainlink", observation => observation with { Provider = Provider.Chainlink } },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Check_OfALie_NamesIt(string what, Func<Observation, Observation> lie)
    {
        var (observation, evidence) = await ReadAsync();
        var rejection = Assert.IsType<Rejection.Source>(Check(evidence, lie(observation)));
        Assert.Equal(RejectionCode.BadProof, rejection.Code);
        Assert.Contains(what, rejection.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfEvidenceUnderAnotherName_IsRefused()
    {
        var (observation, evidence) = await ReadAsync();
        Assert.Equal(RejectionCode.BadProof, Check(evidence, observation with { Anchor = default })?.Code);
        Assert.Equal(RejectionCode.BadProof, Check(evidence with { Digest = default }, observation)?.Code);
        Assert.Equal(RejectionCode.BadProof, Check(evidence with { Bytes = new byte[] { 1 } }, observation)?.Code);
    }

    [Fact]
    public async Task Check_OfEvidenceThatNobodySigned_IsRefused()
    {
        var (observation, evidence) = await ReadAsync();
        var forged = evidence.Bytes.ToArray();
        forged[80] ^= 1;
        var name = Keccak256.Hash(forged);
        Assert.Equal(RejectionCode.BadSignature, Check(new(name, forged), observation with { Anchor = name })?.Code);
    }

    [Fact]
    public async Task Check_OfAnotherFeedsPrice_IsRefused()
    {
        var (observation, evidence) = await ReadAsync();
        Assert.Equal(RejectionCode.BadProof, PythEvidence.Check(evidence, observation, PythWorld.Id(2), _world.Routers.Trust(), Now)?.Code);
        Assert.Equal(RejectionCode.WrongFeed, PythEvidence.Check(evidence, observation, PythWorld.Id(9), _world.Routers.Trust(), Now)?.Code);
    }

    [Fact]
    public async Task Check_AfterTheSignersExpired_IsRefused()
    {
        var expiring = new DevRouters(0, Now);
        var update = expiring.Encoder().Sign(PythWorld.Timestamp, 1, [DevRouters.Price(1)]).Update([0]);
        var (observation, _) = await ReadAsync();
        var name = Keccak256.Hash(update);
        Assert.Equal(
            RejectionCode.ExpiredSignerSet, PythEvidence.Check(new(name, update), observation with { Anchor = name }, PythWorld.Id(1), expiring.Trust(), Now + 1)?.Code);
    }

    [Fact]
    public void Check_OfARealUpdate_RoundsValueDownAndHalfWidthUp()
    {
        var bytes = Recorded.Bytes(Recorded.Read("pyth/updates/gs4_20240503T142141_2u_BTCUSD-c96458.json"));
        var name = Keccak256.Hash(bytes);
        var observation = new Observation
        {
            Feed = PythWorld.Btc,
            Provider = Provider.Pyth,
            Route = PythWorld.Route,
            Value = Price.Parse("61409.93501"),
            HalfWidth = Price.Parse("32.87868567"),
            PublishedAt = 1_714_746_101_000,
            ReceivedAt = 0,
            Sequence = 138_881_186,
            Height = 138_881_186,
            Authenticity = Authenticity.Authenticated,
            Stage = Stage.Confirmed,
            Anchor = name,
        };
        var id = Hash256.Parse("0xe62df6c8b4a85fe1a67db44dc12de5db330f7ac66b72dc658afedf0f4a415b43");
        Assert.Null(PythEvidence.Check(new(name, bytes), observation, id, Recorded.Mainnet, observation.PublishedAt));
        var tiny = _world.Routers.Encoder().Sign(1, 1, [DevRouters.Price(1, -15) with { Exponent = -19, Confidence = 11 }]).Update([0]);
        var rounded = observation with
        {
            Value = Price.FromScaled(-2),
            HalfWidth = Price.FromScaled(2),
            Sequence = 1,
            Height = 1,
            Anchor = Keccak256.Hash(tiny),
        };
        Assert.Null(PythEvidence.Check(new(rounded.Anchor, tiny), rounded, PythWorld.Id(1), _world.Routers.Trust(), 0));
    }

    public void Dispose() => _world.Dispose();

    private Rejection? Check(Evidence evidence, Observation observation) =>
        PythEvidence.Check(evidence, observation, PythWorld.Id(1), _world.Routers.Trust(), Now);

    private async Task<(Observation Observation, Evidence Evidence)> ReadAsync()
    {
        await using var server = HermesServer.Always(200, HermesServer.Json(_world.Update(7)));
        var look = await _world.Feed(null, new PythEndpoint(server.Address)).ReadAsync(default);
        return (look.Observations[0], Assert.Single(look.Evidence));
    }
}
