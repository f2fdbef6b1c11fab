using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;
using CrossChainOracle.Relay.Evm.Deployment;
using CrossChainOracle.Signing;
using Scene = CrossChainOracle.Relay.Tests.Planning.Deployment;

namespace CrossChainOracle.Relay.Tests.Deploying;

[Trait("Category", "RealChain")]
public sealed class HubDeploymentTests : IDisposable
{
    private const ulong Chain = 31_337;
    private const string Funds = "0x3635c9adc5dea00000";

    private static readonly UInt128 AnyFee = 1_000_000_000_000;
    private static readonly ShardId Shard = ShardId.Parse("majors");
    private static readonly FeedId[] Feeds = [.. new[] { "BTC/USD", "ETH/USD", "USDC/USD" }.Select(FeedId.Parse)];

    private readonly HttpClient _http = JsonRpcClient.CreateHttp();
    private readonly PlatformSigner _signer = PlatformSigner.Generate().OrThrow();

    [RealChainFact]
    public async Task Deploy_OfAHubAndItsAdapters_StandsOnTheChainAndSaysWhatItWasGiven()
    {
        using var anvil = await Anvil.StartAsync();
        await anvil.RpcAsync("anvil_setBalance", _signer.Address.ToString(), Funds);
        AdapterFeed[] feeds = [.. Feeds.Select((feed, i) => new AdapterFeed(Shard, feed, i == 1 ? [] : Feeds))];
        var (deployed, problem) = await HubDeployment.DeployAsync(Deployer(anvil), Parameters(), feeds, Verdict.Open, CancellationToken.None);
        Assert.True(deployed is not null, $"{problem}");

        Assert.Equal(Scene.Domain.Salt.ToString(), await CallAsync(anvil, deployed.Hub, "deployment()"));
        Assert.Equal("0x" + 1.ToString("x64"), await CallAsync(anvil, deployed.Hub, "currentEpoch()"));
        Assert.Equal(Feeds, deployed.Aggregators.Select(static aggregator => aggregator.Feed.Feed));
        foreach (var (feed, address) in deployed.Aggregators)
        {
            var description = await CallAsync(anvil, address, "description()");
            Assert.Contains(Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(feed.Feed.ToString())), description, StringComparison.Ordinal);
            Assert.Equal("0x" + 8.ToString("x64"), await CallAsync(anvil, address, "decimals()"));
            Assert.EndsWith(deployed.Hub.ToString()[2..], await CallAsync(anvil, address, "hub()"), StringComparison.Ordinal);
        }

        Assert.EndsWith(deployed.Hub.ToString()[2..], await CallAsync(anvil, deployed.Pyth!.Value, "hub()"), StringComparison.Ordinal);
        Assert.InRange(deployed.GasUsed, 1_000_000u, 60_000_000u);
    }

    [RealChainFact]
    public async Task Deploy_OfWhatTheConstructorRefuses_IsRefusedByNameAndNothingIsSpent()
    {
        using var anvil = await Anvil.StartAsync();
        await anvil.RpcAsync("anvil_setBalance", _signer.Address.ToString(), Funds);
        var refused = Assert.IsType<DeployOutcome.Refused>(await Deployer(anvil).DeployAsync((Parameters() with { GraceMs = AttesterSet.MaximumGraceMs + 1 }).ToCreation(), CancellationToken.None));
        Assert.Contains("BadAttesterSet(rule ", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(Funds, (string?)await anvil.RpcAsync("eth_getBalance", _signer.Address.ToString(), "latest"));
    }

    [RealChainFact]
    public async Task Deploy_WithoutEther_OnAnotherChainOrForTooLittle_IsRefused()
    {
        using var anvil = await Anvil.StartAsync();
        var creation = ContractCode.Creation(ContractCode.Aggregate3);
        Assert.IsType<DeployOutcome.Refused>(await Deployer(anvil).DeployAsync(creation, CancellationToken.None));
        var other = Assert.IsType<DeployOutcome.Refused>(await new ContractDeployer(Client(anvil), 1, _signer, AnyFee, TimeProvider.System).DeployAsync(creation, CancellationToken.None));
        Assert.Equal("the endpoint is of chain 31337, not 1", other.Reason);
        await anvil.RpcAsync("anvil_setBalance", _signer.Address.ToString(), Funds);
        var dear = Assert.IsType<DeployOutcome.Refused>(await new ContractDeployer(Client(anvil), Chain, _signer, 1, TimeProvider.System).DeployAsync(creation, CancellationToken.None));
        Assert.Contains("at most 1 are to be paid", dear.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deploy_WhereNobodyListens_FailsAndNothingWasSent()
    {
        var client = new JsonRpcClient(_http, new(new Uri("http://127.0.0.1:9")), new(), TimeProvider.System);
        Assert.IsType<DeployOutcome.Failed>(await new ContractDeployer(client, Chain, _signer, AnyFee, TimeProvider.System).DeployAsync([1], CancellationToken.None));
    }

    [Fact]
    public void AddressOf_IsThatOfTheWellKnownExample() =>

        // The first contracts of 0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0, as the Ethereum documentation has them since 2015.
        Assert.Equal(
            ["0xcd234a471b72ba2f1ccf0a70fcaba648a5eecd8d", "0x343c43a37d37dff08ae8c4a11544c718abb4fcf8"],
            new ulong[] { 0, 1 }.Select(static nonce => CreationTransaction.AddressOf(EvmAddress.Parse("0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0"), nonce).ToString()));

    public void Dispose()
    {
        _signer.Dispose();
        _http.Dispose();
    }

    private static HubParameters Parameters() => new(Scene.Domain, Scene.Solo().Anchor, null, 0, AttesterSet.MaximumGraceMs, HubParameters.DefaultMaximumAheadMs);

    private JsonRpcClient Client(Anvil anvil) => new(_http, new(new Uri($"http://127.0.0.1:{anvil.Port}")), new() { Timeout = TimeSpan.FromSeconds(20) }, TimeProvider.System);

    private ContractDeployer Deployer(Anvil anvil) => new(Client(anvil), Chain, _signer, AnyFee, TimeProvider.System);

    private static async Task<string> CallAsync(Anvil anvil, EvmAddress to, string function) =>
        (string)(await anvil.RpcAsync("eth_call", new JsonObject { ["to"] = to.ToString(), ["data"] = Hex.Encode(new AbiWriter().ToCall(AbiSelector.Of(function))) }, "latest"))!;
}
