using CrossChainOracle.Bench;
using CrossChainOracle.Bench.Accounts;
using CrossChainOracle.Bench.Latency;
using CrossChainOracle.Bench.Ledger;
using CrossChainOracle.Bench.Micro;
using CrossChainOracle.Bench.Reads;
using CrossChainOracle.Bench.Reorg;

// Figures with their commands: docs/performance.md.
var quick = args.Contains("--quick");
var names = args.Where(argument => argument != "--quick").ToList();
(string Name, string What, Func<Task> Run)[] all =
[
    ("rounds", "a round of 64 and of 1,000 feeds by three providers: to its digest, signed, co-signed", () => MicroConfig.Run(quick, typeof(RoundBenchmarks), typeof(CosigningBenchmarks))),
    ("verify", "one price out of a batch, a whole batch, with and without decoding", () => MicroConfig.Run(quick, typeof(VerifyBenchmarks))),
    ("crypto", "recovery, verification and Keccak-256 beside the platform and libsecp256k1", () => MicroConfig.Run(quick, typeof(SignatureBenchmarks), typeof(KeccakBenchmarks))),
    ("pyth", "a recorded mainnet update of 1 and of 9 feeds: every guardian signature and every proof", () => MicroConfig.Run(quick, typeof(PythBenchmarks))),
    ("ledger", "durable batches per second beside the raw append and flush on the same folder", () => LedgerBench.RunAsync(quick)),
    ("accounts", "a round of 100 to 100,000 accounts, and of the one in a hundred that changed", () => { AccountsBench.Run(quick); return Task.CompletedTask; }),
    ("reorg", "reorganisation seen to signed retraction published, depths 1 to 32", () => ReorgBench.RunAsync(quick)),
    ("reads", "reads per second of each chain family's client beside the raw request", () => ReadsBench.RunAsync(quick)),
    ("latency", "byte received to subscriber, through the embedded host", () => LatencyBench.RunAsync(quick)),
];

if (names is ["--list"])
{
    foreach (var (name, what, _) in all) Console.WriteLine($"{name,-10}{what}");
    Console.WriteLine($"{"all",-10}everything above");
    return 0;
}

var chosen = all.Where(bench => names.Contains(bench.Name) || names.Contains("all")).ToList();
if (chosen.Count == 0 || names.Any(name => name != "all" && all.All(bench => bench.Name != name)))
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project bench -- --list | rounds | verify | crypto | pyth | ledger | accounts | reorg | reads | latency | all [--quick]");
    return 2;
}

foreach (var bench in chosen) await bench.Run();
return 0;
