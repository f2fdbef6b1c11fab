using CrossChainOracle.Hosting;
using CrossChainOracle.RelayChaos;
using CrossChainOracle.RelayChaos.Chains;
using CrossChainOracle.RelayChaos.Relayers;

if (args is [Worker.Mode, ..]) return await Worker.RunAsync(args);
if (args.Contains("--help"))
{
    Console.WriteLine(ChaosOptions.Usage);
    return 0;
}

if (ChaosOptions.Parse(args, out var problem) is not { } options)
{
    Console.Error.WriteLine($"{problem}\n\n{ChaosOptions.Usage}");
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
    var report = await ChaosRun.RunAsync(options, static line => Console.Error.WriteLine(line), stop.Token);
    Console.WriteLine(options.Json ? report.ToJson() : report.ToText());
    return report.Holds ? 0 : 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("stopped");
    return 130;
}
catch (Exception cause) when (cause is RpcException or NodeFaultException or InvalidOperationException or IOException)
{
    Console.Error.WriteLine(cause.Message);
    return 3;
}
