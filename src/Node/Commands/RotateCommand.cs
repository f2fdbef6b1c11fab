using System.CommandLine;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Rounds;

namespace CrossChainOracle.Node.Commands;

/// <summary><c>rotate --config FILE --next FILE</c>: the attesters of a stopped node name the set that follows theirs.</summary>
internal static class RotateCommand
{
    public static Command Create(Terminal terminal)
    {
        var config = new Option<string>("--config") { Description = "The node's configuration, with the keys that sign now.", Required = true };
        var next = new Option<string>("--next") { Description = "The set that follows: {\"members\": [...], \"threshold\": n, \"expiresAt\": \"2028-01-01\"}, or a document as /v1/attesters gives it.", Required = true };
        var from = new Option<string?>("--valid-from") { Description = "When the next set begins to sign (2027-01-01T00:00:00Z). [default: now]" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only asks whether the rules allow it: nothing is reserved, signed or published." };
        var json = Options.Json();
        var command = new Command("rotate", "Hands the deployment over to another attester set: the current attesters sign a batch that names it, and every verifier that follows the stream goes over to it without a new anchor. The node must be stopped. Run again after a crash: it finishes what it began, and what is done stays as it is.") { config, next, from, dryRun, json }
            .WithExamples("rotate --config node.json --next next.json --dry-run", "rotate --config node.json --next next.json", "rotate --config node.json --next next.json --valid-from 2027-01-01T00:00:00Z --json");
        command.SetAction((parsed, cancellation) => RunAsync(
            terminal, new(parsed.GetValue(config)!, parsed.GetValue(next)!, parsed.GetValue(from), parsed.GetValue(dryRun), parsed.GetValue(json)), cancellation));
        return command;
    }

    private sealed record Arguments(string Config, string Next, string? ValidFrom, bool DryRun, bool Json);

    private static async Task<int> RunAsync(Terminal terminal, Arguments arguments, CancellationToken cancellation)
    {
        var config = LiveNode.LoadConfig(arguments.Config, terminal.Variable);
        if (Wanted(arguments, config, out var problems) is not { } wanted)
        {
            foreach (var problem in problems) terminal.Error(problem);
            return ExitCode.Usage;
        }

        if (!File.Exists(new DataFolder(config.DataFolder).Deployment))
        {
            terminal.Error($"{config.DataFolder} is no data folder yet: there is nothing to hand over, a node that was never run begins with the keys in its configuration");
            return ExitCode.Refused;
        }

        using var signers = Signers.Load(config.Attesters.KeyFiles);
        using var http = NodeHttp.Client();
        var services = new NodeServices(TimeProvider.System, http, LiveNode.LoadTrust(config.Pyth), signers.All, notice => terminal.Error($"{notice.Level.ToString().ToLowerInvariant()}: {notice.Subject}: {notice.Text}"));
        var (whole, _) = await LiveAccounts.PrepareAsync(config, services, cancellation).ConfigureAwait(false);
        await using var folder = await OpenedFolder.OpenAsync(whole, services, history => [AttesterRotation.RulesOf(history, wanted.Approve)], cancellation).ConfigureAwait(false);
        var outcome = await folder.RotateAsync(wanted, arguments.DryRun, cancellation).ConfigureAwait(false);
        return RotationView.Show(terminal, folder.Attesters.Set, outcome, arguments.Json);
    }

    /// <summary>The set that the file and the option name; null with every problem.</summary>
    private static NextSet? Wanted(Arguments arguments, NodeConfig config, out IReadOnlyList<string> problems)
    {
        var wanted = NextSetFile.Load(arguments.Next, config.Deployment, out problems);
        if (wanted is null || arguments.ValidFrom is not { } text) return wanted;
        problems = [];
        if (!TimeText.TryParse(text, out var from)) problems = [$"--valid-from: '{text}' is not a time such as 2027-01-01T00:00:00Z"];
        else if (wanted.ValidFrom is { } named && named != from) problems = [$"--valid-from: {text}, but {arguments.Next} says {UnixTime.ToText(named)}"];
        else if (from >= wanted.ExpiresAt) problems = [$"--valid-from: {text} is not before the set expires at {UnixTime.ToText(wanted.ExpiresAt)}"];
        return problems.Count == 0 ? wanted with { ValidFrom = from } : null;
    }
}
