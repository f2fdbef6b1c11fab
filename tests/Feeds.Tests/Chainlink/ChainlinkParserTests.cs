using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Chainlink;

namespace CrossChainOracle.Feeds.Tests.Chainlink;

public sealed class ChainlinkParserTests
{
    // The first recorded round of ETH/USD as words, made by other means than the writer that the other tests use.
    private const string RealRound =
        "0000000000000000000000000000000000000000000000060000000000002b62"
        + "000000000000000000000000000000000000000000000000000000357e2f000a"
        + "0000000000000000000000000000000000000000000000000000000065b802ab"
        + "0000000000000000000000000000000000000000000000000000000065b802ab"
        + "0000000000000000000000000000000000000000000000060000000000002b62";

    [Fact]
    public void Round_OfRecordedWords_IsWhatTheRecordingSays()
    {
        var recorded = RecordedRounds.Feeds[0].Rounds[0];
        Assert.True(ChainlinkParser.TryParseRound(Convert.FromHexString(RealRound), out var round, out _));
        Assert.Equal((recorded.Id, recorded.Answer, recorded.StartedAt, recorded.UpdatedAt), (round.Id.ToId(), round.Answer, round.StartedAt, round.UpdatedAt));
        Assert.False(round.IsIncomplete);
    }

    [Fact]
    public void EveryRecordedRound_IsReadBackAndOnlyRoundZeroIsIncomplete()
    {
        foreach (var recorded in RecordedRounds.Feeds.SelectMany(feed => feed.Rounds))
        {
            var words = new AbiWriter().UInt(recorded.Id).Int(recorded.Answer).UInt(recorded.StartedAt).UInt(recorded.UpdatedAt).UInt(recorded.AnsweredInRound).ToArray();
            Assert.True(ChainlinkParser.TryParseRound(words, out var round, out _));
            Assert.Equal((recorded.Id, recorded.Answer, recorded.UpdatedAt, recorded.AnsweredInRound), (round.Id.ToId(), round.Answer, round.UpdatedAt, round.AnsweredIn.ToId()));
            Assert.Equal(round.Id.Round == 0, round.IsIncomplete);
            if (recorded.Split is { } split) Assert.Equal(split, round.Id);
        }
    }

    [Fact]
    public void RecordedIds_ComeApartIntoTheirPhases()
    {
        Assert.Equal(new PhaseRound(6, 11106), PhaseRound.FromId(RecordedRounds.Feeds[0].Rounds[0].Id));
        Assert.Equal(new PhaseRound(6, 0), PhaseRound.FromId(RecordedRounds.Feeds[0].Rounds[^1].Id));
        Assert.Equal(new PhaseRound(1, 21286), PhaseRound.FromId(RecordedRounds.Feeds[2].Rounds[0].Id));
    }

    [Theory]
    [InlineData(6, 2, true)]
    [InlineData(6, 1, false)]
    [InlineData(6, 0, false)]
    public void PreviousRound_StaysInThePhase(ushort phase, ulong round, bool exists)
    {
        Assert.Equal(exists, new PhaseRound(phase, round).TryPrevious(out var previous));
        Assert.Equal(exists ? new PhaseRound(phase, round - 1) : default, previous);
    }

    [Fact]
    public void RoundId_HasEightyBits()
    {
        var largest = new PhaseRound(ushort.MaxValue, ulong.MaxValue);
        Assert.Equal(Observation.MaxSequence, largest.ToId());
        Assert.Equal(largest, PhaseRound.FromId(largest.ToId()));
        var words = new AbiWriter().UInt(Observation.MaxSequence + 1).Int(1).UInt(1).UInt(1).UInt(1).ToArray();
        Assert.False(ChainlinkParser.TryParseRound(words, out _, out var failure));
        Assert.Equal(RejectionCode.Malformed, failure!.Code);
    }

    [Fact]
    public void CarriedOverAnswer_IsAnIncompleteRound()
    {
        var words = new AbiWriter().UInt(8).Int(1).UInt(100).UInt(100).UInt(7).ToArray();
        Assert.True(ChainlinkParser.TryParseRound(words, out var round, out _));
        Assert.True(round.IsIncomplete);
    }

    [Theory]
    [InlineData("ETH / USD", true)]
    [InlineData("ETH/USD", true)]
    [InlineData("eth / usd", true)]
    [InlineData("ETH / USD Calculated", true)]
    [InlineData("Calculated ETH / USD", true)]
    [InlineData("ETH / USDC", false)]
    [InlineData("WETH / USD", false)]
    [InlineData("USD / ETH", false)]
    [InlineData("ETH-USD", false)]
    [InlineData("Calculated", false)]
    [InlineData("", false)]
    public void Description_MustNameTheFeed(string description, bool same)
    {
        var data = new AbiWriter().String(description).ToArray();
        Assert.Equal(same, ChainlinkParser.TryCheckDescription(data, FeedId.Parse("ETH/USD"), out var failure));
        if (!same) Assert.Equal(RejectionCode.WrongFeed, failure!.Code);
    }

    [Fact]
    public void Description_ThatIsTooLongOrNotText_IsMalformed()
    {
        Assert.False(ChainlinkParser.TryCheckDescription(new AbiWriter().String(new('x', ChainlinkLimits.MaximumDescriptionBytes + 1)).ToArray(), FeedId.Parse("ETH/USD"), out var failure));
        Assert.Equal(RejectionCode.Malformed, failure!.Code);
        Assert.False(ChainlinkParser.TryCheckDescription(new AbiWriter().UInt(5).ToArray(), FeedId.Parse("ETH/USD"), out failure));
        Assert.Equal(RejectionCode.Malformed, failure!.Code);
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void Decimals_AreAByte(int decimals, bool read)
    {
        Assert.Equal(read, ChainlinkParser.TryParseDecimals(new AbiWriter().UInt((UInt128)decimals).ToArray(), out var parsed, out _));
        if (read) Assert.Equal(decimals, parsed);
    }
}
