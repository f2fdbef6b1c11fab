using CrossChainOracle.Node.Sandbox.Recordings;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Kit;

/// <summary>One running node on the calm scenario, shared by the tests that only ask it.</summary>
public sealed class CalmNode : IAsyncLifetime, IDisposable
{
    public const string Collection = "a running node";

    private readonly TemporaryFolder _temporary = new();

    public RunningNode Running { get; private set; } = null!;

    /// <summary>Sequence of a batch that has a price of every feed.</summary>
    public ulong Priced { get; private set; }

    public async Task InitializeAsync()
    {
        Assert.True(Scenario.TryLoad("calm", out var calm, out _));
        Running = await RunningNode.StartAsync(_temporary.Path, calm);
        await Running.RoundsAsync(3);
        Priced = await Running.PricesAsync("BTC/USD", "ETH/USD", "USDC/USD");
    }

    public async Task DisposeAsync() => await Running.DisposeAsync();

    public void Dispose() => _temporary.Dispose();
}

[CollectionDefinition(CalmNode.Collection)]
public sealed class CalmNodeTests : ICollectionFixture<CalmNode>;
