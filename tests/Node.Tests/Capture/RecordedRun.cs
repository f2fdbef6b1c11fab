using System.Net;
using System.Net.Sockets;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Node.Commands;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Node.Sandbox;
using CrossChainOracle.Node.Sandbox.Recordings;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CrossChainOracle.Node.Tests.Capture;

/// <summary>Runs that were recorded: one through endpoints that fail in every way and whose addresses are secret, one in which nothing failed.</summary>
public sealed class RecordedRun : IAsyncLifetime, IDisposable
{
    public const int Rounds = 6;

    public static readonly string[] Secrets = ["hunter2", "path-secret", "query-secret"];

    private readonly TemporaryFolder _temporary = new();
    private readonly Signers _signers = Signers.Ephemeral();
    private SandboxWorld? _world;

    public string Folder => _temporary.In("run");

    public string CalmFolder => _temporary.In("calm");

    public NodeConfig Config { get; private set; } = null!;

    public NodeServices Services { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Assert.True(Scenario.TryLoad("calm", out var calm, out _));
        _world = await SandboxWorld.StartAsync(calm, new(), TimeProvider.System, CancellationToken.None);
        Services = new(TimeProvider.System, null!, _world.Trust, _signers.All, static _ => { });
        var sound = SandboxConfig.For(_world, "", new Uri("http://127.0.0.1:0"));
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var broken = await StartBrokenAsync();
        Config = Failing(sound, ((IPEndPoint)silent.LocalEndpoint).Port, new Uri(broken.Urls.First()).Port);

        // First the sound one: a process that has never asked anything takes longer than the endpoints of the other one are given.
        await RecordAsync(sound, CalmFolder, 2);
        await RecordAsync(Config, Folder, Rounds);
    }

    internal async Task<Captured> ReplayAsync(string folder)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await ReplayCommand.RunAsync(new(output, errors, colours: false), new(folder), _world!.Trust, json: true, CancellationToken.None);
        return new(code, output.ToString(), errors.ToString());
    }

    public async Task DisposeAsync() => await _world!.DisposeAsync();

    public void Dispose()
    {
        _signers.Dispose();
        _temporary.Dispose();
    }

    /// <summary>Hermes: refused, 500, then good. The chain: good twice of four, with one that refuses and one that never answers.</summary>
    private static NodeConfig Failing(NodeConfig sound, int silent, int broken)
    {
        var chain = sound.Chains[0];
        var hermes = sound.Pyth.Endpoints[0];
        var rpc = chain.Options.Endpoints[0];
        return sound with
        {
            Pyth = sound.Pyth with { Endpoints = [Local(1, "path-secret"), Local(broken, "path-secret"), hermes] },
            Chains =
            [
                chain with
                {
                    Options = chain.Options with
                    {
                        Endpoints = [rpc, new UriBuilder(rpc) { UserName = "user", Password = "hunter2", Query = "key=query-secret" }.Uri, Local(1, "path-secret"), Local(broken, "path-secret"), Local(silent, "path-secret")],
                        Agreement = 2,
                        Limits = new JsonRpcLimits { Timeout = TimeSpan.FromMilliseconds(400) },
                    },
                },
            ],
        };
    }

    private static Uri Local(int port, string path) => new($"http://user:hunter2@127.0.0.1:{port}/{path}?key=query-secret");

    private static async Task<WebApplication> StartBrokenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapFallback(() => Results.StatusCode(StatusCodes.Status500InternalServerError));
        await app.StartAsync();
        return app;
    }

    private async Task RecordAsync(NodeConfig config, string folder, int rounds)
    {
        using var errors = new StringWriter();
        var code = await RecordCommand.RunAsync(new(TextWriter.Null, errors, colours: false), config, Services, folder, rounds, TimeSpan.FromMilliseconds(30), json: true, CancellationToken.None);
        Assert.True(code == 0, errors.ToString());
    }
}
