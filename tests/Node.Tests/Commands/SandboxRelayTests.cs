using System.Diagnostics;
using System.Text.Json;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Commands;

/// <summary>The sandbox with real chains, as users start it.</summary>
[Trait("Category", "RealChain")]
public sealed class SandboxRelayTests
{
    [AnvilFact]
    public async Task Relay_OfSomeRounds_PostsToBothChainsAndEthCallsSayWhatTheStreamSays()
    {
        var ran = await NodeProcess.RunAsync("sandbox", "--relay", "--rounds", "120", "--port", "0", "--json");
        Assert.True(ran.Code == 0, ran.ToString());
        var relay = Json.Parse(ran.Output).GetProperty("relay");
        Assert.True(relay.GetProperty("same").GetBoolean());
        var chains = relay.GetProperty("chains").EnumerateArray().ToList();
        Assert.Equal([("eip155:31340", "single"), ("eip155:31341", "paired")], chains.Select(chain => (chain.Text("chain"), chain.Text("form"))));
        Assert.All(chains, AssertPosted);
    }

    [AnvilFact]
    public async Task Relay_OfAReorganisation_PostsFactsBesideThePrices()
    {
        var ran = await NodeProcess.RunAsync("sandbox", "--relay", "--scenario", "reorg", "--port", "0", "--json");
        Assert.True(ran.Code == 0, ran.ToString());
        Assert.All(Json.Parse(ran.Output).GetProperty("relay").GetProperty("chains").EnumerateArray(), chain =>
        {
            AssertPosted(chain);
            foreach (var kind in (string[])["prices", "fact", "retraction"]) Assert.True(chain.GetProperty("kinds").GetProperty(kind).GetInt32() > 0, $"{kind}: {chain}");
        });
    }

    /// <summary>By plain calls of the chains while the sandbox runs: what was taken back stands below its floor, and the hub takes it from nobody any more.</summary>
    [AnvilFact]
    public async Task Relay_OfAReorganisation_PostsTheRetraction_AndTheHubRefusesTheFact()
    {
        using var node = NodeProcess.Start("sandbox", "--relay", "--scenario", "reorg", "--port", "0");
        await node.SaysAsync("sandbox #0");
        var chains = await node.ListeningAsync();
        Assert.Equal(2, chains.Count);
        await Task.WhenAll(chains.Select(static async chain =>
        {
            using var facts = new PostedFacts(chain);
            var floor = await facts.RaisedAsync();
            var below = await facts.BelowAsync(floor);
            Assert.NotEmpty(below);
            foreach (var fact in below) Assert.Equal(fact.Refusal, await facts.PullAsync(fact, floor.Block));
        }));
        var ended = await node.EndAsync();
        Assert.True(ended.Code == 0, ended.ToString());
    }

    [AnvilFact]
    public async Task Relay_AfterCtrlC_StopsWithItsTableAndLeavesNoNodeBehind()
    {
        using var node = NodeProcess.Start("sandbox", "--relay", "--port", "0");
        await node.SaysAsync("sandbox #0");
        var chains = await node.ListeningAsync();
        Assert.Equal(2, chains.Count);
        await PostedAsync(await node.AddressAsync());
        node.PressCtrlC();
        var ended = await node.EndAsync();
        Assert.True(ended.Code == 0, ended.ToString());
        Assert.Contains("as the stream says", ended.Output, StringComparison.Ordinal);
        foreach (var chain in chains) await GoneAsync(chain);
    }

    [AnvilFact]
    public async Task Relay_KilledWithoutWarning_LeavesNoNodeBehind()
    {
        using var node = NodeProcess.Start("sandbox", "--relay", "--port", "0");
        await node.SaysAsync("sandbox #0");
        var chains = await node.ListeningAsync();
        node.Kill();
        foreach (var chain in chains) await GoneAsync(chain);
    }

    /// <summary>Until every feed stands on both chains.</summary>
    private static async Task PostedAsync(Uri page)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(50))
        {
            var chains = Json.Parse(await http.GetStringAsync(new Uri(page, "/v1/relay"))).GetProperty("chains").EnumerateArray().ToList();
            if (chains.Count == 2 && chains.All(static chain => chain.GetProperty("feeds").EnumerateArray().All(static feed => feed.TryGetProperty("gas", out _)))) return;
        }

        Assert.Fail("not every feed was posted");
    }

    private static void AssertPosted(JsonElement chain)
    {
        Assert.True(ulong.Parse(chain.Text("posted")) > 0, chain.ToString());
        Assert.InRange(ulong.Parse(chain.Text("gasMedian")), 30_000u, 300_000u);
        Assert.Equal("0", chain.Text("deadLetters"));
        var prices = chain.GetProperty("checked").EnumerateArray().ToList();
        Assert.Equal(["getPriceUnsafe", "latestRoundData"], prices.Select(price => price.Text("call")).Distinct().Order());
        Assert.Equal(["BTC/USD", "ETH/USD", "USDC/USD"], prices.Select(price => price.Text("feed")).Distinct().Order());
        Assert.All(prices, price => Assert.True(price.GetProperty("same").GetBoolean(), price.ToString()));
    }

    /// <summary>Until nobody listens there any more.</summary>
    private static async Task GoneAsync(Uri chain)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(1) });
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(30); await Task.Delay(50))
        {
            try
            {
                using var _ = await http.GetAsync(chain);
            }
            catch (HttpRequestException)
            {
                return;
            }
        }

        Assert.Fail($"{chain} still listens");
    }
}

/// <summary>Needs anvil from the npm packages of <c>contracts/evm</c>; elsewhere than in CI it is skipped without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnvilFactAttribute : FactAttribute
{
    private static readonly string Folder = Repository.PathOf("contracts", "evm");

    public AnvilFactAttribute()
    {
        Skip = NodePackages.SkipReason(Folder);
        if (Skip is null && NodePackages.IsCI) NodePackages.Ensure(Folder);
    }
}
