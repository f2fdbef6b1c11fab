using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Recordings;

namespace CrossChainOracle.Node.Tests.Sandbox;

/// <summary>Our own readers over HTTP: what they see must be what was recorded, no more and no less.</summary>
public sealed class ReaderTests
{
    [Theory]
    [InlineData("black-thursday-2020-03", 100)]
    [InlineData("calm", 4)]
    [InlineData("celsius-3ac-2022-06", 40)]
    [InlineData("ftx-2022-11", 40)]
    [InlineData("luna-2022-05", 2)]
    [InlineData("usdc-depeg-2023-03", 4)]
    public async Task ReadAsync_AtAnyMoment_GivesTheLastRecordedValuesWithTheirOwnTimes(string name, int percent)
    {
        Assert.True(Scenario.TryLoad(name, out var scenario, out _));
        await using var playing = await Playing.StartAsync(scenario);
        var length = ScenarioClock.Scale((scenario.To - scenario.From) * percent / 100, scenario.Speed);
        foreach (var moment in (long[])[0, length / 3, length])
        {
            playing.MoveTo(moment);
            await AssertSeesAsync(playing, moment);
        }
    }

    [Fact]
    public async Task ReadAsync_BeforeTheFirstBarOfAFeed_GivesTheOthers()
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        foreach (var milliseconds in (long[])[0, 166, 167, 500, 1_000, 2_999, 3_000, 9_999, 10_000, 60_000])
        {
            playing.MoveTo(milliseconds);
            await AssertSeesAsync(playing, milliseconds);
        }
    }

    private static async Task AssertSeesAsync(Playing playing, long moment)
    {
        foreach (var reader in playing.Readers())
        {
            var look = await reader.ReadAsync(CancellationToken.None);
            foreach (var feed in playing.World.Scenario.Feeds)
            {
                if (feed.Series.FirstOrDefault(series => series.Provider == reader.Provider) is not { } series) continue;
                var clock = new ScenarioClock(feed.From, Playing.Start, playing.World.Speed);
                var told = series.Rows.Where(row => clock.ToReal(row.Time) <= Playing.Start + moment).ToList();
                var seen = look.Observations.SingleOrDefault(observation => observation.Feed == feed.Feed);
                if (told.Count == 0)
                {
                    Assert.Null(seen);
                    Assert.Contains(look.Failures, failure => failure.Feed == feed.Feed);
                    continue;
                }

                Assert.True(seen is not null, $"{feed.Feed} {reader.Provider} at {moment}: {string.Join("; ", look.Failures)}");
                Assert.Equal(told[^1].Price, seen.Value);
                Assert.Equal(clock.ToReal(told[^1].Time) / 1000 * 1000, seen.PublishedAt);
                Assert.Equal(ObservationFlags.None, seen.Flags);
                if (series.Rounds is not null) Assert.Equal(told[^1].Round, seen.Sequence);
                else if (reader.Provider == Provider.Chainlink) Assert.Equal((UInt128.One << 64) + (UInt128)told.Count, seen.Sequence);
            }
        }
    }
}
