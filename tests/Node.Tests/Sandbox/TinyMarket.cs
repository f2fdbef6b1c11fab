using CrossChainOracle.Node.Sandbox.Recordings;

namespace CrossChainOracle.Node.Tests.Sandbox;

/// <summary>A scenario small enough to know by heart: ten minutes at speed 60, so that a bar of a minute takes a second.</summary>
public static class TinyMarket
{
    public const long From = 1_700_000_000;
    public const int Speed = 60;

    public const string Json = """
        {
          "name": "tiny",
          "title": "Tiny",
          "description": "Ten minutes.",
          "from": 1700000000,
          "to": 1700000600,
          "speed": 60,
          "feeds": [
            {
              "feed": "ETH/USD",
              "quorum": 2,
              "providers": [
                { "provider": "pyth", "series": "eth-usd.a.csv", "venue": "A", "barSeconds": 60, "source": "made up" },
                { "provider": "chainlink", "series": "eth-usd.b.csv", "venue": "B", "barSeconds": 60, "source": "made up" },
                { "provider": "api3", "series": "eth-usd.c.csv", "venue": "C", "barSeconds": 60, "quoteNote": "as quoted", "source": "made up" }
              ]
            },
            {
              "feed": "USDC/USD",
              "quorum": 1,
              "quorumNote": "one venue",
              "from": 1600000000,
              "to": 1600000600,
              "providers": [
                {
                  "provider": "chainlink", "series": "usdc-usd.chainlink.csv", "venue": "Chainlink", "source": "made up",
                  "rounds": { "proxy": "0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6", "decimals": 8, "heartbeatSeconds": 86400, "deviationPercent": "0.25" }
                }
              ]
            },
            {
              "feed": "LATE/USD",
              "quorum": 1,
              "providers": [
                { "provider": "pyth", "series": "late-usd.a.csv", "venue": "A", "barSeconds": 60, "source": "made up" }
              ]
            }
          ]
        }

        """;

    public static readonly IReadOnlyDictionary<string, string> Files = new Dictionary<string, string>
    {
        ["scenario.json"] = Json,
        ["eth-usd.a.csv"] = "time,price\n1700000000,2000.5\n1700000060,2001\n1700000180,2002.25\n",
        ["eth-usd.b.csv"] = "time,price\n1700000000,2000.75\n1700000060,2001.5\n",
        ["eth-usd.c.csv"] = "time,price\n1700000030,1999.123456789\n1700000060,2003\n",
        ["usdc-usd.chainlink.csv"] = "time,price,round\n1600000010,1.00019,36893488147419104088\n1600000100,0.99755917,36893488147419104089\n",
        ["late-usd.a.csv"] = "time,price\n1700000600,0.00000001\n",
    };

    public static Scenario Load() => TryLoad(Files, out var scenario, out var problems) ? scenario! : throw new InvalidOperationException(string.Join("; ", problems));

    public static bool TryLoad(IReadOnlyDictionary<string, string> files, out Scenario? scenario, out IReadOnlyList<ScenarioProblem> problems) =>
        TryLoad(files.ToDictionary(file => file.Key, file => System.Text.Encoding.UTF8.GetBytes(file.Value)), out scenario, out problems);

    public static bool TryLoad(IReadOnlyDictionary<string, byte[]> files, out Scenario? scenario, out IReadOnlyList<ScenarioProblem> problems) =>
        ScenarioReader.TryRead(
            "tiny",
            name => files.TryGetValue(name, out var bytes) ? new ScenarioFile.Content(bytes) : new ScenarioFile.Refused(ScenarioProblemCode.Unreadable, "is not there"),
            out scenario,
            out problems);
}
