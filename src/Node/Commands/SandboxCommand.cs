using System.CommandLine;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Node.Archive;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Node.Http;
using CrossChainOracle.Node.Sandbox;
using CrossChainOracle.Node.Sandbox.Accounts;
using CrossChainOracle.Node.Sandbox.Recordings;
using CrossChainOracle.Node.Sandbox.Relay;
using CrossChainOracle.Relay.Running;

namespace CrossChainOracle.Node.Commands;

/// <summary><c>sandbox</c>: the main job on recorded real markets, with nothing but the .NET SDK.</summary>
internal static class SandboxCommand
{
    private const int DefaultPort = 5080;
    private const string ReorgScenario = "reorg";

    /// <summary>What the script did last is attested by then.</summary>
    private static readonly TimeSpan AfterScript = TimeSpan.FromSeconds(2);

    public static Command Create(Terminal terminal)
    {
        var rounds = new Option<int>("--rounds") { Description = "Stop after this many attested rounds; 0 goes on until the scenario ends or Ctrl-C. [default: 0]" };
        var speed = new Option<int?>("--speed") { Description = $"Scenario seconds per real second, 1 to {SandboxOptions.MaximumSpeed}. [default: the scenario's own]" };
        var scenario = new Option<string>("--scenario") { Description = $"Which recorded market; one of {string.Join(", ", Scenario.List())}; or {ReorgScenario}: accounts with a scripted deposit, withdrawal and reorganisation on the default market.", DefaultValueFactory = _ => Scenario.Default };
        var accounts = new Option<bool>("--accounts") { Description = "Attest three accounts with positions on an EVM chain, Solana and a Cosmos chain as well, all simulated here." };
        var relay = new Option<bool>("--relay") { Description = "Start two real EVM chains (anvil) here, deploy the hub and its Chainlink and Pyth adapters, post every round that is the newest when a block is due, and at the end compare plain eth_calls with the stream." };
        var output = new Option<string?>("--out") { Description = "Keep the data in this folder, which must be empty or new, and seal it at the end." };
        var port = Options.Port(DefaultPort);
        var json = Options.Json();
        var command = new Command("sandbox", "Replays recorded real markets through in-process Hermes and Ethereum servers, reads them as it would read live ones, attests every round with five attesters (three must sign), verifies the result as a subscriber would, and serves it over HTTP until the scenario ends.") { rounds, speed, scenario, accounts, relay, output, port, json }
            .WithExamples("sandbox --rounds 20 --out /tmp/attested", "sandbox --scenario usdc-depeg-2023-03 --speed 600", "sandbox --accounts", "sandbox --relay --rounds 200", "sandbox --scenario reorg --out /tmp/reorg");
        command.SetAction((parsed, cancellation) => RunAsync(
            terminal,
            new(parsed.GetValue(rounds), parsed.GetValue(speed), parsed.GetValue(scenario)!, parsed.GetValue(accounts), parsed.GetValue(relay), parsed.GetValue(output), parsed.GetValue(port), parsed.GetValue(json)),
            cancellation));
        return command;
    }

    private sealed record Arguments(int Rounds, int? Speed, string Scenario, bool Accounts, bool Relay, string? Out, int Port, bool Json)
    {
        public string Market => Scenario == ReorgScenario ? Sandbox.Recordings.Scenario.Default : Scenario;

        /// <summary>Null: prices only.</summary>
        public AccountsScript? Script => Scenario == ReorgScenario ? AccountsScript.Reorg : Accounts ? AccountsScript.Steady : null;
    }

    private static async Task<int> RunAsync(Terminal terminal, Arguments arguments, CancellationToken cancellation)
    {
        if (Problem(arguments) is { } problem)
        {
            terminal.Error(problem);
            return ExitCode.Usage;
        }

        if (!Scenario.TryLoad(arguments.Market, out var scenario, out var problems))
        {
            foreach (var each in problems) terminal.Error(each.ToString());
            return ExitCode.Usage;
        }

        using var scratch = new ScratchFolder(arguments.Out);
        await using var world = await SandboxWorld.StartAsync(scenario, new() { Speed = arguments.Speed }, TimeProvider.System, cancellation).ConfigureAwait(false);
        await using var accounts = arguments.Script is { } script ? await AccountsWorld.StartAsync(script, TimeProvider.System, cancellation, isHeld: arguments.Relay).ConfigureAwait(false) : null;
        using var signers = Signers.Ephemeral();
        var config = SandboxConfig.For(world, scratch.Path, new Uri($"http://127.0.0.1:{arguments.Port}")) with { AccountShards = accounts is null ? [] : [SandboxAccounts.Shard] };
        var view = new RunView(terminal, arguments.Json);
        SubscriberReport report;
        RelayReport? posted;
        using (var http = NodeHttp.Client())
        {
            var services = new NodeServices(TimeProvider.System, http, world.Trust, signers.All, view.Notice);
            (report, posted) = await PlayAsync(config, services, world, accounts, scenario, arguments, view, cancellation).ConfigureAwait(false);
        }

        if (arguments.Out is not null) Seal.Write(scratch.Path);
        return view.Finish(report, posted, arguments.Out);
    }

    private static async Task<(SubscriberReport Report, RelayReport? Posted)> PlayAsync(
        NodeConfig config, NodeServices services, SandboxWorld world, AccountsWorld? accounts, Scenario scenario, Arguments arguments, RunView view, CancellationToken cancellation)
    {
        await using var node = await NodeRuntime.OpenAsync(config, services, FeedSources.Build(config, services, _ => null), accounts is null ? [] : SandboxAccounts.Watchers(accounts, services.Http, services.Time), cancellation).ConfigureAwait(false);
        var board = arguments.Relay ? new RelayBoard() : null;
        await using var server = await WebServer.StartAsync(config.Listen, app => NodeApi.Map(app, node, board), cancellation).ConfigureAwait(false);
        using var relayFolder = new ScratchFolder(null);
        await using var relay = board is null ? null : await SandboxRelay.StartAsync(node, server.Address, relayFolder.Path, board, services.Notify, view.Progress, cancellation).ConfigureAwait(false);
        view.Started(server.Address, $"{scenario.Title}: {scenario.Description}", $"{world.Speed} scenario seconds per second; between recorded values the last one stands, nothing is interpolated");
        if (relay is not null) view.Deployed(relay.Chains);

        // Starting two chains takes longer than a reorganisation; it is to happen to what stands on them.
        accounts?.LetGo();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var subscriber = new Subscriber(node, server.Address, services.Time, arguments.Rounds, enough, relay is null ? 0 : RelayReport.MaximumPrices);
        node.Turned += view.Turned;
        var following = subscriber.RunAsync();
        using var posting = new RelayRun(relay, board, services.Time);
        _ = world.Finished.ContinueWith(_ => enough.CancelAsync(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        _ = accounts?.Finished.ContinueWith(_ => enough.CancelAfter(AfterScript), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        await node.RunAsync(enough.Token).ConfigureAwait(false);
        await subscriber.FinishAsync().ConfigureAwait(false);
        var report = await following.ConfigureAwait(false);
        return (report, await posting.FinishAsync(report.Remembered).ConfigureAwait(false));
    }

    private static string? Problem(Arguments arguments)
    {
        if (arguments.Rounds < 0) return $"--rounds: 0 or more, not {arguments.Rounds}";
        if (arguments.Speed is < 1 or > SandboxOptions.MaximumSpeed) return $"--speed: 1 to {SandboxOptions.MaximumSpeed}, not {arguments.Speed}";
        return Options.PortProblem(arguments.Port) ?? ScratchFolder.Problem(arguments.Out);
    }
}
