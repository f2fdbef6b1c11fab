using System.Text.Json;
using CrossChainOracle.Azure.Apps;
using CrossChainOracle.Functions.Attest;
using CrossChainOracle.Functions.Ingest;
using CrossChainOracle.Functions.Relay;
using CrossChainOracle.Functions.Serve;
using CrossChainOracle.Functions.Tests.Kit;
using CrossChainOracle.Hosting;
using CrossChainOracle.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace CrossChainOracle.Functions.Tests;

/// <summary>Each app is put together as its program does it.</summary>
public sealed class CompositionTests : IDisposable
{
    private readonly AppSite _site = new();

    [Theory]
    [InlineData("ingest", new[] { "Collateral", "Prices" }, 1)]
    [InlineData("attest", new[] { "Observations" }, 3)]
    [InlineData("relay", new[] { "Batches", "Steps" }, 2)]
    [InlineData("serve", new[] { "Reading" }, 0)]
    public async Task EveryFunctionClass_CanBeMade_WithTheSettingsThatBicepWrites_AndNoNetworkIsTouched(string app, string[] functions, int checks)
    {
        Assert.All(HostSettings(app), name => Assert.Contains(name, _site.Settings.Keys));
        await using var services = Build(app);
        var assembly = app switch { "ingest" => typeof(Prices).Assembly, "attest" => typeof(Observations).Assembly, "relay" => typeof(Batches).Assembly, _ => typeof(Reading).Assembly };
        Assert.Equal(functions, AppSite.Functions(assembly, services).Select(static made => made.GetType().Name));
        Assert.Equal(checks, services.GetServices<StartCheck>().Count());
        Assert.Equal(0, _site.Requests);
    }

    /// <summary>The same configuration is in every package; addresses with credentials are told to those who ask there.</summary>
    [Fact]
    public async Task OnlyIngest_IsToldTheAddressesOfNodes()
    {
        _site.Settings.Remove("ENDPOINT_BASE");
        foreach (var app in (string[])["attest", "serve"])
        {
            await using var services = Build(app);
            var endpoint = Assert.Single(services.GetRequiredService<Hosting.Distributed.Deployment>().Config.Chains[0].Options.Endpoints);
            Assert.Equal("endpoint.invalid", endpoint.Host);
        }

        await using var ingest = Build("ingest");
        var fault = Assert.Throws<NodeFaultException>(() => AppSite.Functions(typeof(Prices).Assembly, ingest));
        Assert.Contains("$.chains[0].endpoints[0]: ENDPOINT_BASE is not set in the environment", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReferenceThatThePlatformCouldNotResolve_IsReportedByName()
    {
        _site.Settings["ENDPOINT_BASE"] = "@Microsoft.KeyVault(VaultName=ccoprodops;SecretName=endpoint-base)";
        await using var ingest = Build("ingest");
        var fault = Assert.Throws<NodeFaultException>(() => AppSite.Functions(typeof(Prices).Assembly, ingest));
        Assert.Contains("$.chains[0].endpoints[0]: ENDPOINT_BASE must hold an http or https address", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Microsoft.KeyVault", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARelaysFile_OfAnotherDeployment_OrWithoutItsEndpoint_EndsRelayBeforeItsFirstEvent()
    {
        _site.Settings.Remove("ENDPOINT_ARBITRUM");
        await using (var relay = Build("relay"))
        {
            Assert.Contains("$.chains[0].endpoints[0]: ENDPOINT_ARBITRUM is not set in the environment", Assert.Throws<NodeFaultException>(() => AppSite.Functions(typeof(Batches).Assembly, relay)).Message, StringComparison.Ordinal);
        }

        _site.Settings["ENDPOINT_ARBITRUM"] = "https://arbitrum.example/v2/0123456789abcdef";
        _site.Settings["Relay__ConfigFile"] = _site.Settings["Relay__ConfigFile"].Replace("oracle-relay.json", "other-relay.json", StringComparison.Ordinal);
        await using var other = Build("relay");
        Assert.Contains("crosschainoracle:other", Assert.Throws<NodeFaultException>(() => AppSite.Functions(typeof(Batches).Assembly, other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AKeyThatIsNoMember_EndsAttestBeforeItsFirstEvent()
    {
        using var other = new AppSite();
        _site.Settings["Attester__PublicKey"] = other.Settings["Attester__PublicKey"];
        await using var services = Build("attest");
        Assert.Contains("is no member of the configured set", Assert.Throws<NodeFaultException>(() => AppSite.Functions(typeof(Observations).Assembly, services)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _site.Dispose();

    private ServiceProvider Build(string app) => _site.Build(services =>
    {
        if (app == "ingest") IngestApp.Add(services, IngestSettings.Read(_site.Setting), _site.Setting);
        else if (app == "attest") AttestApp.Add(services, AttestSettings.Read(_site.Setting));
        else if (app == "relay") RelayApp.Add(services, RelaySettings.Read(_site.Setting), _site.Setting);
        else ServeApp.Add(services, ServeSettings.Read(_site.Setting));
    });

    private static IEnumerable<string> HostSettings(string app)
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("functions", "settings.json")));
        return
        [
            .. new[] { "all", app }.SelectMany(section => settings.RootElement.GetProperty(section).EnumerateArray())
                .Where(static setting => setting.GetProperty("reader").GetString() == "host" && !setting.TryGetProperty("optional", out _))
                .Select(static setting => setting.GetProperty("name").GetString()!),
        ];
    }
}
