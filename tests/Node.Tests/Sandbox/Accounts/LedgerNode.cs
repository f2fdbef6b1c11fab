using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox;
using CrossChainOracle.Node.Sandbox.Accounts.Evm;
using CrossChainOracle.Node.Sandbox.Evm;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Sandbox.Accounts;

/// <summary>A chain of accounts behind HTTP, whose blocks come when they are told to, and our own reader of it.</summary>
internal sealed class LedgerNode : IAsyncDisposable
{
    public const ulong Id = 31_338;
    public const long Start = 1_800_000_000_000;

    public static readonly EvmAddress Usdc = EvmAddress.Parse("0x00000000000000000000000000000000000000a1");
    public static readonly EvmAddress Weth = EvmAddress.Parse("0x00000000000000000000000000000000000000a2");
    public static readonly EvmAddress Vault = EvmAddress.Parse("0x00000000000000000000000000000000000000a3");
    public static readonly EvmAddress Alice = EvmAddress.Parse("0x0000000000000000000000000000000000000b01");
    public static readonly EvmAddress Bob = EvmAddress.Parse("0x0000000000000000000000000000000000000b02");

    private static readonly EvmAddress Reserve = EvmAddress.Parse("0x0000000000000000000000000000000000000c01");

    private readonly LoopbackServer _server;
    private long _time = Start;

    private LedgerNode(LedgerChain chain, LoopbackServer server) => (Ledger, _server) = (chain, server);

    public LedgerChain Ledger { get; }

    public HttpClient Http { get; } = new();

    public ManualTime Time { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(Start));

    public static ChainId Chain => ChainId.Eip155(Id);

    public static LedgerChain NewChain(long start = Start) => new(Id, Genesis(start), new(), start);

    public static async Task<LedgerNode> StartAsync()
    {
        var chain = NewChain();
        return new(chain, await LoopbackServer.StartAsync(new EvmServer(new(new LedgerMethods(chain))).HandleAsync, EvmServer.LargestBody, CancellationToken.None));
    }

    /// <summary>Mines so many blocks; the first has everything that is pending.</summary>
    public void Mine(int blocks)
    {
        for (var i = 0; i < blocks; i++) Ledger.Mine(Next());
    }

    public IReadOnlyList<LedgerBlock> Reorg(int depth, params Hash256[] drop) => Ledger.Reorg(depth, drop.ToHashSet(), Next());

    public EvmReader Reader() => new(new EvmReaderOptions { Chain = Chain, Endpoints = [_server.Address] }, Http, Time);

    public static async Task<PinnedBlock> PinAsync(EvmReader reader, BlockTag tag) =>
        Assert.IsType<PinOutcome.Pinned>(await reader.PinAsync(tag, CancellationToken.None)).Block;

    public static async Task<ProtocolAnswer> ReadAsync(EvmReader reader, PinnedBlock block, IEvmProtocol protocol, EvmAddress owner)
    {
        var answers = new List<IReadOnlyList<CallOutcome>>();
        while (true)
        {
            if (protocol.Step(owner, answers) is EvmStep.Done done) return done.Answer;
            answers.Add(await reader.CallAsync(block, ((EvmStep.Ask)protocol.Step(owner, answers)).Calls, CancellationToken.None));
        }
    }

    public Task<JsonElement> RequestAsync(string method, string parameters) => Accounting.RequestAsync(Http, _server.Address, method, parameters);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }

    private static LedgerState Genesis(long start) => LedgerState.Empty
        .WithCoins(Alice, 5_000_000_000_000_000_000)
        .WithToken(Usdc, LedgerToken.Of(6, "USDC", [(Alice, 100_000_000), (Bob, 1_000_000_000), (Vault, 2_000_000_000), (Reserve, 1_000_000_000_000)]))
        .WithToken(Weth, LedgerToken.Of(18, "WETH", [(Alice, 2_000_000_000_000_000_000)]))
        .WithToken(Vault, LedgerToken.Of(6, "vUSDC", [(Bob, 2_000_000_000)]))
        .WithVault(Vault, new(Usdc, Reserve, 1_000, start / 1_000));

    private long Next()
    {
        _time += LedgerChain.BlockMs;
        Time.Advance(TimeSpan.FromMilliseconds(LedgerChain.BlockMs));
        return _time;
    }
}
