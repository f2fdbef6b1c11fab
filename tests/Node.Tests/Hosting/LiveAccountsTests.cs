using System.Net;
using System.Text.Json.Nodes;
using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Node.Sandbox;
using CrossChainOracle.Node.Sandbox.Accounts.Evm;
using CrossChainOracle.Node.Sandbox.Evm;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.Node.Tests.Sandbox.Accounts;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Hosting;

public sealed class LiveAccountsTests : IDisposable
{
    private const int MostRounds = 2_000;

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = NodeHttp.Client();
    private readonly List<NodeNotice> _notices = [];

    [Fact]
    public async Task Build_OfAChainThatAnApiTellsOf_AsksThatApi()
    {
        var files = new CollateralFiles(_folder);
        files.Chain["pin"] = "answer";
        files.Protocols.Remove("erc20");
        files.Protocols.Remove("evm-native");
        files.Protocols["aevo"] = JsonNode.Parse("""[{ "chain": "eip155:31338", "dollar": "eip155:31338/slip44:60", "dollarDecimals": 6, "collaterals": [{ "name": "USDC", "asset": "eip155:31338/slip44:60", "decimals": 6 }] }]""");
        var chain = Assert.Single(LiveChains.Build(files.Sound(), Services));
        Assert.Null(chain.Reader);
        var look = await chain.Watcher.LookAsync([], CancellationToken.None);
        Assert.Contains("http://127.0.0.1:9", look.Failure!.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", look.Failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_WithAContractThatDoesNotKnowItsLink_IsAConfigurationErrorThatNamesAccountAndAddress()
    {
        await using var ledger = await StartAsync(LedgerNode.NewChain());
        var files = FilesAt(ledger);
        files.Links.Add(JsonNode.Parse($$"""{ "address": "eip155:31338:{{LedgerNode.Usdc}}", "proof": { "nonce": 1, "scheme": "erc1271", "signature": "0x00" } }"""));
        var fault = await Assert.ThrowsAsync<NodeFaultException>(() => PrepareAsync(files));
        Assert.True(fault.IsConfiguration);
        Assert.Contains($"account alice: eip155:31338:{LedgerNode.Usdc}: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_WithAContractThatNobodyCanBeAskedAbout_FailsWithoutBlamingTheConfiguration()
    {
        var files = new CollateralFiles(_folder);
        files.Links.Add(JsonNode.Parse($$"""{ "address": "eip155:31338:{{LedgerNode.Usdc}}", "proof": { "nonce": 1, "scheme": "erc1271", "signature": "0x00" } }"""));
        var fault = await Assert.ThrowsAsync<NodeFaultException>(() => PrepareAsync(files));
        Assert.False(fault.IsConfiguration);
        Assert.Contains("account alice: ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_AtADeadEndpoint_IsToldOnceHoweverOftenItFails()
    {
        var watcher = Assert.Single((await PrepareAsync(new(_folder))).Watchers);
        for (var i = 0; i < 3; i++) Assert.NotNull((await watcher.LookAsync([], CancellationToken.None)).Failure);
        var notice = Assert.Single(_notices);
        Assert.Equal((NoticeLevel.Warning, "eip155:31338"), (notice.Level, notice.Subject));
        Assert.StartsWith("http://127.0.0.1:9: Unreachable", notice.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", notice.Text, StringComparison.Ordinal);
    }

    /// <summary>From files and a chain behind HTTP to a signed, priced snapshot; and when the chain goes away, health says so.</summary>
    [Fact]
    public async Task ANode_WithAChainOfAccounts_AttestsThemAndSaysWhenItCannot()
    {
        var ledger = await StartAsync(LedgerNode.NewChain(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));
        await using var node = await RunningNode.StartAsync(_folder.In("data"), collateral: FilesAt(ledger).Sound());
        StatedSnapshot? snapshot = null;
        for (var rounds = 1; snapshot is not { Statement.Positions: 2, Context.Prices.Count: 2 }; rounds++)
        {
            Assert.True(rounds < MostRounds, $"{snapshot?.Statement} {string.Join("; ", snapshot?.Context.Missing ?? [])}\n{string.Join('\n', node.Notices)}\n{await node.GetAsync("/v1/accounts")}");
            await node.RoundsAsync(rounds);
            snapshot = node.Node.Accounts.Find(AccountId.Parse("alice"))?.Snapshot;
        }

        Assert.True(snapshot.Statement.Equity > 0);
        Assert.Equal(Stage.Finalized, snapshot.Statement.Stage);
        var positions = node.Node.Accounts.Find(AccountId.Parse("alice"))!.Positions;
        Assert.Equal<UInt128>([100_000_000, 5_000_000_000_000_000_000], positions.Select(position => position.Statement.Credited).Order());
        Assert.All(positions, position => Assert.False(position.Statement.IsLinkProven));

        var health = (await node.AskAsync("/health")).Body;
        var chain = Assert.Single(health.GetProperty("chains").EnumerateArray());
        Assert.Equal(("eip155:31338", "healthy"), (chain.Text("chain"), chain.Text("status")));

        await ledger.DisposeAsync();
        node.Time.Shift(TimeSpan.FromHours(1));
        var (status, _, body) = await node.AskAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.StartsWith("not read: the last status ended ", Assert.Single(body.GetProperty("chains").EnumerateArray()).Text("problem"), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    private NodeServices Services => new(TimeProvider.System, _http, null, [], _notices.Add);

    private CollateralFiles FilesAt(LoopbackServer ledger)
    {
        var files = new CollateralFiles(_folder);
        files.Chain["endpoints"] = new JsonArray(ledger.Address.AbsoluteUri);
        return files;
    }

    private Task<(NodeConfig Config, IReadOnlyList<IChainWatcher> Watchers)> PrepareAsync(CollateralFiles files) => LiveAccounts.PrepareAsync(
        new()
        {
            Deployment = CollateralFiles.Deployment,
            DataFolder = _folder.In("data"),
            Listen = new("http://127.0.0.1:0"),
            Attesters = new([], 1, 0, 0, 1),
            Pyth = new([], null, string.Empty),
            Chains = [],
            Shards = [],
            RouteChains = new Dictionary<RouteId, string>(),
            Collateral = files.Sound(),
        },
        Services, CancellationToken.None);

    private static Task<LoopbackServer> StartAsync(LedgerChain chain) =>
        LoopbackServer.StartAsync(new EvmServer(new(new LedgerMethods(chain))).HandleAsync, EvmServer.LargestBody, CancellationToken.None);
}
