using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;
using static CrossChainOracle.Feeds.Tests.Evm.FeedFixture;

namespace CrossChainOracle.Feeds.Tests.Evm;

/// <summary>One list of behaviours, driven through every provider that is read from contracts.</summary>
public sealed class FeedBehaviorTests
{
    public enum Contract
    {
        Honest, OldestThatCounts, JustFrozen, LatestThatCounts, JustAhead, Zero, Negative, LargestThatFits, JustTooLarge, JustTooSmall, LargestOnTheWire,
        Empty, TimeTooLarge, Reverting, Absent, WrongName, NoName, Truncated, CutWord, Extra, DirtyTime, Silent,
    }

    public static TheoryData<Provider, Contract, RejectionCode?> Contracts()
    {
        var data = new TheoryData<Provider, Contract, RejectionCode?>();
        foreach (var provider in FeedCase.All.Keys)
        {
            data.Add(provider, Contract.Honest, null);
            data.Add(provider, Contract.OldestThatCounts, null);
            data.Add(provider, Contract.JustFrozen, RejectionCode.Frozen);
            data.Add(provider, Contract.LatestThatCounts, null);
            data.Add(provider, Contract.JustAhead, RejectionCode.Ahead);
            data.Add(provider, Contract.Zero, RejectionCode.NotPositive);
            data.Add(provider, Contract.Negative, RejectionCode.NotPositive);
            data.Add(provider, Contract.LargestThatFits, RejectionCode.OutOfBounds);
            data.Add(provider, Contract.JustTooLarge, RejectionCode.OutOfRange);
            data.Add(provider, Contract.JustTooSmall, RejectionCode.OutOfRange);
            data.Add(provider, Contract.LargestOnTheWire, RejectionCode.OutOfRange);
            data.Add(provider, Contract.Empty, RejectionCode.IncompleteRound);
            data.Add(provider, Contract.TimeTooLarge, provider == Provider.Api3 ? RejectionCode.Malformed : RejectionCode.OutOfRange);
            data.Add(provider, Contract.Reverting, RejectionCode.CallFailed);
            data.Add(provider, Contract.Absent, RejectionCode.CallFailed);
            data.Add(provider, Contract.WrongName, RejectionCode.WrongFeed);
            data.Add(provider, Contract.NoName, RejectionCode.CallFailed);
            data.Add(provider, Contract.Truncated, RejectionCode.Malformed);
            data.Add(provider, Contract.CutWord, RejectionCode.Malformed);
            data.Add(provider, Contract.Extra, RejectionCode.Malformed);
            data.Add(provider, Contract.DirtyTime, provider == Provider.Api3 ? RejectionCode.Malformed : RejectionCode.OutOfRange);
            data.Add(provider, Contract.Silent, RejectionCode.CallFailed);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task Contract_BehavingSo_IsAcceptedOrRefusedForItsReasonAndCostsNoOtherFeed(Provider provider, Contract behavior, RejectionCode? expected)
    {
        var feed = FeedCase.All[provider];
        using var fixture = new FeedFixture();
        fixture.Deploy(feed, Build(feed, behavior));
        var look = await fixture.ReadAsync(feed);

        Assert.Equal(2, look.Observations.Count + look.Failures.Count);
        var neighbour = Assert.Single(look.Observations, observation => observation.Feed == NeighbourTarget.Feed);
        Assert.Equal(NeighbourValue, neighbour.Value.Scaled);
        Assert.Null(fixture.Screen(neighbour));

        var subject = look.Observations.SingleOrDefault(observation => observation.Feed == SubjectTarget.Feed);
        var failure = look.Failures.SingleOrDefault();
        Assert.Equal(expected, subject is null ? failure!.Code : fixture.Screen(subject)?.Code);
        if (failure is not null) Assert.InRange(failure.Detail.Length, 1, SourceFailure.MaximumDetail);
    }

    public static TheoryData<Provider> Providers => [.. FeedCase.All.Keys];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Observation_CarriesWhatWasReadAndWhere(Provider provider)
    {
        var feed = FeedCase.All[provider];
        using var fixture = new FeedFixture(nodes: 3, agreement: 2);
        fixture.Deploy(feed, Build(feed, Contract.Honest));
        var look = await fixture.ReadAsync(feed);
        Assert.Empty(look.Failures);
        Assert.Empty(look.Evidence);
        var expected = new Observation
        {
            Feed = SubjectTarget.Feed,
            Provider = provider,
            Route = RouteId.Parse("evm-1"),
            Value = Price.FromScaled(SubjectValue),
            HalfWidth = Price.Zero,
            PublishedAt = ((long)BlockSeconds - 60) * 1000,
            ReceivedAt = fixture.Now,
            Sequence = provider == Provider.Chainlink ? ((UInt128)6 << 64) | 77 : 0,
            Authenticity = Authenticity.QuorumRead,
            Stage = Stage.Seen,
            Height = fixture.Block.Number,
            Anchor = fixture.Block.Hash,
        };
        Assert.Equal(expected, look.Observations[0]);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Name_IsAskedOnlyAtTheFirstLook(Provider provider)
    {
        var feed = FeedCase.All[provider];
        using var fixture = new FeedFixture();
        fixture.Deploy(feed, Build(feed, Contract.Honest));
        var reader = feed.Reader(fixture.Reader, Route(SubjectTarget, NeighbourTarget), fixture.Time);
        Assert.Equal(2, (await reader.ReadAsync(default)).Observations.Count);
        var nameless = Build(feed, Contract.NoName);
        fixture.Block.Contracts[Subject] = nameless!;
        Assert.Equal(2, (await reader.ReadAsync(default)).Observations.Count);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task ProxyOfAnotherFeed_IsRefusedAtEveryLookAlsoWhereItIsTheRightOneOfANeighbour(Provider provider)
    {
        var feed = FeedCase.All[provider];
        using var fixture = new FeedFixture();
        fixture.Deploy(feed, subject: null);
        var reader = feed.Reader(fixture.Reader, Route(SubjectTarget with { Source = NeighbourTarget.Source }, NeighbourTarget), fixture.Time);
        for (var look = 0; look < 3; look++)
        {
            var seen = await reader.ReadAsync(default);
            Assert.Equal((SubjectTarget.Feed, RejectionCode.WrongFeed), (Assert.Single(seen.Failures).Feed, seen.Failures[0].Code));
            Assert.Equal(NeighbourTarget.Feed, Assert.Single(seen.Observations).Feed);
        }
    }

    private static FakeContract? Build(FeedCase feed, Contract behavior)
    {
        const ulong Recent = BlockSeconds - 60;
        const long Now = (long)BlockSeconds + 4;
        return behavior switch
        {
            Contract.Honest => Reading(SubjectValue, Recent),
            Contract.OldestThatCounts => Reading(SubjectValue, (ulong)(Now - ((HeartbeatMs + GraceMs) / 1000))),
            Contract.JustFrozen => Reading(SubjectValue, (ulong)(Now - ((HeartbeatMs + GraceMs) / 1000) - 1)),
            Contract.LatestThatCounts => Reading(SubjectValue, (ulong)(Now + (AheadMs / 1000))),
            Contract.JustAhead => Reading(SubjectValue, (ulong)(Now + (AheadMs / 1000) + 1)),
            Contract.Zero => Reading(0, Recent),
            Contract.Negative => Reading(-1, Recent),
            Contract.LargestThatFits => Reading(Int128.MaxValue, Recent),
            Contract.JustTooLarge => Edited(bytes => SetValue(bytes, "0000000000000000000000000000000080000000000000000000000000000000")),
            Contract.JustTooSmall => Edited(bytes => SetValue(bytes, "ffffffffffffffffffffffffffffffff7fffffffffffffffffffffffffffffff")),
            Contract.LargestOnTheWire => Edited(bytes => SetValue(bytes, feed.ValueBits == 256 ? "7f" + new string('f', 62) : "000000007f" + new string('f', 54))),
            Contract.Empty => Reading(0, 0),
            Contract.TimeTooLarge => Edited(bytes => bytes[(32 * feed.Words.Time) + 26] = 0x7f),
            Contract.Reverting => FakeContracts.Reverting("no access"),
            Contract.Absent => null,
            Contract.WrongName => feed.Contract("ETH/EUR", feed.Reading(SubjectValue, Recent)),
            Contract.NoName => FakeContracts.Of(("latestRoundData()", feed.Reading(SubjectValue, Recent)), ("read()", feed.Reading(SubjectValue, Recent))),
            Contract.Truncated => feed.Contract("ETH/USD", feed.Reading(SubjectValue, Recent)[..^32]),
            Contract.CutWord => feed.Contract("ETH/USD", feed.Reading(SubjectValue, Recent)[..^1]),
            Contract.Extra => feed.Contract("ETH/USD", [.. feed.Reading(SubjectValue, Recent), .. new byte[32]]),
            Contract.DirtyTime => Edited(bytes => bytes[32 * feed.Words.Time] = 1),
            Contract.Silent => _ => new(true, default),
            _ => throw new ArgumentOutOfRangeException(nameof(behavior), behavior, null),
        };

        FakeContract Reading(Int128 value, ulong seconds) => feed.Contract("ETH/USD", feed.Reading(value, seconds));

        FakeContract Edited(Action<byte[]> edit)
        {
            var bytes = feed.Reading(SubjectValue, Recent);
            edit(bytes);
            return feed.Contract("ETH/USD", bytes);
        }

        void SetValue(byte[] bytes, string word) => Convert.FromHexString(word).CopyTo(bytes, 32 * feed.Words.Value);
    }
}
