using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Heads;

namespace CrossChainOracle.Chains.Tests;

/// <summary>The driver over endpoints that lag, contradict each other and fail half way.</summary>
public sealed class EvmHeadsTests : IDisposable
{
    private readonly ReaderFixture _fixture = new(nodes: 3, agreement: 2);
    private readonly EvmHeads _heads;

    public EvmHeadsTests()
    {
        _fixture.Time.Advance(TimeSpan.FromSeconds((12 * 103) + 5));
        _heads = new(_fixture.Reader, Profile(), _fixture.Time);
    }

    [Fact]
    public async Task AFirstLook_FetchesTheWholeWindow_AndMeasuresTheLags()
    {
        foreach (var node in _fixture.Nodes) (node.Safe, node.Finalized) = (102, 101);
        var followed = await FollowAsync();
        Assert.Equal((103ul, 102ul, 101ul), (followed.View.Head.Number, followed.View.SafeNumber, followed.View.Finalized.Number));
        Assert.Equal(new ChainLags(5_000, 1, 17_000, 2, 29_000), followed.Lags);
        Assert.Equal(((UInt128)7, false), (followed.BaseFee, followed.IsStalled));
        Assert.Equal(2, Assert.IsType<HeadOutcome.Extended>(Assert.Single(followed.Updates).Head).New.Count);
        Assert.Empty(_fixture.Incidents);
    }

    [Fact]
    public async Task ALongGap_IsFetchedInAFewTurns()
    {
        await FollowAsync();
        Extend("main", 104, 160);
        var before = _fixture.Nodes[0].Methods.Count;
        Assert.Equal(57, Assert.IsType<HeadOutcome.Extended>(Assert.Single((await FollowAsync()).Updates).Head).New.Count);

        // Three tags, and every missing block between once by its hash or number.
        Assert.InRange(_fixture.Nodes[0].Methods.Count - before, 56 + 3, 56 + 3 + 8);
    }

    [Fact]
    public async Task AReorganisation_IsToldWithWhatLostAndWon()
    {
        await FollowAsync();
        foreach (var node in _fixture.Nodes) node.Blocks.RemoveRange(2, 2);
        Extend("fork", 102, 104);
        var reorganised = Assert.IsType<HeadOutcome.Reorganised>(Assert.Single((await FollowAsync()).Updates).Head);
        Assert.Equal([FakeBlock.HashOf(102), FakeBlock.HashOf(103)], reorganised.Lost.Select(block => block.Hash));
        Assert.Equal(["102", "103", "104"], reorganised.Won.Select(block => $"{block.Number}"));
        Assert.Equal(FakeBlock.HashOf(101), reorganised.Ancestor.Hash);
    }

    [Fact]
    public async Task OneEndpointThatGoesBack_MovesNothing_AndIsReported()
    {
        await FollowAsync();
        _fixture.Nodes[1].Blocks.RemoveRange(2, 2);
        var followed = await FollowAsync();
        Assert.IsType<HeadOutcome.Unchanged>(Assert.Single(followed.Updates).Head);
        var incident = Assert.Single(_fixture.Incidents.OfType<EndpointIncident.WentBack>());
        Assert.Equal((103ul, 101ul), (incident.Before.Number, incident.Now.Number));
    }

    [Fact]
    public async Task TooManyEndpointsThatGoBack_AreNoReorganisation()
    {
        await FollowAsync();
        foreach (var node in _fixture.Nodes.Take(2)) node.Blocks.RemoveRange(2, 2);
        var followed = await FollowAsync();
        Assert.Equal(101ul, Assert.IsType<HeadOutcome.WentBack>(Assert.Single(followed.Updates).Head).Offered.Number);
        Assert.Equal(103ul, followed.View.Head.Number);
    }

    [Fact]
    public async Task AnEndpointHoursBehind_IsReported_AndAChainThatStandsStillIsSaidTo()
    {
        _fixture.Nodes[1].Blocks.RemoveRange(1, 3);
        _fixture.Time.Advance(TimeSpan.FromSeconds(50));
        Assert.False((await FollowAsync()).IsStalled);
        var behind = Assert.Single(_fixture.Incidents.OfType<EndpointIncident.Behind>());
        Assert.Equal((100ul, 91_000L, 60_000L), (behind.Head.Number, behind.AgeMs, behind.LimitMs));
        _fixture.Time.Advance(TimeSpan.FromHours(28));
        Assert.True((await FollowAsync()).IsStalled);
        Assert.Equal(4, _fixture.Incidents.OfType<EndpointIncident.Behind>().Count());
    }

    [Fact]
    public async Task AnEndpointWithAnotherFinalizedBlock_IsOutvotedAndRecorded()
    {
        await FollowAsync();
        var liar = _fixture.Nodes[2];
        liar.Blocks[0] = FakeBlock.Of(100, 1_700_001_200, "lie");
        Assert.IsType<HeadOutcome.Unchanged>(Assert.Single((await FollowAsync()).Updates).Head);
        Assert.Contains(_fixture.Incidents, incident => incident is EndpointIncident.OtherBlock other && other.Its.Hash == FakeBlock.HashOf(100, "lie"));
        Assert.NotNull(_heads.View);
    }

    [Fact]
    public async Task AStaleFinalizedHead_IsRefused()
    {
        foreach (var node in _fixture.Nodes) node.Finalized = 102;
        await FollowAsync();
        foreach (var node in _fixture.Nodes) node.Finalized = 101;
        var followed = await FollowAsync();
        Assert.Equal(101ul, Assert.IsType<FinalityOutcome.Stale>(Assert.Single(followed.Updates).Finality).Offered.Number);
        Assert.Equal(102ul, followed.View.Finalized.Number);
    }

    [Fact]
    public async Task EndpointsThatDoNotAgree_AreAFailure_AndWhatWasKnownStaysKnown()
    {
        await FollowAsync();
        _fixture.Nodes[0].Blocks.Clear();
        _fixture.Nodes[0].Blocks.AddRange(ReaderFixture.Chain("a", 100, 104));
        _fixture.Nodes[1].Blocks.Clear();
        _fixture.Nodes[1].Blocks.AddRange(ReaderFixture.Chain("b", 100, 104));
        Assert.Equal(RejectionCode.EndpointQuorum, Assert.IsType<HeadsOutcome.Failed>(await _heads.PollAsync(default)).Failure.Code);
        Assert.Equal(103ul, _heads.View!.Head.Number);
    }

    [Fact]
    public async Task ALookThatFailsHalfWay_GoesOnFromWhatItFetched()
    {
        await FollowAsync();
        Extend("main", 104, 110);
        foreach (var node in _fixture.Nodes) node.Fault = (method, honest) => method == "eth_getBlockByHash" ? honest with { Status = 500 } : honest;
        Assert.Equal(RejectionCode.Unreachable, Assert.IsType<HeadsOutcome.Failed>(await _heads.PollAsync(default)).Failure.Code);
        foreach (var node in _fixture.Nodes) node.Fault = null;
        Assert.Equal(7, Assert.IsType<HeadOutcome.Extended>(Assert.Single((await FollowAsync()).Updates).Head).New.Count);
    }

    [Fact]
    public async Task AFinalizedBlockThatChanged_IsAFaultUntilItIsReset()
    {
        await FollowAsync();
        foreach (var node in _fixture.Nodes)
        {
            node.Blocks.Clear();
            node.Blocks.AddRange(ReaderFixture.Chain("other", 100, 105));
        }

        var fault = new FinalizedChanged(100, FakeBlock.HashOf(100), FakeBlock.HashOf(100, "other"));
        Assert.Equal(new HeadsOutcome.Faulted(fault), await _heads.PollAsync(default));
        var asked = _fixture.Nodes[0].Methods.Count;
        Assert.Equal(new HeadsOutcome.Faulted(fault), await _heads.PollAsync(default));
        Assert.Equal(asked, _fixture.Nodes[0].Methods.Count);
        Assert.Null(_heads.View);
        _heads.Reset();
        Assert.Equal(105ul, (await FollowAsync()).View.Head.Number);
    }

    [Fact]
    public async Task AWindowThatIsFull_IsSaidSo_AndFollowedAgainWhenFinalityMoves()
    {
        await FollowAsync();
        Extend("main", 104, 200);
        Assert.Equal(new HeadOutcome.WindowOverflow(100, 64), Assert.IsType<HeadsOutcome.Stuck>(await _heads.PollAsync(default)).Reason);
        foreach (var node in _fixture.Nodes) node.Finalized = 160;
        Assert.Equal(200ul, (await FollowAsync()).View.Head.Number);
    }

    [Fact]
    public async Task FinalityFarAhead_IsResumedFrom_AndBothChangesAreTold()
    {
        await FollowAsync();
        Extend("main", 104, 1_000);
        foreach (var node in _fixture.Nodes) node.Finalized = 990;
        var followed = await FollowAsync();
        Assert.Equal([typeof(HeadOutcome.Resumed), typeof(HeadOutcome.Extended)], followed.Updates.Select(update => update.Head.GetType()));
        Assert.Equal((990ul, 990ul, 1_000ul), (followed.View.Oldest, followed.View.Finalized.Number, followed.View.Head.Number));
    }

    [Fact]
    public async Task FinalityFarAhead_OnAnotherHistory_IsAFault()
    {
        await FollowAsync();
        foreach (var node in _fixture.Nodes)
        {
            node.Blocks.Clear();
            node.Blocks.AddRange(ReaderFixture.Chain("other", 100, 1_000));
            node.Finalized = 990;
        }

        Assert.Equal(100ul, Assert.IsType<HeadsOutcome.Faulted>(await _heads.PollAsync(default)).Fault.Number);
    }

    [Fact]
    public async Task WithoutATagForSafe_NothingIsSafeBeforeItIsFinal()
    {
        foreach (var node in _fixture.Nodes) (node.Safe, node.Finalized) = (9_999, 101);
        Assert.Equal(101ul, (await FollowAsync()).View.SafeNumber);
    }

    [Fact]
    public async Task WhereABlockIsFinalAtOnce_NoOtherTagIsAsked()
    {
        var heads = new EvmHeads(_fixture.Reader, Profile() with { Finality = FinalityKind.HyperBft, Pin = PinKind.Answer }, _fixture.Time);
        var view = Assert.IsType<HeadsOutcome.Followed>(await heads.PollAsync(default)).View;
        Assert.Equal((103ul, 103ul), (view.Finalized.Number, view.Head.Number));
        Assert.Equal(["eth_chainId", "eth_getBlockByNumber"], _fixture.Nodes[0].Methods);
    }

    [Fact]
    public void AProfileThatIsUnsoundOrOfAnotherChain_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new EvmHeads(_fixture.Reader, Profile() with { HeartbeatMs = 0 }, _fixture.Time));
        Assert.Throws<ArgumentException>(() => new EvmHeads(_fixture.Reader, Profile() with { Chain = ChainId.Eip155(2) }, _fixture.Time));
    }

    public void Dispose() => _fixture.Dispose();

    private static ChainProfile Profile() => new()
    {
        Chain = ChainId.Eip155(1),
        Pin = PinKind.Hash,
        Finality = FinalityKind.EthereumPos,
        ConfirmedDepth = 2,
        UnfinalizedTtlMs = 60_000,
        FinalizedValidForMs = 600_000,
        HeartbeatMs = 300_000,
        MaximumWindow = 64,
        MaximumHeadAgeMs = 60_000,
    };

    private async Task<HeadsOutcome.Followed> FollowAsync() => Assert.IsType<HeadsOutcome.Followed>(await _heads.PollAsync(default));

    private void Extend(string fork, ulong first, ulong last)
    {
        foreach (var node in _fixture.Nodes) node.Blocks.AddRange(ReaderFixture.Chain(fork, first, last));
    }
}
