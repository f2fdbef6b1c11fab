using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds.Chainlink;
using CrossChainOracle.Feeds.Evm;
using CrossChainOracle.Feeds.Tests.Evm;
using static CrossChainOracle.Feeds.Tests.Evm.FeedFixture;

namespace CrossChainOracle.Feeds.Tests.Chainlink;

public sealed class ChainlinkFeedTests
{
    private const ulong Recent = BlockSeconds - 60;

    private static readonly EvmAddress Uptime = FakeContracts.Address(3);

    [Theory]
    [InlineData(0, "2297", "2297")]
    [InlineData(8, "229750276106", "2297.50276106")]
    [InlineData(18, "2297502761060000000001", "2297.502761060000000001")]
    [InlineData(30, "2297502761060000000000999999999999", "2297.50276106")]
    [InlineData(30, "-1", "-0.000000000000000001")]
    [InlineData(0, "170141183460469231731", "170141183460469231731")]
    [InlineData(0, "170141183460469231732", null)]
    [InlineData(255, "229750276106", null)]
    public async Task Answer_IsScaledByTheProxysDecimalsRoundedDown(byte decimals, string answer, string? expected)
    {
        using var fixture = new FeedFixture();
        fixture.Block.Contracts[Subject] = ChainlinkContracts.Proxy("ETH / USD", decimals, ChainlinkContracts.Round(new(1, 5), Int128.Parse(answer, null), Recent));
        var look = await Feed(fixture).ReadAsync(default);
        if (expected is null)
        {
            var failure = Assert.Single(look.Failures);
            Assert.Equal(RejectionCode.OutOfRange, failure.Code);
            Assert.Contains($"{answer} with {decimals} decimals", failure.Detail, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(Price.Parse(expected), Assert.Single(look.Observations).Value);
    }

    [Fact]
    public async Task RecordedRounds_BecomeTheirPrices()
    {
        foreach (var recorded in RecordedRounds.Feeds)
        {
            using var fixture = new FeedFixture();
            var round = recorded.Rounds[0];
            var id = PhaseRound.FromId(round.Id);
            fixture.Block.Contracts[Subject] = ChainlinkContracts.Proxy(recorded.Description, recorded.Decimals, ChainlinkContracts.Round(id, round.Answer, round.UpdatedAt));
            var feed = FeedId.Parse(recorded.Description.Replace(" ", string.Empty, StringComparison.Ordinal));
            var look = await new ChainlinkFeed(fixture.Reader, Route(SubjectTarget with { Feed = feed }), null, fixture.Time).ReadAsync(default);
            var seen = Assert.Single(look.Observations);
            Assert.True(Price.TryFromMantissa(round.Answer, -recorded.Decimals, Rounding.Down, out var price));
            Assert.Equal((price, (long)round.UpdatedAt * 1000, round.Id), (seen.Value, seen.PublishedAt, seen.Sequence));
        }
    }

    [Fact]
    public async Task RecordedNeighboursOfOneTime_AreOrderedByTheirRound()
    {
        var (newer, older) = (RecordedRounds.Feeds[0].Rounds[4], RecordedRounds.Feeds[0].Rounds[5]);
        Assert.Equal(newer.UpdatedAt, older.UpdatedAt);
        using var fixture = new FeedFixture();
        var feed = Feed(fixture);
        var seen = new List<Observation>();
        foreach (var round in new[] { older, newer })
        {
            fixture.Block.Contracts[Subject] = ChainlinkContracts.Proxy("ETH / USD", 8, ChainlinkContracts.Round(PhaseRound.FromId(round.Id), round.Answer, round.UpdatedAt));
            seen.AddRange((await feed.ReadAsync(default)).Observations);
        }

        Assert.Equal(seen[0].PublishedAt, seen[1].PublishedAt);
        Assert.True(seen[0].Sequence < seen[1].Sequence);
    }

    [Fact]
    public async Task PhaseChange_IsFollowedByASecondLookAtNameAndDecimals()
    {
        using var fixture = new FeedFixture();
        var feed = Feed(fixture);
        fixture.Block.Contracts[Subject] = ChainlinkContracts.Proxy("ETH / USD", 8, ChainlinkContracts.Round(new(1, 5), 2_000_00000000, Recent));
        Assert.Equal(Price.Parse("2000"), Assert.Single((await feed.ReadAsync(default)).Observations).Value);

        fixture.Block.Contracts[Subject] = ChainlinkContracts.Proxy("ETH / USD", 6, ChainlinkContracts.Round(new(2, 1), 2_000_000000, Recent));
        Assert.Equal(Price.Parse("2000"), Assert.Single((await feed.ReadAsync(default)).Observations).Value);

        fixture.Block.Contracts[Subject] = ChainlinkContracts.Proxy("ETH / EUR", 6, ChainlinkContracts.Round(new(3, 1), 2_000_000000, Recent));
        Assert.Equal(RejectionCode.WrongFeed, Assert.Single((await feed.ReadAsync(default)).Failures).Code);
    }

    [Theory]
    [InlineData(0, 3_601, ObservationFlags.None)]
    [InlineData(0, 3_600, ObservationFlags.SequencerGrace)]
    [InlineData(0, -5, ObservationFlags.SequencerGrace)]
    [InlineData(1, 86_400, ObservationFlags.SequencerDown)]
    [InlineData(0, (long)BlockSeconds, ObservationFlags.SequencerDown)]
    public async Task Sequencer_MarksEveryValueOfTheChain(int answer, long upSeconds, ObservationFlags expected)
    {
        using var fixture = new FeedFixture();
        fixture.Deploy(FeedCase.All[Provider.Chainlink], ChainlinkContracts.Proxy("ETH / USD", 18, ChainlinkContracts.Round(new(6, 77), SubjectValue, Recent)));
        fixture.Block.Contracts[Uptime] = FakeContracts.Of(("latestRoundData()", ChainlinkContracts.Round(new(1, 3), answer, BlockSeconds, (ulong)((long)BlockSeconds - upSeconds))));
        var look = await Feed(fixture, new(Uptime), SubjectTarget, NeighbourTarget).ReadAsync(default);
        Assert.Equal(2, look.Observations.Count);
        Assert.All(look.Observations, observation => Assert.Equal(expected, observation.Flags));
        if (expected != ObservationFlags.None) Assert.All(look.Observations, observation => Assert.NotNull(fixture.Screen(observation)));
    }

    [Theory]
    [InlineData(2, RejectionCode.Malformed)]
    [InlineData(-1, RejectionCode.Malformed)]
    [InlineData(null, RejectionCode.CallFailed)]
    public async Task Sequencer_ThatSaysNothingThatIsUnderstood_CostsEveryValueOfTheChain(int? answer, RejectionCode expected)
    {
        using var fixture = new FeedFixture();
        fixture.Deploy(FeedCase.All[Provider.Chainlink], ChainlinkContracts.Proxy("ETH / USD", 18, ChainlinkContracts.Round(new(6, 77), SubjectValue, Recent)));
        if (answer is { } number) fixture.Block.Contracts[Uptime] = FakeContracts.Of(("latestRoundData()", ChainlinkContracts.Round(new(1, 3), number, BlockSeconds, 5)));
        var look = await Feed(fixture, new(Uptime), SubjectTarget, NeighbourTarget).ReadAsync(default);
        Assert.Empty(look.Observations);
        Assert.All(look.Failures, failure => Assert.Equal(expected, failure.Code));
        Assert.All(look.Failures, failure => Assert.Contains("sequencer feed", failure.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stage_FollowsTheTag()
    {
        using var fixture = new FeedFixture();
        fixture.Block.Contracts[Subject] = ChainlinkContracts.Proxy("ETH / USD", 8, ChainlinkContracts.Round(new(1, 5), 1, Recent));
        foreach (var (tag, stage) in new[] { (BlockTag.Latest, Stage.Seen), (BlockTag.Safe, Stage.Safe), (BlockTag.Finalized, Stage.Finalized) })
        {
            var look = await new ChainlinkFeed(fixture.Reader, Route(SubjectTarget) with { Tag = tag }, null, fixture.Time).ReadAsync(default);
            Assert.Equal((stage, Authenticity.SingleRead), (Assert.Single(look.Observations).Stage, look.Observations[0].Authenticity));
        }
    }

    [Fact]
    public void Route_ThatNamesNoContracts_DoesNotStartAndSaysEverythingAtOnce()
    {
        using var fixture = new FeedFixture();
        var route = Route(new(FeedId.Parse("A/B"), Hash256.Zero), new(FeedId.Parse("A/B"), Hash256.Parse(new('f', 64))));
        var message = Assert.Throws<ArgumentException>(() => new ChainlinkFeed(fixture.Reader, route, null, fixture.Time)).Message;
        Assert.Equal(3, route.Problems().Count);
        Assert.All(route.Problems(), problem => Assert.Contains(problem, message, StringComparison.Ordinal));
    }

    private static ChainlinkFeed Feed(FeedFixture fixture, SequencerFeed? sequencer = null, params FeedTarget[] targets) =>
        new(fixture.Reader, Route(targets.Length == 0 ? [SubjectTarget] : targets), sequencer, fixture.Time);
}
