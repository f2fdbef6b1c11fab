using System.CommandLine;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration.Relay;
using CrossChainOracle.Hosting.Relay;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Node.Hosting.Relay;
using CrossChainOracle.Node.Http;
using CrossChainOracle.Relay.Running;

namespace CrossChainOracle.Node.Commands;

/// <summary><c>relay --config FILE</c>: posts what a node attests, until Ctrl-C. Holds gas keys only.</summary>
internal static class RelayCommand
{
    public static Command Create(Terminal terminal)
    {
        var config = new Option<string>("--config") { Description = "Configuration file; config/relay.json is an example, docs/configuration.md says what each option does.", Required = true };
        var port = new Option<int?>("--port") { Description = "Port of the HTTP interface instead of the configured one; 0 takes a free one." };
        var command = new Command("relay", "Follows a node's stream, verifies it, and posts it to the configured chains, EVM and Solana, until Ctrl-C. Starting again goes on where it was, also after a crash. Its keys pay for gas and sign nothing else.") { config, port }
            .WithExamples("relay --config config/relay.json", "relay --config config/relay.json --port 0");
        command.SetAction((parsed, cancellation) => RunAsync(terminal, parsed.GetValue(config)!, parsed.GetValue(port), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string path, int? port, CancellationToken cancellation)
    {
        if (Options.PortProblem(port) is { } problem)
        {
            terminal.Error(problem);
            return ExitCode.Usage;
        }

        var config = RelaySetup.LoadConfig(path, terminal.Variable);
        var listen = port is { } chosen ? new UriBuilder(config.Listen) { Port = chosen }.Uri : config.Listen;
        var attesters = AttesterFile.Load(config.AttestersFile, config.Deployment);
        if (config.Chains.FirstOrDefault(static chain => chain.Hub is null) is { } homeless) throw new NodeFaultException($"{path}: {homeless.Chain} has no hub: deploy-hub --config {path} deploys one", isConfiguration: true);
        var chains = config.Chains.Select(chain => RelaySetup.SettingsOf(config, attesters, chain)).ToList();
        var clusters = config.Clusters.Select(cluster => RelaySetup.SettingsOf(config, attesters, cluster)).ToList();
        using var keys = RelayKeys.Load(config);
        using var http = JsonRpcClient.CreateHttp();
        var view = new RunView(terminal, json: false);
        void Notify(RelayNotice notice) => view.Notice(RelayNotices.ToNode(notice));
        await CheckAsync(
        [
            .. chains.Zip(keys.Chains, (chain, signer) => EvmPreflight.CheckAsync(chain, signer.Address, http, TimeProvider.System, Notify, cancellation)),
            .. clusters.Zip(keys.Clusters, (cluster, payer) => SolanaPreflight.CheckAsync(cluster, payer.Address, http, TimeProvider.System, Notify, cancellation)),
        ]).ConfigureAwait(false);
        CreateFolder(config.Folder);
        RelayOpening[] openings = [.. chains.Zip(keys.Chains, RelayOpening.Of), .. clusters.Zip(keys.Clusters, RelayOpening.Of)];
        await using var sinks = Opening.Require(await RelaySinks.OpenAsync(config.Folder, openings.Length, TimeProvider.System).ConfigureAwait(false), "relay");
        using var metrics = new RelayMetrics();
        var board = new RelayBoard();
        await using var server = await WebServer.StartAsync(listen, app => RelayApi.Map(app, board, openings.Length, TimeProvider.System), cancellation).ConfigureAwait(false);
        Started(terminal, server.Address, config, keys);
        var host = new RelayHost(openings, new(TimeProvider.System, http, sinks, board, metrics, Notify));
        await host.RunAsync(cancellation).ConfigureAwait(false);
        foreach (var chain in board.Chains) terminal.Line($"{chain.Chain}: posted {chain.Counts.Posted}, overtaken {chain.Counts.Overtaken}, lost races {chain.Counts.Reverted}, dead letters {chain.Counts.DeadLetters}");
        terminal.Line("Stopped.");
        return ExitCode.Ok;
    }

    private static async Task CheckAsync(IReadOnlyList<Task<IReadOnlyList<string>>> checks)
    {
        var all = (await Task.WhenAll(checks).ConfigureAwait(false)).SelectMany(static problems => problems).ToList();
        if (all.Count > 0) throw new NodeFaultException(string.Join(Environment.NewLine, all), isConfiguration: true);
    }

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new NodeFaultException($"folder {folder}: {failure.Message}");
        }
    }

    private static void Started(Terminal terminal, Uri address, RelayConfig config, RelayKeys keys)
    {
        terminal.Line($"{config.Deployment}, {config.Chains.Count + config.Clusters.Count} chains, data in {config.Folder}");
        foreach (var chain in config.Chains) terminal.Line($"  {chain.Chain}  hub {chain.Hub}");
        foreach (var (cluster, payer) in config.Clusters.Zip(keys.Clusters)) terminal.Line($"  {cluster.Chain}  payer {payer.Address}");
        terminal.Line();
        terminal.Line($"  relay   {new Uri(address, "/v1/relay")}");
        terminal.Line($"  health  {new Uri(address, "/health")}");
        terminal.Line();
        terminal.Line("Ctrl-C stops.");
        terminal.Line();
    }
}
