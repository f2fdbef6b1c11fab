#if !CLOUD
using System.Diagnostics;
using CrossChainOracle.Azure.Apps;
using CrossChainOracle.Functions.Tests.Kit;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Functions.Tests;

/// <summary>Programs as processes. Of the apps Serve is the one that starts on stubs: the others open hubs. With the real packages none starts but below the platform.</summary>
public sealed class StartTests
{
    private const string Unexported = AppTelemetry.ConnectionSetting + " is not set: metrics, traces and log are not exported";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task AnAppWithItsSettings_Starts_AndSaysOnceThatItsTelemetryStaysHere()
    {
        await using var cloud = new Cloud();
        using var process = Start(cloud);
        var lines = new List<string>();
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                lines.Add(line);
                if (line.Contains("Application started", StringComparison.Ordinal)) break;
            }
        }
        finally
        {
            process.Kill();
        }

        lines.AddRange((await process.StandardOutput.ReadToEndAsync()).Split('\n'));
        var errors = await process.StandardError.ReadToEndAsync();
        Assert.True(lines.Count(line => line.Contains(Unexported, StringComparison.Ordinal)) == 1, string.Join('\n', lines) + errors);
        Assert.Contains(lines, line => line.Contains("Application started", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnAppThatIsToExport_AsksForTheExporter()
    {
        await using var cloud = new Cloud();
        using var process = Start(cloud, (AppTelemetry.ConnectionSetting, "InstrumentationKey=00000000-0000-0000-0000-000000000000"));
        using var limit = new CancellationTokenSource(Patience);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        Assert.NotEqual(0, process.ExitCode);
        Assert.DoesNotContain(Unexported, await output, StringComparison.Ordinal);
        Assert.Contains("Exporting to Application Insights needs -p:Cloud=true.", await errors, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryAppThatIsBuilt_AddsItsTelemetry_ByItsSettings()
    {
        var programs = Directory.GetFiles(Repository.PathOf("functions"), "Program.cs", SearchOption.AllDirectories).Select(File.ReadAllText).Where(text => text.Contains("FunctionsApplication.CreateBuilder", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, programs.Count);
        Assert.All(programs, text => Assert.Contains("AppTelemetry.Add(builder, settings.Common);", text, StringComparison.Ordinal));
    }

    private static Process Start(Cloud cloud, params (string Name, string Value)[] more)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CrossChainOracle.Functions.Serve.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove(AppTelemetry.ConnectionSetting);
        foreach (var (name, value) in Settings(cloud).Concat(more)) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Nothing listens at any address: an app that starts asks nobody.</summary>
    private static IEnumerable<(string Name, string Value)> Settings(Cloud cloud) =>
    [
        ("AZURE_CLIENT_ID", "id"), ("Oracle__ConfigFile", cloud.ConfigFile), ("Oracle__TelemetryPercent", "5"),
        ("Ledger__CosmosEndpoint", "https://cosmos.test"), ("Ledger__Database", "oracle"), ("Data__BlobEndpoint", "https://blobs.test"),
    ];
}
#endif
