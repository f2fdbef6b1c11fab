using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Heads;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;

namespace CrossChainOracle.Chains.Tests.RealChain;

/// <summary>Heads, logs and proofs of a real node, whose chain is reorganised, rolled back and started anew.</summary>
[Trait("Category", "RealChain")]
public sealed class HeadsOnAnvilTests : IDisposable
{
    // The node calls final what is two epochs below its head, and safe what is one.
    private const int Epoch = 8;

    private readonly HttpClient _http = JsonRpcClient.CreateHttp();
    private readonly List<EndpointIncident> _incidents = [];

    [RealChainFact]
    public async Task ReorganisationsOfEveryDepth_AreToldWithTheBlocksThatLostAndWon()
    {
        using var anvil = await StartAsync(30);
        var heads = Heads(Reader(2, anvil));
        var before = (await FollowAsync(heads)).View;
        for (var depth = 1; depth <= Epoch; depth++)
        {
            await anvil.RpcAsync("anvil_reorg", depth, new JsonArray());
            var followed = await FollowAsync(heads);
            var moved = Assert.IsType<HeadOutcome.Reorganised>(Assert.Single(followed.Updates).Head);
            Assert.Equal((depth, before.Head.Number - (ulong)depth), (moved.Depth, moved.Ancestor.Number));
            Assert.Equal(before.Above(moved.Ancestor.Number), moved.Lost);
            Assert.Equal(moved.Lost.Select(block => block.Number), moved.Won.Select(block => block.Number));
            foreach (var won in moved.Won) Assert.Equal(await HashAsync(anvil, won.Number), won.Hash);
            Assert.All(moved.Lost, lost => Assert.Null(followed.View.StageOf(lost.Number, lost.Hash, heads.Profile)));
            Assert.Equal(before.Finalized, followed.View.Finalized);
            before = followed.View;
        }
    }

    [RealChainFact]
    public async Task FinalityMovesWithTheChain_AndItsLagIsMeasured()
    {
        using var anvil = await StartAsync(30);
        var heads = Heads(Reader(2, anvil));
        var first = await FollowAsync(heads);
        Assert.Equal((first.View.Head.Number - Epoch, first.View.Head.Number - (2 * Epoch)), (first.View.SafeNumber, first.View.Finalized.Number));
        Assert.Equal(((ulong)Epoch, 2ul * Epoch), (first.Lags.SafeBlocks, first.Lags.FinalizedBlocks));

        // Blocks are 12 s apart, so that their lags are too, whatever the clock says.
        Assert.Equal((12_000L * Epoch, 24_000L * Epoch), (first.Lags.SafeMs - first.Lags.HeadAgeMs, first.Lags.FinalizedMs - first.Lags.HeadAgeMs));
        Assert.True(first.BaseFee > 0);

        await MineAsync(anvil, 5);
        var next = await FollowAsync(heads);
        var advanced = Assert.IsType<FinalityOutcome.Advanced>(Assert.Single(next.Updates).Finality);
        Assert.Equal(first.View.Window.Take(5), advanced.Blocks);
        Assert.All(advanced.Blocks, block => Assert.Equal(Stage.Finalized, next.View.StageOf(block.Number, block.Hash, heads.Profile)));
    }

    [RealChainFact]
    public async Task AHeadThatIsRolledBack_IsKept_UntilAnotherBranchIsThere()
    {
        using var anvil = await StartAsync(30);
        var heads = Heads(Reader(2, anvil));
        var before = (await FollowAsync(heads)).View;
        await anvil.RpcAsync("anvil_rollback", 3);
        var back = await FollowAsync(heads);
        Assert.Equal(before.Head.Number - 3, Assert.IsType<HeadOutcome.WentBack>(Assert.Single(back.Updates).Head).Offered.Number);
        Assert.Equal(before.Head, back.View.Head);
        Assert.Equal(2, _incidents.OfType<EndpointIncident.WentBack>().Count());
        await MineAsync(anvil, 4, interval: 7);
        Assert.Equal(3, Assert.IsType<HeadOutcome.Reorganised>(Assert.Single((await FollowAsync(heads)).Updates).Head).Depth);
    }

    [RealChainFact]
    public async Task AReorganisationBelowFinality_IsAFault()
    {
        using var anvil = await StartAsync(30);
        var heads = Heads(Reader(2, anvil));
        var before = (await FollowAsync(heads)).View;
        await anvil.RpcAsync("anvil_reorg", (2 * Epoch) + 3, new JsonArray());
        var fault = Assert.IsType<HeadsOutcome.Faulted>(await heads.PollAsync(default)).Fault;
        Assert.Equal(new FinalizedChanged(before.Finalized.Number, before.Finalized.Hash, await HashAsync(anvil, before.Finalized.Number)), fault);
    }

    [RealChainFact]
    public async Task AChainThatIsStartedAnewWithAnotherHistory_IsAFault()
    {
        using var anvil = await StartAsync(30);
        var heads = Heads(Reader(2, anvil));
        var before = (await FollowAsync(heads)).View;
        await anvil.RpcAsync("anvil_reset");
        await MineAsync(anvil, 40, interval: 7);
        var fault = Assert.IsType<HeadsOutcome.Faulted>(await heads.PollAsync(default)).Fault;
        Assert.Equal((before.Finalized.Number, before.Finalized.Hash), (fault.Number, fault.Ours));
        Assert.IsType<HeadsOutcome.Faulted>(await heads.PollAsync(default));
        heads.Reset();
        Assert.Equal(40ul, (await FollowAsync(heads)).View.Head.Number);
    }

    [RealChainFact]
    public async Task AnEndpointOfAnotherHistory_IsOutvoted_AndWithoutAMajorityNothingIsTaken()
    {
        using var anvil = await StartAsync(30);
        using var liar = await StartAsync(33, interval: 7);
        var followed = await FollowAsync(Heads(Reader(2, anvil, anvil, liar)));
        Assert.Equal(await HashAsync(anvil, 30), followed.View.Head.Hash);
        Assert.Contains(_incidents, incident => incident is EndpointIncident.OtherBlock other && other.Endpoint.EndsWith($":{liar.Port}", StringComparison.Ordinal));
        Assert.Equal(RejectionCode.EndpointQuorum, Assert.IsType<HeadsOutcome.Failed>(await Heads(Reader(2, anvil, liar)).PollAsync(default)).Failure.Code);
    }

    [RealChainFact]
    public async Task LogsAndProofs_AreThoseOfTheBlock_AndNotOfOneThatIsGone()
    {
        using var anvil = await StartAsync(2);
        var reader = Reader(2, anvil, anvil);

        // A constructor that logs one word of zeros under topic 42.
        var account = (string)(await anvil.RpcAsync("eth_accounts"))![0]!;
        await anvil.RpcAsync("eth_sendTransaction", new JsonObject { ["from"] = account, ["data"] = "0x602a60206000a100" });
        await MineAsync(anvil, 1);
        var topic = Hash256.Parse(new string('0', 62) + "2a");
        var block = await FindAsync(reader, topic);
        var log = Assert.Single(Assert.IsType<LogsOutcome.Read>(await reader.LogsAsync(block, new([], [[topic]]), default)).Logs);
        Assert.Equal((block.Hash, block.Number, 32), (log.BlockHash, log.BlockNumber, log.Data.Length));
        Assert.Empty(Assert.IsType<LogsOutcome.Read>(await reader.LogsAsync(block, new([log.Contract], [[block.Hash]]), default)).Logs);

        var proofs = Assert.IsType<EvidenceOutcome.Answered>(await reader.ProofAsync(block, EvmAddress.Parse(account), [topic], default)).Answers;
        Assert.Equal(2, proofs.Count);
        Assert.NotEqual(0, proofs[0].Result.GetProperty("accountProof").GetArrayLength());
        var header = Assert.IsType<EvidenceOutcome.Answered>(await reader.HeaderAsync(block.Hash, default)).Answers[0];
        Assert.Equal(66, header.Result.GetProperty("stateRoot").GetString()!.Length);

        await anvil.RpcAsync("anvil_reorg", 2, new JsonArray());
        Assert.IsType<LogsOutcome.Failed>(await reader.LogsAsync(block, new([], [[topic]]), default));
    }

    public void Dispose() => _http.Dispose();

    private static async Task<Anvil> StartAsync(int blocks, int interval = 12)
    {
        var anvil = await Anvil.StartAsync("--slots-in-an-epoch", $"{Epoch}");
        await MineAsync(anvil, blocks, interval);
        return anvil;
    }

    private static Task<JsonNode?> MineAsync(Anvil anvil, int blocks, int interval = 12) => anvil.RpcAsync("anvil_mine", $"0x{blocks:x}", $"0x{interval:x}");

    private static async Task<Hash256> HashAsync(Anvil anvil, ulong number) => Hash256.Parse((string)(await anvil.RpcAsync("eth_getBlockByNumber", $"0x{number:x}", false))!["hash"]!);

    private static async Task<PinnedBlock> FindAsync(EvmReader reader, Hash256 topic)
    {
        for (var number = 1ul; ; number++)
        {
            var block = Assert.IsType<BlockOutcome.Found>(await reader.BlockAsync(number, default)).Block.Pinned;
            if (Assert.IsType<LogsOutcome.Read>(await reader.LogsAsync(block, new([], [[topic]]), default)).Logs.Count > 0) return block;
        }
    }

    // One node under several names stands for several endpoints that agree.
    private EvmReader Reader(int agreement, params Anvil[] nodes)
    {
        if (nodes.Length == 1) nodes = [nodes[0], nodes[0]];
        return new(
            new()
            {
                Chain = ChainId.Eip155(31337),
                Endpoints = [.. nodes.Select((node, i) => new Uri($"http://127.0.0.1:{node.Port}/?{i}"))],
                Agreement = agreement,
                Limits = new() { Timeout = TimeSpan.FromSeconds(30) },
            },
            _http,
            TimeProvider.System,
            incident =>
            {
                lock (_incidents) _incidents.Add(incident);
            });
    }

    private static EvmHeads Heads(EvmReader reader) => new(
        reader,
        new()
        {
            Chain = reader.Chain,
            Pin = PinKind.Hash,
            Finality = FinalityKind.EthereumPos,
            ConfirmedDepth = 2,
            UnfinalizedTtlMs = 60_000,
            FinalizedValidForMs = 600_000,
            HeartbeatMs = 300_000,
            MaximumWindow = 64,
            MaximumHeadAgeMs = 3_600_000,
        },
        TimeProvider.System);

    private static async Task<HeadsOutcome.Followed> FollowAsync(EvmHeads heads) => Assert.IsType<HeadsOutcome.Followed>(await heads.PollAsync(default));
}
