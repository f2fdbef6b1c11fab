using CrossChainOracle.Hosting;
using CrossChainOracle.Node.Archive;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Node.Sandbox;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.Node.Tests.Sandbox;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Archive;

/// <summary>The sealed folder of a run of three rounds.</summary>
public sealed class SmallRun : IAsyncLifetime, IDisposable
{
    public const int Rounds = 3;

    private readonly TemporaryFolder _temporary = new();

    public string Folder => _temporary.In("run");

    public async Task InitializeAsync()
    {
        await using var world = await SandboxWorld.StartAsync(TinyMarket.Load(), new(), TimeProvider.System, CancellationToken.None);
        using var signers = Signers.Ephemeral();
        using var http = NodeHttp.Client();
        var services = new NodeServices(TimeProvider.System, http, world.Trust, signers.All, static _ => { });
        var config = SandboxConfig.For(world, Folder, new Uri("http://127.0.0.1:0"));
        var sources = FeedSources.Build(config, services, static _ => null);
        await using (var node = await NodeRuntime.OpenAsync(config, services, [], [], CancellationToken.None))
        {
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var source in sources) node.Shards[0].Hear(await source.Reader.ReadAsync(CancellationToken.None));
                Assert.IsType<Pipeline.RoundOutcome.Published>(await node.Shards[0].Loop.TurnAsync(CancellationToken.None));
            }
        }

        Seal.Write(Folder);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _temporary.Dispose();
}
