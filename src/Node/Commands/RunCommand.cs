using System.CommandLine;
using CrossChainOracle.Hosting;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Node.Http;

namespace CrossChainOracle.Node.Commands;

/// <summary><c>run --config FILE</c>: the node on live sources, until Ctrl-C.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal)
    {
        var config = new Option<string>("--config") { Description = "Configuration file; config/mainnet.json is an example, docs/configuration.md says what each option does.", Required = true };
        var port = new Option<int?>("--port") { Description = "Port of the HTTP interface instead of the configured one; 0 takes a free one." };
        var json = Options.Json();
        var command = new Command("run", "Reads live sources, attests every round, serves the result, and goes on until Ctrl-C. Data is kept in the configured folder; starting again continues it.") { config, port, json }
            .WithExamples("run --config config/mainnet.json");
        command.SetAction((parsed, cancellation) => RunAsync(terminal, parsed.GetValue(config)!, parsed.GetValue(port), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string path, int? port, bool json, CancellationToken cancellation)
    {
        if (Options.PortProblem(port) is { } problem)
        {
            terminal.Error(problem);
            return ExitCode.Usage;
        }

        var config = LiveNode.LoadConfig(path, terminal.Variable);
        var listen = port is { } chosen ? new UriBuilder(config.Listen) { Port = chosen }.Uri : config.Listen;
        using var signers = Signers.Load(config.Attesters.KeyFiles);
        using var http = NodeHttp.Client();
        var view = new RunView(terminal, json);
        var services = new NodeServices(TimeProvider.System, http, LiveNode.LoadTrust(config.Pyth), signers.All, view.Notice);
        var (whole, watchers) = await LiveAccounts.PrepareAsync(config, services, cancellation).ConfigureAwait(false);
        await using var node = await NodeRuntime.OpenAsync(whole, services, FeedSources.Build(whole, services, terminal.Variable), watchers, cancellation).ConfigureAwait(false);
        await using var server = await WebServer.StartAsync(listen, app => NodeApi.Map(app, node), cancellation).ConfigureAwait(false);
        node.Turned += view.Turned;
        view.Started(server.Address, whole);
        await node.RunAsync(cancellation).ConfigureAwait(false);
        view.Stopped(config.Deployment);
        return ExitCode.Ok;
    }
}
