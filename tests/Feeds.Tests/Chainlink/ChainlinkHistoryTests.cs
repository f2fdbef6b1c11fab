using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Chainlink;
using CrossChainOracle.Feeds.Tests.Evm;
using static CrossChainOracle.Feeds.Tests.Evm.FeedFixture;

namespace CrossChainOracle.Feeds.Tests.Chainlink;

public sealed class ChainlinkHistoryTests
{
    [Fact]
    public async Task Walk_GivesTheRecordedRoundsNewestFirst()
    {
        var recorded = RecordedRounds.Feeds[0].Rounds;
        var history = await ReadAsync(PhaseRound.FromId(recorded[0].Id), 3);
        Assert.Equal(HistoryEnd.Complete, history.End);
        Assert.Equal(recorded.Take(3).Select(round => (round.Id, round.Answer, round.UpdatedAt)), history.Rounds.Select(round => (round.Id.ToId(), round.Answer, round.UpdatedAt)));
    }

    [Fact]
    public async Task Walk_EndsAtTheFirstRoundOfThePhase()
    {
        var history = await ReadAsync(new(6, 2), 10);
        Assert.Equal(HistoryEnd.PhaseStart, history.End);
        Assert.Equal([new PhaseRound(6, 2), new PhaseRound(6, 1)], history.Rounds.Select(round => round.Id));
    }

    [Fact]
    public async Task Walk_EndsAtARoundThatCannotBeReadAndKeepsTheNewerOnes()
    {
        var recorded = RecordedRounds.Feeds[0].Rounds;
        var history = await ReadAsync(PhaseRound.FromId(recorded[0].Id), 4);
        Assert.Equal((HistoryEnd.Failed, 3, RejectionCode.CallFailed), (history.End, history.Rounds.Count, history.Failure!.Code));
    }

    [Fact]
    public async Task EmptyRound_IsReadAsIncomplete()
    {
        var history = await ReadAsync(new(6, 0), 1);
        Assert.True(Assert.Single(history.Rounds).IsIncomplete);
    }

    [Fact]
    public async Task Answer_AboutAnotherRound_IsRefused()
    {
        using var fixture = new FeedFixture();
        fixture.Block.Contracts[Subject] = FakeContracts.Of(("getRoundData(uint80)", ChainlinkContracts.Round(new(6, 4), 1, 1)));
        var history = await ChainlinkHistory.ReadAsync(fixture.Reader, Subject, fixture.Block.Pinned, new(6, 5), 1, default);
        Assert.Equal((HistoryEnd.Failed, RejectionCode.Malformed), (history.End, history.Failure!.Code));
        Assert.Contains("phase 6 round 4", history.Failure.Detail, StringComparison.Ordinal);
    }

    // The recorded ETH/USD proxy: knows the recorded rounds and reverts for others.
    private static async Task<ChainlinkHistory> ReadAsync(PhaseRound newest, int count)
    {
        var known = RecordedRounds.Feeds[0].Rounds.ToDictionary(round => round.Id);
        using var fixture = new FeedFixture();
        fixture.Block.Contracts[Subject] = call =>
        {
            if (!AbiSelector.TrySplit(call.Span, out var selector, out var arguments) || selector != ChainlinkRequest.GetRoundData) return new(false, default);
            var reader = new AbiReader(arguments);
            if (!reader.TryOpen(1, out var top) || !reader.TryReadUInt128(ref top, 80, out var id) || !known.TryGetValue(id, out var round)) return new(false, default);
            return new(true, ChainlinkContracts.Round(PhaseRound.FromId(id), round.Answer, round.UpdatedAt));
        };
        return await ChainlinkHistory.ReadAsync(fixture.Reader, Subject, fixture.Block.Pinned, newest, count, default);
    }
}
