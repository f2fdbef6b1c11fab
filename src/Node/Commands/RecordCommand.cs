using System.CommandLine;
using System.Globalization;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Node.Archive;
using CrossChainOracle.Node.Capture;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Pipeline;

namespace CrossChainOracle.Node.Commands;

/// <summary><c>record --config FILE --out DIR</c>: captures live answers beside the batches they gave.</summary>
internal static class RecordCommand
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(2);

    public static Command Create(Terminal terminal)
    {
        var config = new Option<string>("--config") { Description = "Configuration file.", Required = true };
        var output = new Option<string>("--out") { Description = "Folder for capture and data; must be empty or new.", Required = true };
        var rounds = new Option<int>("--rounds") { Description = "Rounds to record. [default: 10]", DefaultValueFactory = _ => 10 };
        var json = Options.Json();
        var command = new Command("record", "Asks every source once per round, attests the round, and keeps every answer as it was received, so that replay can repeat the run to the same bytes. Addresses and keys are not kept.") { config, output, rounds, json }
            .WithExamples("record --config config/mainnet.json --out /tmp/recorded --rounds 30");
        command.SetAction(async (parsed, cancellation) =>
        {
            var loaded = LiveNode.LoadConfig(parsed.GetValue(config)!, terminal.Variable);
            using var signers = Signers.Load(loaded.Attesters.KeyFiles);
            return await RunAsync(
                terminal, loaded, new(TimeProvider.System, null!, LiveNode.LoadTrust(loaded.Pyth), signers.All, notice => terminal.Error($"{notice.Subject}: {notice.Text}")),
                parsed.GetValue(output)!, parsed.GetValue(rounds), DefaultInterval, parsed.GetValue(json), cancellation).ConfigureAwait(false);
        });
        return command;
    }

    /// <param name="services">Its HTTP client is replaced by a capturing one.</param>
    internal static async Task<int> RunAsync(
        Terminal terminal, NodeConfig config, NodeServices services, string folder, int rounds, TimeSpan interval, bool json, CancellationToken cancellation)
    {
        if ((rounds < 1 ? $"--rounds: 1 or more, not {rounds}" : ScratchFolder.Problem(folder)) is { } problem)
        {
            terminal.Error(problem);
            return ExitCode.Usage;
        }

        var clock = new CaptureClock(services.Time);
        using var capturing = new CapturingHandler(NodeHttp.Handler(), new(config));
        using var http = NodeHttp.Client(capturing);
        var captured = services with { Time = clock, Http = http };
        var sources = FeedSources.Build(config, captured, terminal.Variable);
        var published = 0;
        await using (var node = await NodeRuntime.OpenAsync(config with { DataFolder = folder }, captured, [], [], cancellation).ConfigureAwait(false))
        await using (var capture = new StreamWriter(Path.Combine(folder, CaptureFile.Name)) { NewLine = "\n" })
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, CapturePlan.Name), CapturePlan.Of(config).Encode(), cancellation).ConfigureAwait(false);
            var recorder = new Recorder(node, sources, capturing, clock, capture);
            try
            {
                for (var round = 0; round < rounds; round++)
                {
                    if (round > 0) await Task.Delay(interval, cancellation).ConfigureAwait(false);
                    var batches = (await recorder.StepAsync(cancellation).ConfigureAwait(false)).OfType<RoundOutcome.Published>().Count();
                    published += batches;
                    if (!json) terminal.Line(string.Create(CultureInfo.InvariantCulture, $"round {round + 1} of {rounds}: {batches} batches"));
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // What was recorded until Ctrl-C is whole and is kept.
            }
        }

        Seal.Write(folder);
        Report(terminal, folder, published, json);
        return published > 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static void Report(Terminal terminal, string folder, int published, bool json)
    {
        if (!json)
        {
            terminal.Line($"{published} batches recorded in {folder}. Repeat them:  replay {folder}");
            return;
        }

        terminal.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("batches", published);
            writer.WriteString("folder", folder);
            writer.WriteEndObject();
        });
    }
}
