using System.Globalization;

namespace CrossChainOracle.RelayChaos;

/// <summary>What a run is given.</summary>
internal sealed record ChaosOptions
{
    public const string Usage = """
        Usage: dotnet run -c Release --project bench/relay-chaos -- [options]

        Two chains (anvil from npm), two relayers on each as processes of their own, and trouble of every kind: reorganisations, kills, foreign nonces and nonce gaps,
        fee spikes, dropped transactions, stretches without blocks, failing endpoints, empty accounts, a stream that repeats, reorders and breaks off, two of five attesters
        out. Then quiet, and a verdict that is read from the chains: docs/relay-chaos.md.

          --minutes N   simulated minutes with trouble, 1 to 240 (30)
          --seed N      of prices and trouble (1)
          --speed N     simulated seconds per second, 1 to 60 (10)
          --race        no turns: both relayers of a chain post what is due at once
          --json        one JSON document on standard output instead of text
          --keep        leave the scratch folder (logs, journals, stream) where it is
          --help        this text

        Examples:
          dotnet run -c Release --project bench/relay-chaos
          dotnet run -c Release --project bench/relay-chaos -- --minutes 4 --seed 7 --speed 6

        The trouble of a seed is the same in every run; how processes and machine answer to it is not. Needs Node 20 with npm.
        Exit codes: 0 every law held, 1 one was broken, 2 the command line is wrong, 3 something outside did not work, 130 stopped.
        """;

    public int Minutes { get; init; } = 30;

    public int Seed { get; init; } = 1;

    public int Speed { get; init; } = 10;

    public bool Race { get; init; }

    public bool Json { get; init; }

    public bool Keep { get; init; }

    /// <summary>How to have the same trouble again.</summary>
    public string Command => string.Create(CultureInfo.InvariantCulture, $"dotnet run -c Release --project bench/relay-chaos -- --minutes {Minutes} --seed {Seed} --speed {Speed}{(Race ? " --race" : string.Empty)}");

    /// <summary>Null, and what is wrong, for a command line that is none.</summary>
    public static ChaosOptions? Parse(IReadOnlyList<string> arguments, out string problem)
    {
        var options = new ChaosOptions();
        problem = string.Empty;
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--race": options = options with { Race = true }; break;
                case "--json": options = options with { Json = true }; break;
                case "--keep": options = options with { Keep = true }; break;
                case "--minutes" when Number(arguments, ++i, 1, 240) is { } minutes: options = options with { Minutes = minutes }; break;
                case "--seed" when Number(arguments, ++i, 0, int.MaxValue) is { } seed: options = options with { Seed = seed }; break;
                case "--speed" when Number(arguments, ++i, 1, 60) is { } speed: options = options with { Speed = speed }; break;
                default:
                    problem = $"{arguments[Math.Min(i, arguments.Count - 1)]}: no option, or no number in its range";
                    return null;
            }
        }

        return options;
    }

    private static int? Number(IReadOnlyList<string> arguments, int at, int least, int most) =>
        at < arguments.Count && int.TryParse(arguments[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
}
