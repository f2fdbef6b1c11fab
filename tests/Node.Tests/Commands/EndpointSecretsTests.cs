using System.Text.Json.Nodes;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Node.Sandbox;
using CrossChainOracle.Node.Sandbox.Recordings;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Commands;

/// <summary>Endpoints whose addresses hold credentials and stand in the environment, of which some answer and some do not.</summary>
public sealed class EndpointSecretsTests : IDisposable
{
    private static readonly string[] Secrets = ["hunter2", "path-secret", "query-secret"];
    private static readonly string[] Pages = ["/", "/health", "/v1/feeds", "/v1/feeds/ETH-USD/latest", "/v1/attesters", "/v1/shards/majors/batches/0", "/v1/accounts", "/openapi/v1.json", "/v1/nowhere"];

    /// <summary>Where nothing listens.</summary>
    private const string Dead = "http://user:hunter2@127.0.0.1:1/path-secret?key=query-secret";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task WhatAnEndpointIsAskedWith_IsInNoNoticeAndOnNoPage()
    {
        Assert.True(Scenario.TryLoad("calm", out var calm, out _));
        await using var world = await SandboxWorld.StartAsync(calm, new(), TimeProvider.System, CancellationToken.None);
        Assert.Equal(0, (await Captured.RunAsync("keygen", _folder.In("1.json"), _folder.In("2.json"), _folder.In("3.json"))).Code);
        var config = LiveConfig.Of(world, _folder);
        config["pyth"]!["endpoints"] = new JsonArray("$ENDPOINT_DEAD", world.Hermes.ToString());
        config["chains"]![0]!["endpoints"] = new JsonArray("$ENDPOINT_LIVE", "$ENDPOINT_DEAD");
        var live = new UriBuilder(world.Rpc) { UserName = "user", Password = "hunter2", Query = "key=query-secret" }.Uri.ToString();
        using var node = NodeProcess.Start([("ENDPOINT_LIVE", live), ("ENDPOINT_DEAD", Dead)], "run", "--config", _folder.Write("node.json", config.ToJsonString()), "--port", "0");
        var address = await node.AddressAsync();
        await node.SaysAsync("majors #", times: 2);
        using var http = new HttpClient();
        var shown = new List<string>();
        foreach (var page in Pages) shown.Add(await (await http.GetAsync(new Uri(address, page))).Content.ReadAsStringAsync());
        node.PressCtrlC();
        var ended = await node.EndAsync();
        Assert.True(ended.Code == 0, ended.ToString());
        Assert.All([.. shown, ended.Output, ended.Errors], AssertKeepsThem);

        // The one that does not answer was spoken of, by its name.
        Assert.Contains("127.0.0.1:1", ended.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACommand_SaysWhichVariableIsMissing_AndNeverWhatOneHolds()
    {
        Assert.True(Scenario.TryLoad("calm", out var calm, out _));
        await using var world = await SandboxWorld.StartAsync(calm, new(), TimeProvider.System, CancellationToken.None);
        Assert.Equal(0, (await Captured.RunAsync("keygen", _folder.In("1.json"), _folder.In("2.json"), _folder.In("3.json"))).Code);
        var config = LiveConfig.Of(world, _folder);
        config["chains"]![0]!["endpoints"] = new JsonArray("$ENDPOINT_WRONG", "$ENDPOINT_LOST");
        var file = _folder.Write("node.json", config.ToJsonString());
        foreach (var command in (string[])["run", "observe"])
        {
            var ran = await Captured.RunAsync(static name => name == "ENDPOINT_WRONG" ? Dead.Replace("http:", "ftp:", StringComparison.Ordinal) : null, command, "--config", file);
            Assert.Equal(2, ran.Code);
            Assert.Contains("$.chains[0].endpoints[0]: ENDPOINT_WRONG must hold an http or https address", ran.Errors, StringComparison.Ordinal);
            Assert.Contains("$.chains[0].endpoints[1]: ENDPOINT_LOST is not set in the environment", ran.Errors, StringComparison.Ordinal);
            AssertKeepsThem(ran.ToString());
        }
    }

    [Fact]
    public async Task ARelayer_SpeaksOfItsNodesByName()
    {
        var set = AttesterSet.Create(0, 1, 0, 4_102_444_800_000, [EvmAddress.Parse("0x00000000000000000000000000000000000000cd")], out _)!;
        await File.WriteAllBytesAsync(_folder.In("set.json"), AttestersDocument.Write(new("crosschainoracle:test"), (set, set.ExpiresAt)));
        Assert.Equal(0, (await Captured.RunAsync("keygen", _folder.In("gas.json"))).Code);
        var file = _folder.Write("relay.json", """
            {
              "deployment": "crosschainoracle:test", "stream": "$ENDPOINT_DEAD", "attesters": "set.json", "folder": "relay", "listen": "http://127.0.0.1:0",
              "chains": [{
                "chain": "eip155:1", "hub": "0x00000000000000000000000000000000000000ab", "endpoints": ["$ENDPOINT_DEAD"], "key": "gas.json", "maximumFee": "1",
                "shards": [{ "shard": "majors", "form": "single", "feeds": [{ "feed": "ETH/USD", "deviation": "0.5%" }] }]
              }]
            }
            """);
        using var relay = NodeProcess.Start([("ENDPOINT_DEAD", Dead)], "relay", "--config", file, "--port", "0");
        await relay.ComplainsAsync("http://127.0.0.1:1 does not say its chain id");
        await relay.SaysAsync("Ctrl-C stops.");
        await relay.ComplainsAsync("stream");
        relay.PressCtrlC();
        var ended = await relay.EndAsync();
        AssertKeepsThem(ended.ToString());
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertKeepsThem(string text) => Assert.All(Secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
}
