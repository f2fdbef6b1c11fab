using System.Globalization;
using System.Text.Json.Nodes;
using CrossChainOracle.Collateral.Tests.Solana.RealChain;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Node.Sandbox.Recordings;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Commands;

/// <summary>A relayer in a process of its own between a whole node and a real Solana VM.</summary>
[Trait("Category", "RealChain")]
public sealed class SolanaRelayTests : IDisposable
{
    private const string Cluster = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp";
    private const ulong Lamports = 10_000_000_000;

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };

    [LiteSvmFact]
    public async Task Relay_KilledAndStartedAgain_PostsNoStatementTwice_AndTheReferenceCheckTakesEveryOne()
    {
        Assert.True(Scenario.TryLoad(Scenario.Default, out var scenario, out _));
        await using var node = await RunningNode.StartAsync(_folder.In("node"), scenario);
        await node.RoundsAsync(1);
        using var svm = await LiteSvm.StartAsync();
        var config = await ConfigureAsync(node, svm);
        await svm.DoAsync("airdrop", Payer, Lamports);

        // What is in blocks when the process is killed is not final: only the journal knows of it.
        using (var first = NodeProcess.Start("relay", "--config", config, "--port", "0"))
        {
            await RelayPages.UntilAsync(_http, first, static chain => RelayPages.Posted(chain) >= 6);
            first.Kill();
            await first.EndAsync();
        }

        var before = (await SubmittedAsync(svm)).Count;
        Assert.True(before >= 6, $"{before} transactions");
        using (var second = NodeProcess.Start("relay", "--config", config, "--port", "0"))
        {
            var chain = await RelayPages.UntilAsync(_http, second, chain => RelayPages.Posted(chain) >= 12 && RelayPages.SequenceOf(chain) > 0, () => svm.DoAsync("finalize"));
            Assert.Equal("0", chain.GetProperty("counts").Text("deadLetters"));
            Assert.Equal(Payer, chain.GetProperty("account").Text("address"));
            Assert.True(ulong.Parse(chain.GetProperty("head").Text("number"), CultureInfo.InvariantCulture) > 400_000_000);
            Assert.Equal("20000", chain.GetProperty("feeds")[0].Text("fee"));
            second.PressCtrlC();
            var ended = await second.EndAsync();
            Assert.True(ended.Code == 0, ended.ToString());
            Assert.EndsWith("Stopped.\n", ended.Output, StringComparison.Ordinal);
        }

        var sent = await SubmittedAsync(svm);
        Assert.All(sent, static one => Assert.Null(one.Error));
        Assert.Equal(sent.Count, sent.Select(one => KeyOf(one.Transaction, node)).Distinct().Count());
        Assert.Equal(Lamports - (20_000 * (ulong)sent.Count), ulong.Parse(await svm.DoAsync("balance", Payer), CultureInfo.InvariantCulture));
        AssertReceipts(sent);
        Check(node, sent);
    }

    [LiteSvmFact]
    public async Task Relay_WhoseTransactionsAreLost_SignsAgainAfterTheirBlockhash_AndNotBefore()
    {
        Assert.True(Scenario.TryLoad(Scenario.Default, out var scenario, out _));
        await using var node = await RunningNode.StartAsync(_folder.In("node"), scenario);
        await node.RoundsAsync(1);
        using var svm = await LiteSvm.StartAsync();
        var config = await ConfigureAsync(node, svm);

        // One posting is enough: until it can never be taken, nothing else is due.
        Change(config, static chain => chain["shards"]![0]!["feeds"] = new JsonArray(new JsonObject { ["feed"] = "ETH/USD", ["deviation"] = "50%", ["heartbeat"] = "1h" }));
        await svm.DoAsync("airdrop", Payer, Lamports);
        await svm.DoAsync("lose", true);
        using var relay = NodeProcess.Start("relay", "--config", config, "--port", "0");
        var lost = await RelayPages.UntilAsync(_http, relay, static chain => chain.GetProperty("inFlight").GetArrayLength() > 0);
        var first = lost.GetProperty("receipts")[0].Text("transaction");
        await svm.DoAsync("expire");
        await svm.DoAsync("lose", false);
        await node.RoundsAsync(node.Published.Count + 3);
        var waiting = await RelayPages.UntilAsync(_http, relay, static chain => chain.GetProperty("inFlight").GetArrayLength() > 0);
        Assert.Equal(first, waiting.GetProperty("receipts")[0].Text("transaction"));
        Assert.Empty(await SubmittedAsync(svm));

        // Only the finalized chain says that it never can be.
        var chain = await RelayPages.UntilAsync(_http, relay, static chain => RelayPages.SequenceOf(chain) > 0, () => svm.DoAsync("finalize"));
        Assert.Equal("0", chain.GetProperty("counts").Text("deadLetters"));
        relay.PressCtrlC();
        await relay.EndAsync();
        var second = Assert.Single(await SubmittedAsync(svm));
        Assert.NotEqual(first, second.Signature);
        var receipt = Assert.Single(RelayPages.Receipts(_folder.In("relay")));
        Assert.Equal((second.Signature, "ETH/USD"), (receipt.Transaction, receipt.Subject));
        Assert.Equal(Lamports - 20_000, ulong.Parse(await svm.DoAsync("balance", Payer), CultureInfo.InvariantCulture));
    }

    [LiteSvmFact]
    public async Task Relay_ThatCannotPost_SaysWhy()
    {
        await using var node = await RunningNode.StartAsync(_folder.In("node"), run: false);
        using var svm = await LiteSvm.StartAsync();
        var config = await ConfigureAsync(node, svm);
        using (var poor = NodeProcess.Start("relay", "--config", config, "--port", "0"))
        {
            await poor.SaysAsync("  relay   ");
            poor.PressCtrlC();
            Assert.Contains($"{Payer} has 0 lamports, and a posting costs 20000 or more", (await poor.EndAsync()).Errors, StringComparison.Ordinal);
        }

        Change(config, static chain => chain["maximumFee"] = 19_999);
        await RefusedAsync(config, "maximumFee: a posting with 3 signatures costs 20000 lamports or more, at most 19999 are to be paid");

        // Three signatures leave room for nine nodes.
        Change(config, static chain =>
        {
            chain["maximumFee"] = 50_000;
            chain["shards"]![0]!["feeds"] = new JsonArray([.. Enumerable.Range(0, 513).Select(static i => (JsonNode)new JsonObject { ["feed"] = $"F{i}", ["deviation"] = "1%" })]);
        });
        await RefusedAsync(config, "has 513 feeds or more, and beside 3 signatures there is room for proofs of 9 nodes, which is a batch of 512 statements");

        Change(config, static chain =>
        {
            chain["chain"] = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1";
            chain["shards"]![0]!["feeds"] = new JsonArray(new JsonObject { ["feed"] = "ETH/USD", ["deviation"] = "1%" });
        });
        await RefusedAsync(config, "is of genesis 5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp");
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(_folder.In("payer.json"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        await RefusedAsync(config, "is open to others");
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    private string Payer { get; set; } = string.Empty;

    /// <summary>A relayer of all feeds of the node's first shard, with a key that was just made.</summary>
    private async Task<string> ConfigureAsync(RunningNode node, LiteSvm svm)
    {
        var made = await Captured.RunAsync("keygen", "--solana", _folder.In("payer.json"), "--json");
        Assert.True(made.Code == 0, made.ToString());
        Payer = Json.Parse(made.Output)[0].Text("address");
        _folder.Write("attesters.json", await node.GetAsync("/v1/attesters"));
        var feeds = node.Config.Shards[0].Feeds.Select(static feed => (JsonNode)new JsonObject { ["feed"] = feed.Feed.ToString(), ["deviation"] = "0%", ["heartbeat"] = "1s" });
        var chain = new JsonObject
        {
            ["chain"] = Cluster, ["endpoints"] = new JsonArray(svm.Address.ToString()), ["key"] = "payer.json", ["poll"] = "300ms", ["maximumFee"] = 50_000,
            ["shards"] = new JsonArray(new JsonObject { ["shard"] = node.Config.Shards[0].Shard.ToString(), ["feeds"] = new JsonArray([.. feeds]) }),
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

    private static async Task RefusedAsync(string config, string why)
    {
        var refused = await Captured.RunAsync("relay", "--config", config, "--port", "0");
        Assert.Equal(2, refused.Code);
        Assert.Contains(why, refused.Errors, StringComparison.Ordinal);
    }

    private sealed record Submitted(string Signature, string? Error, byte[] Transaction);

    /// <summary>What the VM executed of ours, in order.</summary>
    private static async Task<List<Submitted>> SubmittedAsync(LiteSvm svm) =>
        [.. (await svm.AskAsync("svm_submitted")).AsArray().Select(static one => new Submitted((string)one!["signature"]!, one["err"]?.ToJsonString(), Convert.FromBase64String((string)one["transaction"]!)))];

    /// <summary>Batch and statement: where the pre-image is, and the last bytes.</summary>
    private static string KeyOf(byte[] transaction, RunningNode node) =>
        Convert.ToHexString(transaction.AsSpan(PreImageOf(transaction, node), SigningDomain.PreImageSize)) + Convert.ToHexString(transaction.AsSpan(transaction.Length - StatementCodec.PriceSize));

    private static int PreImageOf(byte[] transaction, RunningNode node) => transaction.AsSpan().IndexOf((byte[])[0x19, 0x01, .. node.Node.Domain.Separator.ToArray()]);

    private void AssertReceipts(List<Submitted> sent)
    {
        var receipts = RelayPages.Receipts(_folder.In("relay"));
        Assert.All(receipts, static receipt => Assert.True(receipt is { Source: not null, Signed: not null, Submitted: not null, Included: not null, Final: not null, Block: > 400_000_000, GasUsed: null, Statements: 1 }, $"{receipt}"));
        Assert.All(receipts, static receipt => Assert.Equal((UInt128)20_000, receipt.Fee));
        Assert.All(receipts, receipt => Assert.Contains(receipt.Transaction, sent.Select(static one => one.Signature)));
        Assert.Equal(receipts.Count, receipts.Select(static receipt => receipt.Posting).Distinct().Count());
        Assert.Equal(["BTC/USD", "ETH/USD", "USDC/USD"], receipts.Select(static receipt => receipt.Subject).Distinct().Order());
    }

    /// <summary>By samples/solana-check-js, with the node's attesters and nothing else.</summary>
    private static void Check(RunningNode node, List<Submitted> sent)
    {
        var folder = Repository.PathOf("samples", "solana-check-js");
        NodePackages.Ensure(folder);
        var set = node.Node.Attesters.Set;
        var trust = new JsonObject
        {
            ["separator"] = Bare(node.Node.Domain.Separator.ToArray()), ["audience"] = new string('1', 64), ["aheadMs"] = 2_000,
            ["sets"] = new JsonArray(new JsonObject
            {
                ["epoch"] = set.Epoch, ["threshold"] = set.Threshold, ["validFrom"] = set.ValidFrom, ["acceptedUntil"] = set.ExpiresAt,
                ["members"] = new JsonArray([.. set.Members.Select(static member => (JsonNode)member.ToString()[2..].ToLowerInvariant())]),
            }),
        };
        var input = new JsonObject { ["trust"] = trust, ["cases"] = new JsonArray([.. sent.Select(one => CaseOf(one, node))]) };
        var (exit, said, errors) = NodePackages.RunToEnd(folder, TimeSpan.FromMinutes(5), input.ToJsonString(), "node", "cases.mjs");
        Assert.True(exit == 0, said + errors);
        Assert.StartsWith($"{sent.Count} cases", said, StringComparison.Ordinal);
    }

    private static JsonObject CaseOf(Submitted one, RunningNode node)
    {
        Assert.Null(BatchHeaderCodec.Decode(one.Transaction.AsSpan(PreImageOf(one.Transaction, node) + SigningDomain.PreImageSize, BatchHeaderCodec.Size), out var header));
        Assert.Null(StatementCodec.Decode(one.Transaction.AsSpan(one.Transaction.Length - StatementCodec.PriceSize), out var statement));
        return new()
        {
            ["name"] = one.Signature, ["transaction"] = Convert.ToBase64String(one.Transaction), ["account"] = "Sysvar1nstructions1111111111111111111111111", ["index"] = 2,
            ["wanted"] = new JsonObject { ["shard"] = header!.Shard.ToString(), ["feed"] = ((PriceStatement)statement!).Feed.ToString(), ["verdict"] = 1, ["stored"] = null },
            ["now"] = header.ObservedAt + 500, ["expect"] = "ok",
        };
    }

    private static string Bare(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
