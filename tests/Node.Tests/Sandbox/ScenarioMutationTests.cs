using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Sandbox;

public sealed class ScenarioMutationTests
{
    private const int Cases = 100_000;

    [Fact]
    public void TryRead_OfMutatedFiles_RefusesWithAPlaceOrGivesASoundScenario()
    {
        var mutator = new Mutator(20_261_120);
        var files = TinyMarket.Files.ToDictionary(file => file.Key, file => System.Text.Encoding.UTF8.GetBytes(file.Value));
        var names = files.Keys.ToArray();
        var refused = 0;
        for (var i = 0; i < Cases; i++)
        {
            var name = names[i % names.Length];
            var damaged = new Dictionary<string, byte[]>(files) { [name] = mutator.Next(files[name]) };
            var loaded = TinyMarket.TryLoad(damaged, out var scenario, out var problems);
            var sound = loaded
                ? scenario!.Feeds.All(feed => feed.Series.All(series => series.Rows.All(row => row.Price.IsPositive && row.Time >= feed.From && row.Time <= feed.To)))
                : problems.Count > 0 && problems.All(problem => problem.File.StartsWith("tiny/", StringComparison.Ordinal) && problem.Detail.All(c => c is >= ' ' and <= '~'));
            Assert.True(sound, mutator.Describe(i));
            if (!loaded) refused++;
        }

        Assert.InRange(refused, Cases / 2, Cases - 1);
    }
}
