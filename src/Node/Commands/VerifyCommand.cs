using System.CommandLine;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Hosting;
using CrossChainOracle.Node.Archive;

namespace CrossChainOracle.Node.Commands;

/// <summary><c>verify FILE|DIR|URL|-</c>: from the outside, trusting nothing but the attester set that is named.</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var target = new Argument<string>("target") { Description = "A data folder, a file (wire form or JSON, as served), an http address, or - for standard input." };
        var at = new Option<string?>("--at") { Description = "Also ask for freshness at this time (2026-11-20T08:00:00Z, or now). Without it integrity is verified as of sealing." };
        var attesters = new Option<string?>("--attesters") { Description = "The attester set to believe: a file or address with what /v1/attesters answers. Without it a folder is believed to name its own." };
        var json = Options.Json();
        var command = new Command("verify", "Verifies attestations: canonical form, signatures of a threshold of attesters, Merkle root, chain of digests; of a data folder also the seal, every checksum, and that policy, state and round give each batch again. Exits 0 when everything holds, 1 when something does not and says which.") { target, at, attesters, json }
            .WithExamples("verify /tmp/attested", "verify http://127.0.0.1:5080/v1/feeds/ETH-USD/latest --at now", "curl -s http://127.0.0.1:5080/v1/feeds/ETH-USD/latest | verify - --attesters attesters.json");
        command.SetAction((parsed, cancellation) => RunAsync(terminal, parsed.GetValue(target)!, parsed.GetValue(at), parsed.GetValue(attesters), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string target, string? at, string? attesters, bool json, CancellationToken cancellation)
    {
        if (!TryTime(at, out var now)) return Usage(terminal, $"--at: '{at}' is not a time such as 2026-11-20T08:00:00Z, nor now");
        IReadOnlyList<DeploymentRecord> anchors = [];
        if (attesters is not null)
        {
            (anchors, var problem) = await AttesterSource.ReadAsync(attesters, cancellation).ConfigureAwait(false);
            if (anchors.Count == 0) return Usage(terminal, $"--attesters: {problem}");
        }

        if (Directory.Exists(target))
        {
            // Of two sets the older one: what follows it is in the folder.
            var report = await new FolderVerification(new(target), now, anchors.Count == 0 ? null : anchors[^1]).RunAsync(cancellation).ConfigureAwait(false);
            FolderView.Show(terminal, target, report, anchors.Count > 0, json);
            return report.Holds ? ExitCode.Ok : ExitCode.Refused;
        }

        var (bytes, failure) = await TargetBytes.ReadAsync(target, cancellation).ConfigureAwait(false);
        if (bytes is null) return Usage(terminal, failure!);
        if (anchors.Count == 0 && Uri.TryCreate(target, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            (anchors, failure) = await AttesterSource.ReadAsync(new Uri(address, "/v1/attesters").ToString(), cancellation).ConfigureAwait(false);
            if (anchors.Count > 0) terminal.Error($"note: believing the attester set that {address.Authority} itself names; --attesters names another");
        }

        if (anchors.Count == 0) return Usage(terminal, failure ?? "name the attester set with --attesters FILE|URL: a single attestation does not say whom to believe");
        return SingleVerification.Run(terminal, bytes, anchors, now, json);
    }

    private static bool TryTime(string? text, out long? time)
    {
        time = null;
        if (text is null) return true;
        if (text == "now")
        {
            time = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            return true;
        }

        var parsed = TimeText.TryParse(text, out var given);
        time = parsed ? given : null;
        return parsed;
    }

    private static int Usage(Terminal terminal, string problem)
    {
        terminal.Error(problem);
        return ExitCode.Usage;
    }
}
