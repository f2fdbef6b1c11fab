using System.CommandLine;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Files;
using CrossChainOracle.Ledger;
using CrossChainOracle.Node.Capture;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Proofs.Pyth;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Node.Commands;

/// <summary><c>replay DIR</c>: repeats a recorded run from its answers, to the same batch bytes.</summary>
internal static class ReplayCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("folder") { Description = "A folder that record made." };
        var signers = new Option<string?>("--signers") { Description = "Pyth's signer sets. [default: the mainnet sets that come with the program]" };
        var json = Options.Json();
        var command = new Command("replay", "Runs recorded answers through the readers and the aggregation again, without network, clock or keys, and compares every batch with the one that was reserved then. Exits 1 at the first difference.") { folder, signers, json }
            .WithExamples("replay /tmp/recorded");
        command.SetAction((parsed, cancellation) =>
        {
            var trust = LiveNode.LoadTrust(parsed.GetValue(signers) ?? Path.Combine(AppContext.BaseDirectory, "config", "pyth-signers.json"));
            return RunAsync(terminal, new(parsed.GetValue(folder)!), trust, parsed.GetValue(json), cancellation);
        });
        return command;
    }

    internal static async Task<int> RunAsync(Terminal terminal, DataFolder folder, PythTrust trust, bool json, CancellationToken cancellation)
    {
        var (replayer, lines, problem) = Prepare(folder, trust);
        var difference = problem ?? await replayer!.RunAsync(lines, cancellation).ConfigureAwait(false);
        var repeated = replayer?.Repeated ?? 0;
        if (json)
        {
            terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteBoolean("same", difference is null);
                writer.WriteNumber("batches", repeated);
                if (difference is not null) writer.WriteString("difference", difference);
                writer.WriteEndObject();
            });
        }

        if (difference is not null) terminal.Error($"after {repeated} batches with the same bytes: {difference}");
        else if (!json) terminal.Line($"{repeated} batches repeated to the same bytes.");
        return difference is null && repeated > 0 ? ExitCode.Ok : ExitCode.Refused;
    }

    private static (Replayer? Replayer, IReadOnlyList<CaptureLine> Lines, string? Problem) Prepare(DataFolder folder, PythTrust trust)
    {
        if (DeploymentRecord.Read(folder.Deployment, out var problem) is not { } deployment) return (null, [], problem);
        if (ReadPolicies(folder, out problem) is not { } policies) return (null, [], problem);
        var lines = CaptureFile.Read(Path.Combine(folder.Path, CaptureFile.Name), out problem);
        if (problem is not null) return (null, [], problem);
        if (CapturePlan.Read(Path.Combine(folder.Path, CapturePlan.Name), policies, out problem) is not { } config) return (null, [], problem);
        if (FileLedger.OpenReadOnly(FileLedger.In(folder.Ledger)) is not OpenOutcome<LedgerArchive>.Opened { Value: var ledger }) return (null, [], $"{folder.Ledger}: the ledger cannot be read; verify says why");
        var clock = new CaptureClock(TimeProvider.System);
        var answers = new ReplayingHandler(new(config));
        var services = new NodeServices(clock, NodeHttp.Client(answers), trust, [], static _ => { });
        return (new Replayer(deployment, policies, FeedSources.Build(config, services, static _ => null), answers, clock, trust is null ? null : new RoundEvidence(trust), ledger), lines, null);
    }

    private static List<ShardPolicy>? ReadPolicies(DataFolder folder, out string? problem)
    {
        problem = null;
        var policies = new List<ShardPolicy>();
        foreach (var file in Directory.Exists(folder.Policies) ? Directory.GetFiles(folder.Policies).Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
        {
            if (BoundedFile.Read(file, DataFolder.MaximumPolicyBytes, out problem) is not { } bytes) return null;
            if (PolicyCodec.Decode(bytes, out var policy) is { } refusal)
            {
                problem = $"{file}: {refusal}";
                return null;
            }

            policies.Add(policy!);
        }

        return policies;
    }
}
