using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Chains.Tests;

/// <summary>n fake nodes of one chain and a reader over them.</summary>
internal sealed class ReaderFixture : IDisposable
{
    public static readonly EvmAddress One = FakeContracts.Address(1);
    public static readonly EvmAddress Two = FakeContracts.Address(2);
    public static readonly EvmCall CallOne = new(One, new byte[] { 1, 2, 3, 4 });
    public static readonly EvmCall CallTwo = new(Two, new byte[] { 1, 2, 3, 4 });

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public ReaderFixture(int nodes, int agreement, JsonRpcLimits? limits = null)
    {
        Nodes = [.. Enumerable.Range(0, nodes).Select(_ => new FakeEvm())];
        foreach (var node in Nodes)
        {
            node.Blocks.AddRange(Chain("main", 100, 103));
        }

        Reader = new(
            new()
            {
                Chain = ChainId.Eip155(1),
                Endpoints = [.. Nodes.Select(node => node.Address)],
                Agreement = agreement,
                Limits = limits ?? new() { Timeout = TimeSpan.FromSeconds(30) },
            },
            _http,
            Time,
            incident =>
            {
                lock (Incidents) Incidents.Add(incident);
            });
    }

    public ManualTime Time { get; } = new(DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000));

    public FakeEvm[] Nodes { get; }

    public EvmReader Reader { get; }

    public List<EndpointIncident> Incidents { get; } = [];

    /// <summary>Blocks whose contracts answer 1000 and 2000 plus the block's number.</summary>
    public static IEnumerable<FakeBlock> Chain(string fork, ulong first, ulong last)
    {
        for (var number = first; number <= last; number++) yield return FakeBlock.Of(number, 1_700_000_000 + (12 * number), fork, new() { [One] = Answering(1000 + number), [Two] = Answering(2000 + number) });
    }

    public static FakeContract Answering(ulong value) => _ => new(true, FakeContracts.Word(value));

    public async Task<PinnedBlock> PinAsync(BlockTag tag = BlockTag.Latest) => Assert.IsType<PinOutcome.Pinned>(await Reader.PinAsync(tag, default)).Block;

    public async Task<ReadFailure> FailToPinAsync() => Assert.IsType<PinOutcome.Failed>(await Reader.PinAsync(BlockTag.Latest, default)).Failure;

    public async Task<CallOutcome[]> CallAsync(params EvmCall[] calls) => [.. await Reader.CallAsync(await PinAsync(), calls, default)];

    public static void AssertReturned(ulong expected, CallOutcome outcome) =>
        Assert.Equal(FakeContracts.Word(expected), Assert.IsType<CallOutcome.Returned>(outcome).Data.ToArray());

    public static ReadFailure AssertFailed(RejectionCode code, CallOutcome outcome)
    {
        var failure = Assert.IsType<CallOutcome.Failed>(outcome).Failure;
        Assert.Equal(code, failure.Code);
        return failure;
    }

    public void Dispose()
    {
        foreach (var node in Nodes) node.Dispose();
        _http.Dispose();
    }
}
