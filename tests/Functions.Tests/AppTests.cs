using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using CrossChainOracle.Functions.Attest;
using CrossChainOracle.Functions.Ingest;
using CrossChainOracle.Functions.Relay;
using CrossChainOracle.Functions.Serve;
using CrossChainOracle.Hosting;
using CrossChainOracle.TestKit;
using Microsoft.Azure.Functions.Worker;

namespace CrossChainOracle.Functions.Tests;

/// <summary>What the platform reads of the apps: attributes, settings, host.json.</summary>
public sealed class AppTests
{
    private static readonly (string App, Type Any)[] Apps = [("ingest", typeof(Prices)), ("attest", typeof(Observations)), ("relay", typeof(Batches)), ("serve", typeof(Reading))];

    public static TheoryData<string> Names => [.. Apps.Select(app => app.App)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EverySettingThatAHostReads_IsListed_AndEveryListedOneIsRead(string app)
    {
        var read = new List<string>();
        string? Note(string name)
        {
            read.Add(name);
            return null;
        }

        var problems = Assert.Throws<NodeFaultException>(() => Read(app, Note)).Message;
        var listed = Listed("all").Concat(Listed(app)).Where(setting => setting.Reader == "host" && !setting.IsOptional).Select(setting => setting.Name).Order().ToList();
        Assert.Equal(listed, read.Distinct().Order());

        // All problems at once, by name.
        Assert.All(listed, name => Assert.Contains(name, problems, StringComparison.Ordinal));
    }

    [Fact]
    public void AProblemOfASetting_NeverRepeatsItsValue()
    {
        var fault = Assert.Throws<NodeFaultException>(() => Read("attest", static name => "s3cret-value"));
        Assert.DoesNotContain("s3cret", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Attester__KeyId must be https://<vault>/keys/<name>/<version>", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryPlaceholderOfATrigger_IsAListedSetting_WithoutASeparator()
    {
        var schedules = Functions().SelectMany(function => function.Method.GetParameters(), (function, parameter) => (function.App, Timer: parameter.GetCustomAttribute<TimerTriggerAttribute>())).Where(pair => pair.Timer is not null).ToList();
        Assert.Equal(["ingest", "ingest", "relay"], schedules.Select(pair => pair.App));
        foreach (var (app, timer) in schedules)
        {
            Assert.False(timer!.UseMonitor);
            Assert.False(timer.RunOnStartup);
            var name = timer.Schedule.Trim('%');
            Assert.Contains(Listed(app), setting => setting.Name == name);
            Assert.DoesNotContain("__", name, StringComparison.Ordinal);
            Assert.DoesNotContain(':', name);
        }
    }

    [Fact]
    public void EveryEventHubTrigger_IsRepeatedForEver_AndComesInBatchesByTheAppsIdentity()
    {
        var triggers = Functions().Select(function => (function.Method, Trigger: function.Method.GetParameters().Select(parameter => parameter.GetCustomAttribute<EventHubTriggerAttribute>()).OfType<EventHubTriggerAttribute>().SingleOrDefault()))
            .Where(pair => pair.Trigger is not null).ToList();
        Assert.Equal([("observations", "attest"), ("attestations", "relayer")], triggers.Select(pair => (pair.Trigger!.EventHubName, pair.Trigger.ConsumerGroup!)));
        foreach (var (method, trigger) in triggers)
        {
            Assert.Equal(("EventHubs", true), (trigger!.Connection, trigger.IsBatched));
            var retry = method.GetCustomAttribute<ExponentialBackoffRetryAttribute>()!;
            Assert.Equal((-1, "00:00:01", "00:01:00"), (retry.MaxRetryCount, retry.MinimumInterval, retry.MaximumInterval));
        }
    }

    [Fact]
    public void FunctionNames_AreDifferentInEachApp_AndServeHasTheRoutesOfTheNode()
    {
        foreach (var app in Functions().GroupBy(function => function.App)) Assert.Equal(app.Count(), app.Select(function => function.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        var routes = Functions().Where(function => function.App == "serve").Select(function => function.Method.GetParameters()[0].GetCustomAttribute<HttpTriggerAttribute>()!).ToList();
        Assert.All(routes, route => Assert.Equal(["get"], route.Methods!));
        var documented = File.ReadAllText(Repository.PathOf("docs", "http.md"));
        Assert.All(routes, route => Assert.Contains($"`GET /{route.Route}`", documented, StringComparison.Ordinal));
    }

    [Fact]
    public void HostJson_IsTheSameForEveryApp_AndSaysWhatTheStagesRelyOn()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")));
        var root = host.RootElement;
        var hubs = root.GetProperty("extensions").GetProperty("eventHubs");
        Assert.Equal((1, 1, "amqpWebSockets"), (hubs.GetProperty("minEventBatchSize").GetInt32(), hubs.GetProperty("batchCheckpointFrequency").GetInt32(), hubs.GetProperty("transportType").GetString()));
        Assert.Equal(("00:00:15", "00:00:15"), (root.GetProperty("singleton").GetProperty("listenerLockPeriod").GetString(), root.GetProperty("singleton").GetProperty("listenerLockRecoveryPollingInterval").GetString()));
        Assert.Equal((string.Empty, "OpenTelemetry"), (root.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString(), root.GetProperty("telemetryMode").GetString()));
    }

    [Theory]
    [InlineData("Ingest")]
    [InlineData("Attest")]
    public async Task PublishedWithoutTheRealPackages_AnAppStops_AndSaysWhatToDo(string app)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", Repository.PathOf("functions", app, $"Functions.{app}.csproj"), "-t:Publish", "-p:NoBuild=true", "-nologo"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var said = await output + await errors;
        Assert.True(process.ExitCode != 0, said);
        Assert.Contains("CCO0001", said, StringComparison.Ordinal);
        Assert.Contains("-p:Cloud=true", said, StringComparison.Ordinal);
    }

    [Fact]
    public void TheTableOfSettings_IsInTheDocument()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "functions.md"));
        foreach (var app in (string[])["all", .. Apps.Select(app => app.App)])
        {
            foreach (var setting in Listed(app))
            {
                var row = $"| {(app == "all" ? "every app" : char.ToUpperInvariant(app[0]) + app[1..])} | `{setting.Name}` | {setting.Reader}{(setting.IsOptional ? ", optional" : "")} | {setting.Says} |";
                Assert.Contains(row, page, StringComparison.Ordinal);
            }
        }
    }

    private static object Read(string app, Func<string, string?> environment) => app switch
    {
        "ingest" => IngestSettings.Read(environment),
        "attest" => AttestSettings.Read(environment),
        "relay" => RelaySettings.Read(environment),
        _ => ServeSettings.Read(environment),
    };

    private static IEnumerable<(string App, string Name, MethodInfo Method)> Functions() =>
        from app in Apps
        from type in app.Any.Assembly.GetTypes()
        from method in type.GetMethods()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        select (app.App, function.Name, method);

    private static IReadOnlyList<(string Name, string Reader, bool IsOptional, string Says)> Listed(string app)
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("functions", "settings.json")));
        return
        [
            .. settings.RootElement.GetProperty(app).EnumerateArray().Select(setting => (
                setting.GetProperty("name").GetString()!, setting.GetProperty("reader").GetString()!, setting.TryGetProperty("optional", out var optional) && optional.GetBoolean(), setting.GetProperty("says").GetString()!)),
        ];
    }
}
