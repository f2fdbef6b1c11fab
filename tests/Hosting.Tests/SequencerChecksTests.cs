using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Hosting;

namespace CrossChainOracle.Hosting.Tests;

public sealed class SequencerChecksTests : IDisposable
{
    private const ulong Now = 1_700_010_000;

    private static readonly EvmAddress Proxy = FakeContracts.Address(1);

    private readonly FakeEvm _node = new() { Blocks = { FakeBlock.Of(100, Now) } };
    private readonly HttpClient _http = NodeHttp.Client();
    private readonly List<NodeNotice> _notices = [];

    [Theory]
    [InlineData(0, 7_200, ChainFlags.None)]
    [InlineData(0, 600, ChainFlags.SequencerGrace)]
    [InlineData(1, 7_200, ChainFlags.SequencerDown)]
    public async Task Check_SaysWhatTheUptimeFeedSaysAtThatBlock(int answer, int secondsAgo, ChainFlags expected)
    {
        var since = Now - (ulong)secondsAgo;
        _node.Lies[Proxy] = FakeContracts.Of(("latestRoundData()", new AbiWriter().UInt(((UInt128)1 << 64) + 1).Int(answer).UInt(since).UInt(since).UInt(((UInt128)1 << 64) + 1).ToArray()));
        Assert.Equal(expected, await CheckAsync());
        Assert.Empty(_notices);
    }

    [Fact]
    public async Task Check_OfAFeedThatDoesNotAnswer_TakesTheSequencerForDownAndSaysWhy()
    {
        _node.Lies[Proxy] = FakeContracts.Reverting("no access");
        Assert.Equal(ChainFlags.SequencerDown, await CheckAsync());
        Assert.Contains("no access", Assert.Single(_notices).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OfAChainWithoutAFeed_IsNone() => Assert.Null(SequencerChecks.Of(Reader(), null, new(ChainId.Eip155(1), _notices.Add)));

    public void Dispose()
    {
        _node.Dispose();
        _http.Dispose();
    }

    private Task<ChainFlags> CheckAsync() => SequencerChecks.Of(Reader(), Proxy, new(ChainId.Eip155(1), _notices.Add))!(_node.Blocks[0].Pinned, CancellationToken.None);

    private EvmReader Reader() => new(new() { Chain = ChainId.Eip155(1), Endpoints = [_node.Address] }, _http, TimeProvider.System);
}
