using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Recordings;
using CrossChainOracle.Node.Sandbox.Relay;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.Relay.Evm.Deployment;
using CrossChainOracle.Signing;
using CrossChainOracle.Storage;
using CrossChainOracle.Streams;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Commands;

/// <summary>A relayer in a process of its own beside a whole node, on a real chain.</summary>
[Trait("Category", "RealChain")]
public sealed class RelayCommandTests : IDisposable
{
    private const ulong ChainId = 31_399;

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };

    [AnvilFact]
    public async Task Relay_KilledAndStartedAgain_GoesOnWhereItWas()
    {
        Assert.True(Scenario.TryLoad(Scenario.Default, out var scenario, out _));
        await using var node = await RunningNode.StartAsync(_folder.In("node"), scenario);
        await node.RoundsAsync(1);
        using var anvil = await AnvilNode.StartAsync(await AnvilProgram.FindAsync(static _ => { }, CancellationToken.None), ChainId, CancellationToken.None);
        var config = await ConfigureAsync(node, anvil);

        var refused = await Captured.RunAsync("relay", "--config", config, "--port", "0");
        Assert.Equal(2, refused.Code);
        Assert.Contains("has no hub: deploy-hub", refused.Errors, StringComparison.Ordinal);
        var deployed = await Captured.RunAsync("deploy-hub", "--config", config, "--json");
        Assert.True(deployed.Code == 0, deployed.ToString());
        var hub = Json.Parse(deployed.Output)[0].Text("hub");
        Change(config, chain => chain["hub"] = hub);

        ulong before;
        using (var first = NodeProcess.Start("relay", "--config", config, "--port", "0"))
        {
            before = RelayPages.SequenceOf(await UntilAsync(first, static chain => RelayPages.Posted(chain) >= 2 && chain.GetProperty("receipts").EnumerateArray().Any(static receipt => receipt.Text("status") == "final")));
            first.Kill();
            await first.EndAsync();
        }

        Assert.Matches("\"cursor\":\"\\d{20}\"", await File.ReadAllTextAsync(_folder.In("relay", $"eip155-{ChainId}", "follow.json")));
        using (var second = NodeProcess.Start("relay", "--config", config, "--port", "0"))
        {
            var chain = await UntilAsync(second, chain => RelayPages.Posted(chain) >= 2 && RelayPages.SequenceOf(chain) > before);
            Assert.Equal(hub, chain.Text("hub"));
            Assert.Equal("0", chain.GetProperty("counts").Text("deadLetters"));
            second.PressCtrlC();
            var ended = await second.EndAsync();
            Assert.True(ended.Code == 0, ended.ToString());
            Assert.EndsWith("Stopped.\n", ended.Output, StringComparison.Ordinal);
        }

        var receipts = RelayPages.Receipts(_folder.In("relay"));
        Assert.NotEmpty(receipts);
        Assert.All(receipts, static receipt => Assert.True(receipt is { Source: not null, Signed: not null, Submitted: not null, Included: not null, Final: not null, GasUsed: > 0 }, $"{receipt}"));
        Assert.Equal(["BTC/USD", "ETH/USD", "USDC/USD"], receipts.Select(static receipt => receipt.Subject).Distinct().Order());
    }

    /// <summary>The hub goes over to the next attesters before it is shown anything that they signed: no dead letter is left, and prices go on.</summary>
    [AnvilFact]
    public async Task Relay_AcrossARotation_PostsItFirst_AndGoesOnWithWhatTheNextSetSigns()
    {
        Assert.True(Scenario.TryLoad(Scenario.Default, out var scenario, out _));
        await using var node = await RunningNode.StartAsync(_folder.In("node"), scenario);
        await node.RoundsAsync(1);
        using var anvil = await AnvilNode.StartAsync(await AnvilProgram.FindAsync(static _ => { }, CancellationToken.None), ChainId, CancellationToken.None);
        var config = await ConfigureAsync(node, anvil);
        var deployed = await Captured.RunAsync("deploy-hub", "--config", config, "--json");
        Assert.True(deployed.Code == 0, deployed.ToString());
        Change(config, chain => chain["hub"] = Json.Parse(deployed.Output)[0].Text("hub"));

        using var relay = NodeProcess.Start("relay", "--config", config, "--port", "0");
        await UntilAsync(relay, static chain => RelayPages.Posted(chain) >= 1);
        var next = await node.HandOverAsync();
        var last = node.Published.Where(round => round.Attestation.Header.Epoch < next.Epoch).Max(static round => round.Attestation.Header.Sequence);
        var chain = await UntilAsync(relay, chain => RelayPages.SequenceOf(chain) > last);
        Assert.Equal("0", chain.GetProperty("counts").Text("deadLetters"));
        relay.PressCtrlC();
        var ended = await relay.EndAsync();
        Assert.True(ended.Code == 0, ended.ToString());
    }

    [AnvilFact]
    public async Task Relay_WhoseHubOrChainIsAnother_ExitsWith2AndSaysWhich()
    {
        await using var node = await RunningNode.StartAsync(_folder.In("node"), run: false);
        using var anvil = await AnvilNode.StartAsync(await AnvilProgram.FindAsync(static _ => { }, CancellationToken.None), ChainId, CancellationToken.None);
        var config = await ConfigureAsync(node, anvil);
        Change(config, static chain => chain["hub"] = "0x00000000000000000000000000000000000000ab");
        var nothing = await Captured.RunAsync("relay", "--config", config, "--port", "0");
        Assert.Equal(2, nothing.Code);
        Assert.Contains("there is no contract at 0x00000000000000000000000000000000000000ab", nothing.Errors, StringComparison.Ordinal);

        Change(config, static chain => chain["chain"] = "eip155:1");
        var other = await Captured.RunAsync("relay", "--config", config, "--port", "0");
        Assert.Equal(2, other.Code);
        Assert.Contains($"is of chain {ChainId}", other.Errors, StringComparison.Ordinal);

        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(_folder.In("key.json"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var open = await Captured.RunAsync("relay", "--config", config, "--port", "0");
        Assert.Equal(2, open.Code);
        Assert.Contains("is open to others", open.Errors, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    /// <summary>A configuration without a hub, with a funded key and a Multicall on the chain.</summary>
    private async Task<string> ConfigureAsync(RunningNode node, AnvilNode anvil)
    {
        using var http = JsonRpcClient.CreateHttp();
        var client = new JsonRpcClient(http, new(anvil.Rpc), new() { Timeout = TimeSpan.FromSeconds(20) }, TimeProvider.System);
        using var signer = ((KeyFileOutcome.Ready)KeyFile.Create(_folder.In("key.json"))).Signer;
        Assert.IsType<JsonRpcAnswer.Ok>(await client.SendAsync(new("anvil_setBalance", signer.Address.ToString(), "0x3635c9adc5dea00000"), CancellationToken.None));
        var multicall = Assert.IsType<DeployOutcome.Deployed>(await new ContractDeployer(client, ChainId, signer, 1_000_000_000_000, TimeProvider.System).DeployAsync(ContractCode.Creation(ContractCode.Aggregate3), CancellationToken.None));
        _folder.Write("attesters.json", await node.GetAsync("/v1/attesters"));
        var feeds = node.Config.Shards[0].Feeds.Select(static feed => (JsonNode)new JsonObject { ["feed"] = feed.Feed.ToString(), ["deviation"] = "0%", ["heartbeat"] = "1s" });
        var chain = new JsonObject
        {
            ["chain"] = anvil.Chain.ToString(),
            ["endpoints"] = new JsonArray(anvil.Rpc.ToString()),
            ["multicall"] = multicall.Address.ToString(),
            ["key"] = "key.json",
            ["poll"] = "500ms",
            ["maximumFee"] = "1000",
            ["shards"] = new JsonArray(new JsonObject { ["shard"] = node.Config.Shards[0].Shard.ToString(), ["form"] = "paired", ["feeds"] = new JsonArray([.. feeds]) }),
        };
        var config = new JsonObject { ["deployment"] = node.Config.Deployment, ["stream"] = node.Url("/v1/stream").ToString(), ["attesters"] = "attesters.json", ["folder"] = "relay", ["chains"] = new JsonArray(chain) };
        return _folder.Write("relay.json", config.ToJsonString());
    }

    private static void Change(string config, Action<JsonNode> change)
    {
        var file = JsonNode.Parse(File.ReadAllText(config))!;
        change(file["chains"]![0]!);
        File.WriteAllText(config, file.ToJsonString());
    }

    private Task<JsonElement> UntilAsync(NodeProcess relay, Func<JsonElement, bool> wanted) => RelayPages.UntilAsync(_http, relay, wanted);
}
