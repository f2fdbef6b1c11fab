using CrossChainOracle.Gas;

const string Usage = """
    Usage: dotnet run -c Release --project bench/gas -- [--ours] [--json]

    Deploys OracleHub and the contracts of other oracles on a chain of its own (anvil from npm), sends each the same kinds of transactions, and prints one
    table of what they cost. What is compared with what, and what is not alike: docs/gas.md.

      --ours   only our rows
      --json   one JSON document instead of the table
      --help   this text

    Needs Node 20 with npm. Exit codes: 0 every limit is met, 1 one is missed, 2 the command line is wrong, 3 something outside did not work, 130 stopped.
    """;

if (args.Contains("--help"))
{
    Console.WriteLine(Usage);
    return 0;
}

if (args.Except(["--ours", "--json"]).Any())
{
    Console.Error.WriteLine(Usage);
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    var table = await GasRun.RunAsync(args.Contains("--ours"), line => Console.Error.WriteLine(line), stop.Token);
    Console.Write(args.Contains("--json") ? table.ToJson() + Environment.NewLine : table.ToMarkdown());
    foreach (var row in table.Missed) Console.Error.WriteLine($"{Red("missed")}: {row.Section}, {row.What}: {row.Median.Gas} gas, at most {row.Limit}");
    return table.Missed.Any() ? 1 : 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("stopped");
    return 130;
}
catch (InvalidOperationException cause)
{
    Console.Error.WriteLine(cause.Message);
    return 3;
}

static string Red(string text) => Console.IsErrorRedirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) ? text : $"\u001b[31m{text}\u001b[0m";
