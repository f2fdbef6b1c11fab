using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;
using static CrossChainOracle.Chains.Tests.ReaderFixture;

namespace CrossChainOracle.Chains.Tests;

public sealed class EvmReaderTests
{
    [Fact]
    public async Task Call_ReadsEveryCallAtThePinnedBlock()
    {
        using var fixture = new ReaderFixture(nodes: 1, agreement: 1);
        var block = await fixture.PinAsync();
        fixture.Nodes[0].Blocks.AddRange(Chain("main", 104, 105));
        var outcomes = await fixture.Reader.CallAsync(block, [CallOne, CallTwo], default);
        Assert.Equal(fixture.Nodes[0].Blocks[3].Pinned, block);
        AssertReturned(1103, outcomes[0]);
        AssertReturned(2103, outcomes[1]);
        Assert.Single(fixture.Nodes[0].Methods, "eth_call");
    }

    [Theory]
    [InlineData(BlockTag.Latest, 103)]
    [InlineData(BlockTag.Safe, 100)]
    [InlineData(BlockTag.Finalized, 100)]
    public async Task Pin_FollowsTheTag(BlockTag tag, ulong expected)
    {
        using var fixture = new ReaderFixture(nodes: 1, agreement: 1);
        Assert.Equal(expected, (await fixture.PinAsync(tag)).Number);
    }

    [Fact]
    public async Task Pin_WhenOneEndpointIsAhead_IsTheBlockThatEnoughOfThemHave()
    {
        using var fixture = new ReaderFixture(nodes: 3, agreement: 3);
        fixture.Nodes[0].Blocks.AddRange(Chain("main", 104, 109));
        fixture.Nodes[1].Blocks.AddRange(Chain("main", 104, 105));
        Assert.Equal(FakeBlock.Of(103, 0).Hash, (await fixture.PinAsync()).Hash);
    }

    [Fact]
    public async Task Pin_WhenOneEndpointInventsAHead_IsNotMoved()
    {
        using var fixture = new ReaderFixture(nodes: 3, agreement: 2);
        fixture.Nodes[2].Blocks.AddRange(Chain("invented", 1_000_000, 1_000_000));
        Assert.Equal(fixture.Nodes[0].Blocks[3].Pinned, await fixture.PinAsync());
    }

    [Fact]
    public async Task Pin_WhenOneEndpointIsOnAnotherFork_IsTheOthersBlockAndTheDissentIsReported()
    {
        using var fixture = new ReaderFixture(nodes: 3, agreement: 2);
        var honest = fixture.Nodes[0].Blocks[3].Pinned;
        fixture.Nodes[1].Blocks[3] = Chain("fork", 103, 103).Single();
        Assert.Equal(honest, await fixture.PinAsync());
        var incident = Assert.IsType<EndpointIncident.OtherBlock>(Assert.Single(fixture.Incidents));
        Assert.Equal((fixture.Nodes[1].Blocks[3].Pinned, honest), (incident.Its, incident.Pinned));
    }

    [Fact]
    public async Task Pin_WhenAnEndpointGivesTheHashAnotherTime_DoesNotCountIt()
    {
        using var fixture = new ReaderFixture(nodes: 2, agreement: 2);
        fixture.Nodes[1].Blocks[3] = fixture.Nodes[1].Blocks[3] with { Seconds = 5 };
        Assert.Equal(RejectionCode.EndpointQuorum, (await fixture.FailToPinAsync()).Code);
    }

    [Fact]
    public async Task Pin_WhenNoBlockIsCommonToEnough_IsAnEndpointQuorumFailureThatNamesWhatEachHas()
    {
        using var fixture = new ReaderFixture(nodes: 2, agreement: 2);
        fixture.Nodes[1].Blocks.Clear();
        fixture.Nodes[1].Blocks.AddRange(Chain("fork", 100, 103));
        var failure = await fixture.FailToPinAsync();
        Assert.Equal(RejectionCode.EndpointQuorum, failure.Code);
        Assert.Contains(fixture.Nodes[0].Blocks[3].Hash.ToString(), failure.Detail, StringComparison.Ordinal);
        Assert.Contains(fixture.Nodes[1].Blocks[3].Hash.ToString(), failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pin_WhenTheEndpointIsOfAnotherChain_IsRefused()
    {
        using var fixture = new ReaderFixture(nodes: 1, agreement: 1);
        fixture.Nodes[0].ChainId = 137;
        var failure = await fixture.FailToPinAsync();
        Assert.Equal(RejectionCode.WrongEmitter, failure.Code);
        Assert.Contains("137", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WhenOneOfThreeLiesAboutOneValue_TheValueStandsAndTheDissentIsReported()
    {
        using var fixture = new ReaderFixture(nodes: 3, agreement: 2);
        fixture.Nodes[1].Lies[One] = Answering(666);
        var outcomes = await fixture.CallAsync(CallOne, CallTwo);
        AssertReturned(1103, outcomes[0]);
        AssertReturned(2103, outcomes[1]);
        var dissent = Assert.IsType<EndpointIncident.Dissent>(Assert.Single(fixture.Incidents));
        Assert.Equal((One, true), (dissent.Contract, dissent.Answer != dissent.Agreed));
        Assert.Equal(fixture.Nodes[1].Address.GetLeftPart(UriPartial.Authority), dissent.Endpoint);
    }

    [Fact]
    public async Task Call_WhenTwoLieAboutDifferentValues_BothTrueValuesStand()
    {
        using var fixture = new ReaderFixture(nodes: 3, agreement: 2);
        fixture.Nodes[1].Lies[One] = Answering(666);
        fixture.Nodes[2].Lies[Two] = Answering(667);
        var outcomes = await fixture.CallAsync(CallOne, CallTwo);
        AssertReturned(1103, outcomes[0]);
        AssertReturned(2103, outcomes[1]);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, 1)]
    [InlineData(3, 3)]
    [InlineData(4, 2)]
    public async Task Call_WithoutEnoughOrUndisputedAgreement_IsAnEndpointQuorumFailureForThatCallOnly(int nodes, int agreement)
    {
        using var fixture = new ReaderFixture(nodes, agreement);
        foreach (var node in fixture.Nodes.Skip((nodes + 1) / 2)) node.Lies[One] = Answering(666);
        var outcomes = await fixture.CallAsync(CallOne, CallTwo);
        AssertFailed(RejectionCode.EndpointQuorum, outcomes[0]);
        AssertReturned(2103, outcomes[1]);
    }

    [Fact]
    public async Task Call_WhenOneEndpointDoesNotKnowTheBlock_TheOthersDecide()
    {
        using var fixture = new ReaderFixture(nodes: 3, agreement: 2);
        fixture.Nodes[2].Blocks.RemoveRange(1, 3);
        AssertReturned(1103, (await fixture.CallAsync(CallOne))[0]);
        var failed = Assert.IsType<EndpointIncident.Failed>(Assert.Single(fixture.Incidents));
        Assert.Contains("-32000", failed.Failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WhenTooFewKnowTheBlock_IsAnEndpointQuorumFailure()
    {
        using var fixture = new ReaderFixture(nodes: 3, agreement: 2);
        var block = await fixture.PinAsync();
        foreach (var node in fixture.Nodes.Take(2)) node.Blocks[3] = Chain("fork", 103, 103).Single();
        AssertFailed(RejectionCode.EndpointQuorum, (await fixture.Reader.CallAsync(block, [CallOne], default))[0]);
    }

    [Fact]
    public async Task Call_WhenTheBlockWasReorganisedAway_IsATypedFailure()
    {
        using var fixture = new ReaderFixture(nodes: 1, agreement: 1);
        var block = await fixture.PinAsync();
        fixture.Nodes[0].Blocks[3] = Chain("fork", 103, 103).Single();
        var outcomes = await fixture.Reader.CallAsync(block, [CallOne, CallTwo], default);
        Assert.All(outcomes, outcome => AssertFailed(RejectionCode.CallFailed, outcome));
    }

    [Fact]
    public async Task Call_WhenOneContractReverts_NamesTheReasonAndCostsNoOther()
    {
        using var fixture = new ReaderFixture(nodes: 1, agreement: 1);
        fixture.Nodes[0].Lies[One] = FakeContracts.Reverting("No data present");
        var outcomes = await fixture.CallAsync(CallOne, CallTwo);
        Assert.Contains("No data present", AssertFailed(RejectionCode.CallFailed, outcomes[0]).Detail, StringComparison.Ordinal);
        AssertReturned(2103, outcomes[1]);
    }

    [Fact]
    public async Task Call_ToAnAddressWithoutCode_IsACallFailure()
    {
        using var fixture = new ReaderFixture(nodes: 1, agreement: 1);
        var outcomes = await fixture.CallAsync(new EvmCall(FakeContracts.Address(9), new byte[4]), CallTwo);
        AssertFailed(RejectionCode.CallFailed, outcomes[0]);
        AssertReturned(2103, outcomes[1]);
    }

    [Fact]
    public async Task Call_WhenOneContractBurnsAllGas_CostsNoOther()
    {
        using var fixture = new ReaderFixture(nodes: 1, agreement: 1);
        fixture.Nodes[0].GasBurner = FakeContracts.Address(9);
        var outcomes = await fixture.CallAsync(new EvmCall(FakeContracts.Address(9), new byte[4]), CallOne, CallTwo);
        AssertFailed(RejectionCode.CallFailed, outcomes[0]);
        AssertReturned(1103, outcomes[1]);
        AssertReturned(2103, outcomes[2]);
    }

    [Fact]
    public async Task Call_WhenOneContractReturnsMoreThanIsRead_CostsNoOther()
    {
        using var fixture = new ReaderFixture(nodes: 1, agreement: 1, new() { Timeout = TimeSpan.FromSeconds(30), MaximumResponseBytes = 8192 });
        fixture.Nodes[0].Lies[One] = _ => new(true, new byte[8192]);
        var outcomes = await fixture.CallAsync(CallOne, CallTwo);
        AssertFailed(RejectionCode.Oversized, outcomes[0]);
        AssertReturned(2103, outcomes[1]);
    }

    [Fact]
    public async Task Call_WhenTheAgreementIsBehindAFailingEndpoint_UsesTheOthers()
    {
        using var fixture = new ReaderFixture(nodes: 3, agreement: 2);
        fixture.Nodes[0].Fault = (_, _) => new(500, []);
        AssertReturned(1103, (await fixture.CallAsync(CallOne))[0]);
        Assert.All(fixture.Incidents, incident => Assert.Equal("HTTP 500", Assert.IsType<EndpointIncident.Failed>(incident).Failure.Detail));
    }

    [Fact]
    public async Task Call_WhenBatchingIsOn_GivesTheSameOutcomes()
    {
        using var fixture = new ReaderFixture(nodes: 1, agreement: 1, new() { Timeout = TimeSpan.FromSeconds(30), Batch = true });
        EvmCall[] calls = [.. Enumerable.Range(0, 600).Select(i => i % 2 == 0 ? CallOne : CallTwo)];
        var outcomes = await fixture.CallAsync(calls);
        for (var i = 0; i < calls.Length; i++) AssertReturned(i % 2 == 0 ? 1103ul : 2103ul, outcomes[i]);
        Assert.Equal(3, fixture.Nodes[0].Methods.Count(method => method == "eth_call"));
    }

    [Fact]
    public void Options_NameEveryProblemAtOnceAndNoAddress()
    {
        var options = new EvmReaderOptions
        {
            Chain = ChainId.Parse("solana:mainnet"),
            Endpoints = [new("https://node.example/secretkey1"), new("https://node.example/secretkey1"), new("ftp://node.example/secretkey2")],
            Agreement = 4,
        };
        Assert.Equal(4, options.Problems().Count);
        Assert.All(options.Problems(), problem => Assert.DoesNotContain("secret", problem, StringComparison.Ordinal));
    }
}
