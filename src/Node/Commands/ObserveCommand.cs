using System.CommandLine;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Aggregation;
using CrossChainOracle.Feeds;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Node.Sandbox;
using CrossChainOracle.Node.Sandbox.Recordings;

namespace CrossChainOracle.Node.Commands;

/// <summary><c>observe</c>: one look at every source, or at recorded signed messages.</summary>
internal static class ObserveCommand
{
    public static Command Create(Terminal terminal)
    {
        var config = new Option<string?>("--config") { Description = "Look once at every source of this configuration." };
        var scenario = new Option<string?>("--scenario") { Description = $"Look once at the sandbox's sources; one of {string.Join(", ", Scenario.List())}." };
        var recording = new Option<string?>("--recording") { Description = "Verify recorded Pyth updates and Wormhole messages: a file, or every file of a folder. A file is one PNAU in hex, one VAA in hex, or one Hermes answer." };
        var signers = new Option<string?>("--signers") { Description = "Signer sets to believe with --recording. [default: the mainnet sets that come with the program]" };
        var json = Options.Json();
        var command = new Command("observe", "Looks once at every source and shows each value with its age and half-width, or the reason for which it would not be used. With --recording it verifies recorded signed messages instead, as of their own time, and exits 1 when one is refused.") { config, scenario, recording, signers, json }
            .WithExamples("observe --config config/mainnet.json", "observe --recording tests/data/pyth/updates");
        command.SetAction((parsed, cancellation) => RunAsync(
            terminal, parsed.GetValue(config), parsed.GetValue(scenario), parsed.GetValue(recording), parsed.GetValue(signers), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Terminal terminal, string? config, string? scenario, string? recording, string? signers, bool json, CancellationToken cancellation)
    {
        if (new[] { config, scenario, recording }.Count(given => given is not null) != 1)
        {
            terminal.Error("observe: name exactly one of --config, --scenario and --recording");
            return ExitCode.Usage;
        }

        if (recording is not null) return RecordedMessages.Run(terminal, recording, LiveNode.LoadTrust(signers ?? Path.Combine(AppContext.BaseDirectory, "config", "pyth-signers.json")), json);
        using var http = NodeHttp.Client();
        if (config is not null)
        {
            var loaded = LiveNode.LoadConfig(config, terminal.Variable);
            return await LookAsync(terminal, loaded, Services(http, LiveNode.LoadTrust(loaded.Pyth)), json, cancellation).ConfigureAwait(false);
        }

        if (!Scenario.TryLoad(scenario!, out var market, out var problems))
        {
            foreach (var problem in problems) terminal.Error(problem.ToString());
            return ExitCode.Usage;
        }

        await using var world = await SandboxWorld.StartAsync(market, new(), TimeProvider.System, cancellation).ConfigureAwait(false);
        return await LookAsync(terminal, SandboxConfig.For(world, string.Empty, new Uri("http://127.0.0.1:0")), Services(http, world.Trust), json, cancellation).ConfigureAwait(false);
    }

    private static NodeServices Services(HttpClient http, Proofs.Pyth.PythTrust? trust) => new(TimeProvider.System, http, trust, [], static _ => { });

    private static async Task<int> LookAsync(Terminal terminal, NodeConfig config, NodeServices services, bool json, CancellationToken cancellation)
    {
        var sources = FeedSources.Build(config, services, terminal.Variable);
        var looks = await Task.WhenAll(sources.Select(source => source.Reader.ReadAsync(cancellation))).ConfigureAwait(false);
        var now = services.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var sightings = new List<Sighting>();
        foreach (var policy in config.Shards.SelectMany(shard => shard.Feeds))
        {
            foreach (var route in policy.Routes) sightings.AddRange(Of(policy, route, looks, now));
        }

        SightingView.Show(terminal, sightings, json);
        return sightings.Any(sighting => sighting.Problem is null) ? ExitCode.Ok : ExitCode.Refused;
    }

    private static IEnumerable<Sighting> Of(FeedPolicy policy, RoutePolicy route, Look[] looks, long now)
    {
        foreach (var observation in looks.SelectMany(look => look.Observations).Where(found => found.Feed == policy.Feed && found.Route == route.Route))
        {
            yield return new(policy.Feed, route, observation, now - observation.PublishedAt, Screening.Reject(policy, route, observation, now)?.ToString());
        }

        foreach (var failure in looks.SelectMany(look => look.Failures))
        {
            var concerned = failure.Provider == route.Provider && (failure.Route == route.Route || failure.Route.IsEmpty) && (failure.Feed == policy.Feed || failure.Feed.IsEmpty);
            if (concerned) yield return new(policy.Feed, route, null, null, $"{failure.Code}: {failure.Detail}");
        }
    }
}

/// <summary>One route's value for one feed, or why there is none.</summary>
/// <param name="AgeMs">Since it was published; null without a value.</param>
/// <param name="Problem">Null where the value would be used.</param>
internal sealed record Sighting(FeedId Feed, RoutePolicy Route, Observation? Observation, long? AgeMs, string? Problem);
