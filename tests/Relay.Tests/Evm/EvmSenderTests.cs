using CrossChainOracle.Relay.Evm;

namespace CrossChainOracle.Relay.Tests.Evm;

/// <summary>What the sender does about each kind of trouble, on a chain that makes it.</summary>
public sealed partial class EvmSenderTests
{
    private static readonly EvmPosting One = Postings.Of("majors", 1);
    private static readonly EvmPosting Two = Postings.Of("majors", 2);

    [Fact]
    public async Task WhatIsOver_IsSaidAgainAfterARestart_UntilItIsForgotten()
    {
        await using var rig = await SenderRig.StartAsync();
        rig.Forgets = false;
        await rig.StepAsync(One);
        for (var i = 0; i < 5; i++) await rig.MineAsync();
        var final = Assert.Single(rig.Events.OfType<SendEvent.Final>());
        Assert.Null(await rig.Sender.ForgetAsync(id => id == One.Posting.Id));
        foreach (var powerCut in (bool[])[false, true])
        {
            await rig.RestartAsync(powerCut);
            var again = await rig.StepAsync();
            Assert.Equal((final.PostingId, final.Transaction, final.Block), Assert.Single(again.OfType<SendEvent.Final>()) is var said ? (said.PostingId, said.Transaction, said.Block) : default);
            Assert.Empty((await rig.StepAsync()).OfType<SendEvent.Final>());
        }

        Assert.Null(await rig.Sender.ForgetAsync(static _ => false));
        await rig.RestartAsync();
        Assert.Empty(await rig.StepAsync());
        Assert.Empty(rig.Journal);
    }

    [Fact]
    public async Task Posting_IsSubmittedIncludedAndFinal_AndThenForgotten()
    {
        await using var rig = await SenderRig.StartAsync();
        var submitted = Assert.IsType<SendEvent.Submitted>(Assert.Single(await rig.StepAsync(One)));
        Assert.Equal((One.Posting.Id, 0UL, false), (submitted.PostingId, submitted.Nonce, submitted.Replaced));
        Assert.Equal([(One, null)], rig.Sender.InFlight.Select(each => (each.Posting, each.Included)));
        Assert.Empty(await rig.StepAsync(One));

        var included = Assert.IsType<SendEvent.Included>(Assert.Single(await rig.MineAsync(One)));
        Assert.Equal((submitted.Transaction, 1UL, 40_000UL), (included.Transaction, included.Block.Number, included.Block.GasUsed));
        Assert.Equal(included.Block, Assert.Single(rig.Sender.InFlight).Included);
        Assert.Empty(await rig.MineAsync());
        Assert.Empty(await rig.MineAsync());
        Assert.Equal(new SendEvent.Final(One.Posting.Id, included.Transaction, included.Block, rig.Time.GetUtcNow().ToUnixTimeMilliseconds() + 1_000), Assert.Single(await rig.MineAsync()));
        Assert.Empty(rig.Sender.InFlight);
        Assert.Empty(rig.Journal);
        Assert.Equal([(Postings.Box("majors"), 1)], rig.Chain.Taken);
    }

    [Fact]
    public async Task NoMoreThanSoMany_WaitAtATime()
    {
        await using var rig = await SenderRig.StartAsync();
        EvmPosting[] wanted = [.. Enumerable.Range(0, 6).Select(i => Postings.Of($"shard{i}", 1))];
        await rig.StepAsync(wanted);
        Assert.Equal(4, rig.Chain.Mempool.Count);
        await rig.MineAsync(wanted);
        Assert.Equal(2, rig.Chain.Mempool.Count);
        await rig.MineAsync(wanted);
        Assert.Equal(wanted.Select(posting => Postings.Box(posting.Posting.Header.Shard.ToString())), rig.Chain.Taken.Select(each => each.Box));
    }

    [Fact]
    public async Task Balance_ThatDoesNotCoverATransaction_SendsNothing_AndALowOneIsSaid()
    {
        await using var rig = await SenderRig.StartAsync();
        await rig.StepAsync();
        Assert.False(rig.Sender.Status!.IsLow);
        rig.Chain.Balance = 10_000 * Postings.Gwei;
        Assert.Contains("balance", Assert.IsType<SendEvent.Failed>(Assert.Single(await rig.StepAsync(One))).Reason, StringComparison.Ordinal);
        Assert.True(rig.Sender.Status!.IsLow);
        Assert.Empty(rig.Journal);
        rig.Chain.Balance = Postings.Gwei * Postings.Gwei;
        await rig.DrainAsync(() => Wanted(rig, One));
    }

    [Fact]
    public async Task Endpoints_AllGetTheTransaction_AndAnotherIsAskedWhenOneFails()
    {
        await using var rig = await SenderRig.StartAsync(endpoints: 3);
        rig.Chain.Oddity = (host, _) => host == "node0.test" ? new(Status: 503) : null;
        await rig.StepAsync(One);
        Assert.Equal("http://node1.test", rig.Sender.Status!.Endpoint);
        Assert.Equal(["node1.test", "node2.test"], rig.Chain.Arrived.Select(each => each.Host).Order());
        rig.Chain.Oddity = (host, method) => host == "node1.test" && method == "eth_getBalance" ? new("\"result\":null") : null;
        await rig.DrainAsync(() => Wanted(rig, One));
        Assert.Equal("http://node2.test", rig.Sender.Status!.Endpoint);
    }

    [Fact]
    public async Task Endpoint_OfAnotherChain_IsNeverUsed()
    {
        await using var rig = await SenderRig.StartAsync(endpoints: 2);
        rig.Chain.Oddity = (host, method) => host == "node0.test" && method == "eth_chainId" ? new("\"result\":\"0x1\"") : null;
        await rig.DrainAsync(() => Wanted(rig, One));
        Assert.Equal(["eth_chainId"], rig.Chain.Requests.Where(request => request.Host == "node0.test").Select(request => request.Method).Distinct());
    }

    [Fact]
    public async Task Nothing_Leaves_BeforeAPowerCutWouldRememberIt()
    {
        await using var rig = await SenderRig.StartAsync();
        var (asked, forgotten) = (0, 0);
        rig.Chain.Oddity = (_, method) =>
        {
            if (method != "eth_sendRawTransaction") return null;
            asked++;
            var durable = string.Concat(rig.Files.AfterPowerCut().Content().Values.Select(Convert.ToHexString));
            if (!durable.Contains(Convert.ToHexString(One.Call.Span), StringComparison.Ordinal)) forgotten++;
            return null;
        };
        await rig.StepAsync(One);
        Assert.Equal((1, 0), (asked, forgotten));
    }

    [Fact]
    public async Task Nothing_Leaves_WhenTheJournalFails()
    {
        await using var rig = await SenderRig.StartAsync();
        rig.Files.Plan = step => step.Kind == Storage.Tests.StepKind.Write ? Storage.Tests.Fault.NotPersisted : Storage.Tests.Fault.None;
        Assert.Contains("journal", Assert.IsType<SendEvent.Failed>(Assert.Single(await rig.StepAsync(One))).Reason, StringComparison.Ordinal);
        Assert.Empty(rig.Chain.Arrived);
        rig.Files.Plan = _ => Storage.Tests.Fault.None;
        await rig.DrainAsync(() => Wanted(rig, One));
    }

    [Fact]
    public async Task Restart_MidFlight_KnowsWhatIsUnderWay_AndTakesUpThePostingAgain()
    {
        await using var rig = await SenderRig.StartAsync();
        await rig.StepAsync(One);
        var before = Assert.Single(rig.Sender.InFlight);
        await rig.RestartAsync();
        Assert.Equal((null, One.Posting.Id, before.Nonce, before.SubmittedAt), Assert.Single(rig.Sender.InFlight) is var after ? (after.Posting, after.PostingId, after.Nonce, after.SubmittedAt) : default);
        await rig.StepAsync(One);
        Assert.Equal(One, Assert.Single(rig.Sender.InFlight).Posting);
        Assert.Single(rig.Chain.Arrived);
        await rig.DrainAsync(() => Wanted(rig, One));
        Assert.Equal(1UL, rig.Chain.Nonce);
    }

    [Fact]
    public async Task Reverts_OfOnePosting_AreNotRepeatedWithoutEnd()
    {
        await using var rig = await SenderRig.StartAsync();
        rig.Chain.FinalDepth = 1_000;

        // The simulation always agrees and the block never does.
        rig.Chain.Oddity = (_, method) => method is "eth_call" ? new("\"result\":\"0x\"") : method is "eth_estimateGas" ? new("\"result\":\"0xea60\"") : null;
        rig.Chain.RivalPosts(Postings.Box("majors"), 1);
        for (var i = 0; i < 20; i++) await rig.MineAsync(One);
        Assert.Equal(3, rig.Chain.Failures);
        Assert.Contains("3 blocks", Assert.IsType<SendEvent.Refused>(rig.Events[^1]).Error, StringComparison.Ordinal);
    }

    internal static EvmPosting[] Wanted(SenderRig rig, params EvmPosting[] postings) =>
        [.. postings.Where(posting => !rig.Chain.Taken.Any(each => each.Box == Postings.Box(posting.Posting.Header.Shard.ToString()) && each.Sequence >= posting.Posting.Header.Sequence))];
}
