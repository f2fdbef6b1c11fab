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
    Console.WriteLine(args.Contains("--json") ? table.ToJson() : table.ToMarkdown());
    var missed = table.Rows.Where(row => row.IsMissed).ToList();
    foreach (var row in missed) Console.Error.WriteLine($"missed: {row.Who}, {row.What}: {row.Median.Gas} gas, at most {row.Limit}");
    return missed.Count == 0 ? 0 : 1;
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
