using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Pipeline.Tests;

public sealed class ObservationBookTests
{
    private const long Now = Samples.StartedAt;
    private static readonly FeedPolicy Eth = Samples.Policy().Feeds.Single(feed => feed.Feed == FeedId.Parse("ETH/USD"));
    private static readonly RoutePolicy Pyth = Eth.Routes.Single(route => route.Provider == Provider.Pyth);
    private static readonly RoutePolicy Chainlink = Eth.Routes.Single(route => route.Provider == Provider.Chainlink);

    private readonly ObservationBook _book = new(Samples.Policy().Feeds.Select(feed => feed.Feed).ToHashSet());

    [Fact]
    public void Add_OfAnOlderValue_ChangesNothingAndIsNoNews()
    {
        var newest = Seen("2500", Now);
        Assert.True(Add(newest));
        foreach (var older in new[]
        {
            Seen("2400", Now - 1),
            newest with { Value = Price.Parse("2400"), Sequence = newest.Sequence - 1 },
            newest with { Height = newest.Height - 1 },
            newest with { Value = Price.Parse("2400"), Height = newest.Height - 1 },
        })
        {
            Assert.False(Add(older), older.ToString());
            Assert.Equal([newest], _book.Snapshot().Observations);
        }
    }

    [Fact]
    public void Add_OfTheSameValueAgain_IsNoNews_AndAtALaterBlockReplacesTheReading()
    {
        var first = Seen("2500", Now);
        Assert.True(Add(first));
        Assert.False(Add(first));
        var later = first with { Height = first.Height + 1, ReceivedAt = first.ReceivedAt + 1_000 };
        Assert.False(Add(later));
        Assert.Equal([later], _book.Snapshot().Observations);
    }

    [Fact]
    public void Add_OfANewerValue_IsNews_ByTimeThenByTheSourcesOrderThenByHeight()
    {
        var known = Seen("2500", Now);
        Assert.True(Add(known));
        foreach (var next in new[]
        {
            known with { Value = Price.Parse("2501"), Height = known.Height + 1 },
            known with { Value = Price.Parse("2502"), Sequence = known.Sequence + 1 },
            Seen("2503", Now + 1) with { Sequence = 0, Height = 0 },
        })
        {
            Assert.True(Add(next), next.ToString());
            Assert.Equal([next], _book.Snapshot().Observations);
        }
    }

    [Fact]
    public void Add_InWhateverOrderAndHoweverOften_EndsWithTheNewestOfEachRoute()
    {
        var random = new Random(20_260_101);
        for (var run = 0; run < 200; run++)
        {
            var book = new ObservationBook(new HashSet<FeedId> { Eth.Feed });
            var updates = Enumerable.Range(0, 12).Select(i => Seen($"{2_500 + i}", Now + (i / 3), route: i % 2 == 0 ? Pyth : Chainlink) with { Sequence = (uint)i }).ToList();
            var arriving = updates.Concat(updates).ToArray();
            random.Shuffle(arriving);
            foreach (var update in arriving) book.Add(new([update], [], []));
            Assert.Equal([updates[10], updates[11]], book.Snapshot().Observations.OrderBy(observation => observation.Sequence));
        }
    }

    [Fact]
    public void Add_OfAValueOutOfRange_IsAFailure_AndTheValueBeforeStays()
    {
        var good = Seen("2500", Now);
        Add(good);
        foreach (var bad in new[]
        {
            good with { PublishedAt = -1 },
            good with { PublishedAt = UnixTime.MaxValue + 1 },
            good with { ReceivedAt = -1 },
            good with { ReceivedAt = long.MaxValue },
            good with { Sequence = Observation.MaxSequence + 1 },
        })
        {
            Add(bad);
            Assert.Equal([good], _book.Snapshot().Observations);
            var failure = Assert.Single(_book.Snapshot().Failures);
            Assert.Equal((good.Feed, good.Provider, good.Route, RejectionCode.OutOfRange), (failure.Feed, failure.Provider, failure.Route, failure.Code));
        }

        Add(Seen("2501", Now + 1));
        Assert.Empty(_book.Snapshot().Failures);
    }

    [Fact]
    public void Add_AfterAValueFromTheFuture_TakesTheNextAnswer()
    {
        var wrong = Seen("9999", Now + 86_400_000) with { ReceivedAt = Now };
        Assert.True(Add(wrong));
        Assert.False(Add(Seen("2499", Now - 1_000) with { ReceivedAt = Now - 900 }), "what arrived before it is no answer to it");
        var honest = Seen("2500", Now - 10_000) with { ReceivedAt = Now + 100 };
        Assert.True(Add(honest));
        Assert.Equal([honest], _book.Snapshot().Observations);
        Assert.False(Add(Seen("2400", Now - 20_000) with { ReceivedAt = Now + 200 }));

        var ahead = Seen("2501", Now + 200 + ObservationBook.MaximumLeadMs) with { ReceivedAt = Now + 200 };
        Assert.True(Add(ahead));
        Assert.False(Add(honest with { ReceivedAt = Now + 300 }), "a clock that is off by no more keeps the order of the source");
    }

    [Fact]
    public void AFailure_StaysUntilAValueOfItsRoute_AndIsNewsOnce()
    {
        Assert.True(Add(Seen("2500", Now)));
        var failure = new SourceFailure(Eth.Feed, Provider.Pyth, Pyth.Route, RejectionCode.Unreachable, "hermes: timed out");
        Assert.True(Add(failure));
        Assert.False(Add(failure with { }));
        Assert.True(Add(new SourceFailure(Eth.Feed, Provider.Pyth, Pyth.Route, RejectionCode.Malformed, "hermes: no JSON")));
        Add(Seen("2600", Now + 1, route: Chainlink));
        Assert.Equal(RejectionCode.Malformed, Assert.Single(_book.Snapshot().Failures).Code);
        Add(Seen("2501", Now + 1));
        Assert.Empty(_book.Snapshot().Failures);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AFaultOfAWholeProvider_IsHeardByEveryShard_AndEndsWithAnyOfItsValues(bool namesRoute)
    {
        var fault = new SourceFailure(default, Provider.Pyth, namesRoute ? Pyth.Route : default, RejectionCode.ProviderFault, "maintenance");
        Assert.True(Add(fault));
        Add(Seen("2600", Now, route: Chainlink));
        Assert.Equal([fault], _book.Snapshot().Failures);
        Add(Seen("2500", Now));
        Assert.Empty(_book.Snapshot().Failures);
    }

    [Fact]
    public void AnotherShardsFeeds_AreNotHeard()
    {
        var other = Seen("1", Now) with { Feed = FeedId.Parse("DOGE/USD") };
        Assert.False(Add(other));
        Assert.False(Add(new SourceFailure(other.Feed, Provider.Pyth, Pyth.Route, RejectionCode.Absent, "none")));
        Assert.Equal((0, 0), (_book.Snapshot().Observations.Count, _book.Snapshot().Failures.Count));
    }

    [Fact]
    public void Evidence_IsKeptWhileAValueHangsFromIt_AndNoLonger()
    {
        var (first, second) = (Evidence("first"), Evidence("second"));
        var eth = Seen("2500", Now) with { Anchor = first.Digest };
        var btc = eth with { Feed = FeedId.Parse("BTC/USD") };
        _book.Add(new([eth, btc], [], [first]));
        _book.Add(new([eth with { PublishedAt = Now + 1, Anchor = second.Digest }], [], [second]));
        Assert.Equal([first.Digest, second.Digest], Kept());
        _book.Add(new([btc with { PublishedAt = Now + 1, Anchor = second.Digest }], [], [second]));
        Assert.Equal([second.Digest], Kept());
        _book.Add(new([eth], [], [first]));
        Assert.Equal([second.Digest], Kept());

        IEnumerable<Hash256> Kept() => _book.Snapshot().Evidence.Select(evidence => evidence.Digest).OrderBy(digest => digest == second.Digest);
    }

    private static Observation Seen(string price, long publishedAt, RoutePolicy? route = null) =>
        Samples.Observation(Eth.Feed, route ?? Pyth, Price.Parse(price), publishedAt + 400);

    private static Evidence Evidence(string text)
    {
        var bytes = System.Text.Encoding.ASCII.GetBytes(text);
        return new(Keccak256.Hash(bytes), bytes);
    }

    private bool Add(Observation observation) => _book.Add(new([observation], [], []));

    private bool Add(SourceFailure failure) => _book.Add(new([], [failure], []));
}
