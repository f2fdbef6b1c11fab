using System.Reflection;
using Azure.Monitor.OpenTelemetry.Exporter;
using CrossChainOracle.TestKit;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;

namespace CrossChainOracle.Functions.Tests;

public class ParityTests
{
    private const string Namespace = "Microsoft.Azure.Functions.Worker";

    /// <summary>The same test in both modes: here the stub and its list are the same; with Cloud=true the worker's packages have all that the list names.</summary>
    [Fact]
    public void EveryMemberOfTheStub_IsAsThePackagesOffer()
    {
        var worker = typeof(TimerInfo).Assembly;
        Assembly[] parts = StubParity.IsStub(worker) ? [worker] : [.. Directory.GetFiles(AppContext.BaseDirectory, $"{Namespace}*.dll").Select(Assembly.LoadFrom)];
        Assert.Empty(StubParity.Differences($"{Namespace}.api.txt", parts, Namespace));
    }

    /// <summary>The same for the packages of telemetry that cannot be restored.</summary>
    [Fact]
    public void EveryMemberOfTheStubOfTelemetry_IsAsThePackagesOffer()
    {
        Assembly[] parts = [typeof(OpenTelemetryServicesExtensions).Assembly, typeof(AzureMonitorExporterOptions).Assembly, typeof(ConfigureFunctionsOpenTelemetry).Assembly];
        Assert.Empty(StubParity.Differences("OpenTelemetry.api.txt", [.. parts.Distinct()], string.Empty));
    }
}
