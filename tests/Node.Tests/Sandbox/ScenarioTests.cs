using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Recordings;

namespace CrossChainOracle.Node.Tests.Sandbox;

public sealed class ScenarioTests
{
    [Fact]
    public void List_BesideTheProgram_HasEveryRecordedScenario() =>
        Assert.Equal(["black-thursday-2020-03", "calm", "celsius-3ac-2022-06", "ftx-2022-11", "luna-2022-05", "usdc-depeg-2023-03"], Scenario.List());

    [Theory]
    [InlineData("black-thursday-2020-03", 2, 245)]
    [InlineData("calm", 3, 10_656)]
    [InlineData("celsius-3ac-2022-06", 5, 770)]
    [InlineData("ftx-2022-11", 5, 725)]
    [InlineData("luna-2022-05", 5, 9_280)]
    [InlineData("usdc-depeg-2023-03", 3, 19_581)]
    public void TryLoad_OfARecordedScenario_GivesEveryRowOfNotice(string name, int feeds, int rows)
    {
        Assert.True(Scenario.TryLoad(name, out var scenario, out var problems), string.Join("; ", problems));
        Assert.Equal(name, scenario.Name);
        Assert.Equal(feeds, scenario.Feeds.Count);
        Assert.Equal(rows, scenario.Feeds.SelectMany(feed => feed.Series).Sum(series => series.Rows.Count));
    }

    [Theory]
    [InlineData("nosuch")]
    [InlineData("../calm")]
    [InlineData("calm/")]
    [InlineData("")]
    public void TryLoad_OfAnUnknownName_SaysWhichThereAre(string name)
    {
        Assert.False(Scenario.TryLoad(name, out _, out var problems));
        var problem = Assert.Single(problems);
        Assert.Equal(ScenarioProblemCode.UnknownScenario, problem.Code);
        Assert.Contains("calm", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_OfAGoodScenario_GivesWhatTheFilesSay()
    {
        var scenario = TinyMarket.Load();
        var usdc = scenario.Feeds.Single(feed => feed.Feed == FeedId.Parse("USDC/USD"));
        Assert.Equal((1_600_000_000, 1_600_000_600, "one venue"), (usdc.From, usdc.To, usdc.QuorumNote));
        var series = Assert.Single(usdc.Series);
        Assert.Equal(new RecordedRounds(EvmAddress.Parse("0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6"), 8, 86_400, 2_500), series.Rounds);
        Assert.Equal(new RecordedPrice(1_600_000_100, Price.Parse("0.99755917"), UInt128.Parse("36893488147419104089", null)), series.Rows[1]);
        var api3 = scenario.Feeds[0].Series[2];
        Assert.Equal((Provider.Api3, "C", "as quoted", 60), (api3.Provider, api3.Venue, api3.QuoteNote, api3.BarSeconds));
    }

    [Theory]
    [InlineData("scenario.json", "\"tiny\"", "\"other\"", ScenarioProblemCode.Contradiction, 1)]
    [InlineData("scenario.json", "\"title\": \"Tiny\",", "", ScenarioProblemCode.MissingField, 1)]
    [InlineData("scenario.json", "\"title\": \"Tiny\",", "\"title\": \"\",", ScenarioProblemCode.BadValue, 3)]
    [InlineData("scenario.json", "\"title\": \"Tiny\",", "\"title\": \"Tiny\", \"more\": 1,", ScenarioProblemCode.UnknownField, 3)]
    [InlineData("scenario.json", "\"title\": \"Tiny\",", "\"title\": \"Tiny\", \"title\": \"Tiny\",", ScenarioProblemCode.BadJson, 3)]
    [InlineData("scenario.json", "\"title\": \"Tiny\",", "\"title\": \"\\ud800\",", ScenarioProblemCode.BadJson, 3)]
    [InlineData("scenario.json", "\"speed\": 60,", "\"speed\": 0,", ScenarioProblemCode.BadValue, 7)]
    [InlineData("scenario.json", "\"speed\": 60,", "\"speed\": 6e1,", ScenarioProblemCode.BadValue, 7)]
    [InlineData("scenario.json", "\"speed\": 60,", "\"speed\": 60;", ScenarioProblemCode.BadJson, 7)]
    [InlineData("scenario.json", "\"to\": 1700000600,", "\"to\": 1700000000,", ScenarioProblemCode.Contradiction, 1)]
    [InlineData("scenario.json", "\"to\": 1600000600,", "\"to\": 1600000601,", ScenarioProblemCode.Contradiction, 18)]
    [InlineData("scenario.json", "\"to\": 1600000600,", "", ScenarioProblemCode.MissingField, 18)]
    [InlineData("scenario.json", "\"ETH/USD\"", "\"ETH / USD\"", ScenarioProblemCode.BadValue, 10)]
    [InlineData("scenario.json", "\"ETH/USD\"", "\"USDC/USD\"", ScenarioProblemCode.Contradiction, 1)]
    [InlineData("scenario.json", "\"quorum\": 2,", "\"quorum\": 4,", ScenarioProblemCode.BadValue, 11)]
    [InlineData("scenario.json", "\"quorum\": 1,", "\"quorum\": 2,", ScenarioProblemCode.Contradiction, 18)]
    [InlineData("scenario.json", "\"provider\": \"api3\"", "\"provider\": \"redstone\"", ScenarioProblemCode.BadValue, 15)]
    [InlineData("scenario.json", "\"provider\": \"api3\"", "\"provider\": \"pyth\"", ScenarioProblemCode.Contradiction, 9)]
    [InlineData("scenario.json", "eth-usd.c.csv", "../secret.csv", ScenarioProblemCode.BadValue, 15)]
    [InlineData("scenario.json", "eth-usd.c.csv", "eth-usd.b.csv", ScenarioProblemCode.Contradiction, 1)]
    [InlineData("scenario.json", "\"rounds\": {", "\"barSeconds\": 60, \"rounds\": {", ScenarioProblemCode.Contradiction, 25)]
    [InlineData("scenario.json", "0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6", "8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6", ScenarioProblemCode.BadValue, 27)]
    [InlineData("scenario.json", "\"0.25\"", "\"0.00001\"", ScenarioProblemCode.BadValue, 27)]
    [InlineData("scenario.json", "\"0.25\"", "0.25", ScenarioProblemCode.BadValue, 27)]
    [InlineData("eth-usd.a.csv", "time,price", "time;price", ScenarioProblemCode.BadRow, 1)]
    [InlineData("eth-usd.a.csv", "2001\n", "2001\r\n", ScenarioProblemCode.BadRow, 3)]
    [InlineData("eth-usd.a.csv", "2001\n", "-2001\n", ScenarioProblemCode.BadRow, 3)]
    [InlineData("eth-usd.a.csv", "2001\n", "0\n", ScenarioProblemCode.BadRow, 3)]
    [InlineData("eth-usd.a.csv", "2001\n", "2e3\n", ScenarioProblemCode.BadRow, 3)]
    [InlineData("eth-usd.a.csv", "2001\n", "2001.123456789\n", ScenarioProblemCode.Unrepresentable, 3)]
    [InlineData("eth-usd.a.csv", "2001\n", "92233720368.54775808\n", ScenarioProblemCode.Unrepresentable, 3)]
    [InlineData("eth-usd.a.csv", "2002.25\n", "2002.25", ScenarioProblemCode.BadRow, 4)]
    [InlineData("eth-usd.a.csv", "1700000180", "1700000060", ScenarioProblemCode.NotAscending, 4)]
    [InlineData("eth-usd.a.csv", "1700000180", "1700000601", ScenarioProblemCode.OutsideWindow, 4)]
    [InlineData("usdc-usd.chainlink.csv", "36893488147419104089", "36893488147419104088", ScenarioProblemCode.NotAscending, 3)]
    [InlineData("usdc-usd.chainlink.csv", "36893488147419104089", "1208925819614629174706176", ScenarioProblemCode.BadRow, 3)]
    [InlineData("usdc-usd.chainlink.csv", ",36893488147419104089", "", ScenarioProblemCode.BadRow, 3)]
    public void TryRead_OfADamagedFile_NamesFileLineAndKind(string file, string find, string replace, ScenarioProblemCode code, int line)
    {
        var files = TinyMarket.Files.ToDictionary();
        Assert.Contains(find, files[file], StringComparison.Ordinal);
        files[file] = ReplaceFirst(files[file], find, replace);
        Assert.False(TinyMarket.TryLoad(files, out _, out var problems));
        Assert.Contains(problems, problem => problem.Code == code && problem.Line == line && problem.File == $"tiny/{file}");
    }

    [Fact]
    public void TryRead_OfSeveralDamages_TellsThemAllAtOnce()
    {
        var files = TinyMarket.Files.ToDictionary();
        files["scenario.json"] = files["scenario.json"].Replace("\"speed\": 60", "\"speed\": -1", StringComparison.Ordinal);
        files["eth-usd.a.csv"] = "time,price\n1700000000,x\n1700000060,y\n";
        files.Remove("eth-usd.b.csv");
        Assert.False(TinyMarket.TryLoad(files, out _, out var problems));
        Assert.Equal(
            [("tiny/scenario.json", 7), ("tiny/eth-usd.a.csv", 2), ("tiny/eth-usd.a.csv", 3), ("tiny/eth-usd.a.csv", 0), ("tiny/eth-usd.b.csv", 0)],
            problems.Select(problem => (problem.File, problem.Line)).OrderBy(problem => problem.File != "tiny/scenario.json"));
    }

    [Fact]
    public void TryRead_OfAFileOfNothingButErrors_StopsAtAHundred()
    {
        var files = TinyMarket.Files.ToDictionary();
        files["eth-usd.a.csv"] = "time,price\n" + string.Concat(Enumerable.Repeat("x\n", 100_000));
        Assert.False(TinyMarket.TryLoad(files, out _, out var problems));
        Assert.Equal(100, problems.Count);
    }

    [Fact]
    public void ToReal_OfRecordedTimes_ScalesFromTheStartOfTheirOwnWindow()
    {
        var clock = new ScenarioClock(1_600_000_000, 5_000_000_000_250, 7);
        Assert.Equal(5_000_000_000_250, clock.ToReal(1_600_000_000));
        Assert.Equal(5_000_000_000_392, clock.ToReal(1_600_000_001));
        Assert.Equal(5_000_000_001_250, clock.ToReal(1_600_000_007));
    }

    private static string ReplaceFirst(string text, string find, string replace)
    {
        var at = text.IndexOf(find, StringComparison.Ordinal);
        return text[..at] + replace + text[(at + find.Length)..];
    }
}
