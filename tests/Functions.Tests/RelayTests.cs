using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;
using CrossChainOracle.Functions.Relay;
using CrossChainOracle.Functions.Tests.Kit;
using CrossChainOracle.Streams.Consuming;
using CrossChainOracle.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CrossChainOracle.Functions.Tests;

/// <summary>The function classes of Relay between the hubs, a real chain and a real Blob service.</summary>
[Trait("Category", "RealChain")]
public sealed class RelayTests
{
    private static readonly FeedId Feed = FeedId.Parse("ETH/USD");

    [RealChainFact]
    public async Task AFullRound_StandsOnTheChain_AsServeShowsIt()
    {
        await using var cloud = new Cloud();
        await using var chain = await RelayedChain.StartAsync(cloud);
        var (batches, steps) = chain.NewRelay();
        await cloud.AttestAsync(1);
        await DeliverAsync(cloud, batches, 0);
        await chain.MineAsync(8);
        await steps.RunAsync(new TimerInfo(), default);

        var batch = Assert.Single(await cloud.LedgerAsync());
        var price = await chain.PriceAsync(Feed);
        Assert.Null(StatementCodec.Decode(batch.Leaves[0].Bytes.Span, out var statement));
        var stated = Assert.IsType<PriceStatement>(statement);
        Assert.Equal((batch.Header.Sequence, stated.Value, stated.PublishedAt, batch.Header.ObservedAt), (price!.Sequence, price.Value, price.PublishedAt, price.ObservedAt));
        var receipt = Assert.Single(await chain.ReceiptsAsync());
        Assert.Equal(("ETH/USD", batch.Header.Sequence, stated.PublishedAt, batch.Header.ObservedAt), (receipt.Subject, receipt.Sequence, receipt.Source, receipt.Observed));
        Assert.True(receipt is { Signed: not null, Submitted: not null, Included: not null, Final: not null, Block: not null });
        Assert.Empty((await chain.JournalAsync()).Alive);
        Assert.Empty(await cloud.DeadLetters.AllAsync());

        // What a margin engine reads over HTTP is the batch that the price on the chain is of.
        var shown = await ServeTests.AskAsync(cloud.NewServe().BatchAsync(new DefaultHttpContext().Request, "majors", "0", default));
        Assert.Equal(Hex.Encode(AttestationCodec.Encode(batch.ToAttestation())), shown.Body.GetProperty("attestation").GetString());
    }

    [RealChainFact]
    public async Task DeliveredTwice_OutOfOrder_AndToTwoInstances_EachPostingIsSentOnce()
    {
        await using var cloud = new Cloud();
        await using var chain = await RelayedChain.StartAsync(cloud);
        var (one, other) = (chain.NewRelay(), chain.NewRelay());
        await cloud.AttestAsync(3);
        var events = await cloud.Attestations.DeliverAsync(0);
        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(
                one.Batches.RunAsync([events[2], events[0]], new Execution(0), default), other.Batches.RunAsync([events[1], events[2]], new Execution(0), default),
                one.Steps.RunAsync(new TimerInfo(), default), other.Steps.RunAsync(new TimerInfo(), default));
            await chain.MineAsync(4);
        }

        await Task.WhenAll(one.Steps.RunAsync(new TimerInfo(), default), other.Steps.RunAsync(new TimerInfo(), default));
        Assert.Equal(2UL, (await chain.PriceAsync(Feed))!.Sequence);
        var sent = await chain.SentAsync();
        Assert.Equal(sent.Distinct(), sent);
        Assert.Contains(2UL, (await chain.ReceiptsAsync()).Select(receipt => receipt.Sequence));
        Assert.Empty((await chain.JournalAsync()).Alive);
        Assert.DoesNotContain(cloud.Notices, notice => notice.Level == Hosting.NoticeLevel.Alarm);
    }

    /// <summary>An instance ends at every request that it makes, before it arrives and after; the next one is given the same events, as the platform does.</summary>
    [RealChainFact]
    public async Task WhereverTheProcessEnds_TheNextOneGoesOn_AndNothingIsSentTwice()
    {
        await using var cloud = new Cloud();
        await using var chain = await RelayedChain.StartAsync(cloud);
        await cloud.AttestAsync(2);
        var events = await cloud.Attestations.DeliverAsync(0);
        var restore = await chain.SnapshotAsync();
        var whole = new CutWire();
        await RunAsync(chain.NewRelay(whole));
        Assert.InRange(whole.Calls, 20, 400);
        for (var at = 0; at < whole.Calls; at++)
        {
            foreach (var isAfter in (bool[])[false, true])
            {
                await restore();
                var before = (await chain.Receipts.AllAsync()).Count;
                try
                {
                    await RunAsync(chain.NewRelay(new CutWire(at, isAfter)));
                }
                catch (ProcessEndedException)
                {
                    // The platform has not moved its checkpoint.
                }

                await RunAsync(chain.NewRelay());
                var what = $"call {at}{(isAfter ? ", after it" : string.Empty)}: {string.Join("; ", cloud.Notices)}; inbox {string.Join(", ", await chain.InboxAsync())}; sent {(await chain.SentAsync()).Count}; price {await chain.PriceAsync(Feed)}";
                Assert.True((await chain.PriceAsync(Feed))?.Sequence == 1, what);
                var sent = await chain.SentAsync();
                Assert.True(sent.Distinct().Count() == sent.Count, what);
                Assert.True((await chain.JournalAsync()).Alive.Count == 0, what);
                Assert.True((await chain.Receipts.AllAsync()).Count > before, what);
            }
        }

        async Task RunAsync((Batches Batches, Steps Steps) relay)
        {
            await relay.Batches.RunAsync(events, new Execution(0), default);
            for (var i = 0; i < 3; i++)
            {
                await chain.MineAsync(3);
                await relay.Steps.RunAsync(new TimerInfo(), default);
            }
        }
    }

    [RealChainFact]
    public async Task WhatIsNoAttestationOfOurs_IsADeadLetter_AndWithoutOneThePartitionStands()
    {
        await using var cloud = new Cloud();
        await using var other = new Cloud(static config => config with { Deployment = "another" });
        await using var chain = await RelayedChain.StartAsync(cloud);
        await other.AttestAsync(1);
        await cloud.AttestAsync(1);
        var (foreign, own) = ((await other.Attestations.DeliverAsync(0))[0], (await cloud.Attestations.DeliverAsync(0))[0]);

        var blocked = chain.NewRelay(deadLetters: new NoStream(Cloud.Partitions));
        await Assert.ThrowsAsync<PartitionHeldException>(() => blocked.Batches.RunAsync([foreign, own], new Execution(0), default));
        Assert.Empty(await chain.InboxAsync());

        var (batches, _) = chain.NewRelay();
        await batches.RunAsync([foreign, own], new Execution(0), default);
        var letter = Assert.Single(await cloud.DeadLetters.AllAsync());
        Assert.Equal(Batches.Hub, letter.Properties[DeadLetter.HubProperty]);
        Assert.NotEmpty(letter.Properties[DeadLetter.ReasonProperty]);
        Assert.Equal([(1, $"hub={Batches.Hub} reason={RefusalCode.BadSignature}")], cloud.Measured.Of("oracle.deadletters"));
        Assert.Equal(2, cloud.Measured.Of("oracle.event.age").Count(age => age.Tags == $"hub={Batches.Hub} partition=0"));
        await chain.MineAsync();
        Assert.NotNull(await chain.PriceAsync(Feed));
    }

    [RealChainFact]
    public async Task ReceiptsThatCannotBeKept_HoldTheJournal_AndComeWhenTheyCan()
    {
        await using var cloud = new Cloud();
        await using var chain = await RelayedChain.StartAsync(cloud);
        await cloud.AttestAsync(1);
        var blocked = chain.NewRelay(receipts: new NoStream(Cloud.Partitions));
        await DeliverAsync(cloud, blocked.Batches, 0);
        await chain.MineAsync(8);
        await blocked.Steps.RunAsync(new TimerInfo(), default);
        Assert.Single((await chain.JournalAsync()).Alive);
        Assert.Contains(cloud.Notices, notice => notice.Text.Contains("receipts", StringComparison.Ordinal));

        await chain.NewRelay().Steps.RunAsync(new TimerInfo(), default);
        Assert.Single(await chain.ReceiptsAsync());
        Assert.Empty((await chain.JournalAsync()).Alive);
    }

    /// <summary>Each of the two opens its journal again after the other has written it.</summary>
    [RealChainFact]
    public async Task WhatTwoInstancesSeeAgainAndAgain_EachSaysOnce()
    {
        await using var cloud = new Cloud();
        await using var chain = await RelayedChain.StartAsync(cloud);
        await chain.SetBalanceAsync(UInt128.Parse("1000000000000000"));
        var (one, other) = (chain.NewRelay(), chain.NewRelay());
        await cloud.AttestAsync(4);
        var events = await cloud.Attestations.DeliverAsync(0);
        for (var round = 0; round < 4; round++)
        {
            await (round % 2 == 0 ? one : other).Batches.RunAsync([events[round]], new Execution(0), default);
            await chain.MineAsync(2);
        }

        Assert.InRange(cloud.Notices.Count(notice => notice.Text.StartsWith("balance:", StringComparison.Ordinal)), 1, 2);
        Assert.Equal(3UL, (await chain.PriceAsync(Feed))!.Sequence);
    }

    [RealChainFact]
    public async Task AHubOfAnotherDeployment_IsSaidOnce_AndNothingIsSent_AndTheInboxDoesNotGrow()
    {
        await using var cloud = new Cloud();
        await using var chain = await RelayedChain.StartAsync(cloud, hub: EvmAddress.Parse(new('c', 40)));
        var (batches, steps) = chain.NewRelay();
        await cloud.AttestAsync(3);
        await DeliverAsync(cloud, batches, 0);
        cloud.Time.Advance(TimeSpan.FromMinutes(2));
        await steps.RunAsync(new TimerInfo(), default);
        Assert.Single(cloud.Notices, notice => notice.Text.StartsWith("nothing is posted: ", StringComparison.Ordinal) && notice.Text.Contains("there is no contract", StringComparison.Ordinal));
        Assert.Empty(await chain.SentAsync());
        Assert.Single(await chain.InboxAsync());
    }

    [RealChainFact]
    public async Task WhatNobodyNeedsAnyMore_LeavesTheInbox()
    {
        await using var cloud = new Cloud();
        await using var chain = await RelayedChain.StartAsync(cloud);
        var (batches, steps) = chain.NewRelay();
        await cloud.AttestAsync(3);
        await DeliverAsync(cloud, batches, 0);
        Assert.Equal(3, (await chain.InboxAsync()).Count);
        for (var i = 0; i < 4; i++)
        {
            await chain.MineAsync(4);
            await steps.RunAsync(new TimerInfo(), default);
        }

        cloud.Time.Advance(TimeSpan.FromMinutes(1));
        await steps.RunAsync(new TimerInfo(), default);

        // The newest prices of a shard are what would be posted next.
        Assert.EndsWith("2", Assert.Single(await chain.InboxAsync()).Split('-')[0], StringComparison.Ordinal);
    }

    private static async Task DeliverAsync(Cloud cloud, Batches batches, int from) => await batches.RunAsync(await cloud.Attestations.DeliverAsync(0, from), new Execution(0), default);
}
