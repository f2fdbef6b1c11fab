using System.Globalization;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm.Running;
using CrossChainOracle.Relay.Evm.Sending;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.RelayChaos.Chains;
using CrossChainOracle.RelayChaos.World;
using CrossChainOracle.Storage;

namespace CrossChainOracle.RelayChaos.Relayers;

/// <summary>The process of one relayer: <see cref="EvmRelay"/> over a folder of its own, until it is killed or its standard input ends.</summary>
internal static class Worker
{
    /// <summary>The first argument of the hidden mode.</summary>
    public const string Mode = "worker";

    /// <summary>What the processes have in common: <c>worker FILE START WALL SPEED</c>.</summary>
    public static string[] Arguments(string file, DateTimeOffset start, DateTimeOffset wall, int speed) =>
        [Mode, file, start.Ticks.ToString(CultureInfo.InvariantCulture), wall.Ticks.ToString(CultureInfo.InvariantCulture), speed.ToString(CultureInfo.InvariantCulture)];

    public static async Task<int> RunAsync(string[] arguments)
    {
        // Ctrl-C reaches the whole group; the bench ends its relayers itself.
        Console.CancelKeyPress += static (_, pressed) => pressed.Cancel = true;
        using var stop = new CancellationTokenSource();
        _ = Task.Run(() =>
        {
            while (Console.In.Read() >= 0)
            {
            }

            Environment.Exit(0);
        });
        var settings = WorkerSettings.Load(arguments[1]);
        var time = new FastTime(Ticks(arguments[2]), Ticks(arguments[3]), int.Parse(arguments[4], CultureInfo.InvariantCulture));
        using var http = JsonRpcClient.CreateHttp();
        using var metrics = new RelayMetrics();
        using var signer = Attesters.Key($"relay-chaos relayer {settings.Name}");
        if (await RelaySinks.OpenAsync(settings.Folder, 1, time) is not OpenOutcome<RelaySinks>.Opened { Value: var sinks }) return Fail("the sinks cannot be opened");
        await using (sinks)
        {
            var services = new RelayServices(time, http, sinks, new(), metrics, Say);
            var (relay, problem) = await EvmRelay.OpenAsync(Settings(settings), services, 0, signer);
            if (relay is null) return Fail(problem!);
            await using (relay)
            {
                if (await relay.RunAsync(stop.Token) is { } broken) return Fail(broken);
            }
        }

        return 0;
    }

    private static EvmRelaySettings Settings(WorkerSettings settings)
    {
        var plan = ChainPlan.All[settings.Chain];
        var hub = EvmAddress.Parse(settings.Hub);
        using var attesters = new Attesters(settings.FirstSetFrom, new Random(0));
        return new()
        {
            Domain = ChainPlan.Domain,
            Attesters = attesters.Set(1),

            // Of simulated time: a step is work of real time.
            Follow = new(new(settings.Stream), Path.Combine(settings.Folder, "chain")) { Poll = TimeSpan.FromSeconds(2), Spacing = TimeSpan.FromMilliseconds(500) },
            Policy = plan.Policy(hub) with { Turn = settings.Turn },
            Sender = new()
            {
                Chain = plan.Chain,
                Hub = hub,
                Endpoints = [.. settings.Endpoints.Select(static endpoint => new Uri(endpoint))],

                // Of simulated time: a machine that is busy with everything else must not look like a dead endpoint.
                Limits = new() { Timeout = TimeSpan.FromSeconds(15) },
                Fees = new() { FillerMaximumFeePerGas = ChainPlan.UrgentCeiling },
                MaximumWaiting = 8,
                FinalDepth = ChainPlan.FinalDepth,
            },
            Multicall = EvmAddress.Parse(settings.Multicall),
        };
    }

    private static void Say(RelayNotice notice) => Console.Out.WriteLine($"{notice.Level} {notice.Text}");

    private static int Fail(string problem)
    {
        Console.Out.WriteLine($"Fatal {problem}");
        return 1;
    }

    private static DateTimeOffset Ticks(string text) => new(long.Parse(text, CultureInfo.InvariantCulture), TimeSpan.Zero);
}
