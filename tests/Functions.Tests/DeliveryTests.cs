using CrossChainOracle.Functions.Tests.Kit;
using CrossChainOracle.Pipeline.Distributed;
using CrossChainOracle.Streams;
using CrossChainOracle.Streams.Consuming;

namespace CrossChainOracle.Functions.Tests;

/// <summary>Deliveries as the platform makes them: twice, late, out of order, to two instances, and while something is down.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task DeliveredTwice_EachRoundIsMadeOnce()
    {
        await using var cloud = new Cloud();
        await cloud.TickAsync(cloud.NewPrices(), 4);
        var events = await cloud.Observations.DeliverAsync(0);
        var attest = cloud.NewAttest();
        await attest.RunAsync(events, new Execution(0), default);
        await attest.RunAsync(events, new Execution(0), default);
        await cloud.NewAttest().RunAsync(events, new Execution(null), default);
        await cloud.AuditAsync(4);
        Assert.Empty(await cloud.DeadLetters.AllAsync());
    }

    [Fact]
    public async Task OutOfOrder_WhatIsLateIsCovered_AndNoSequenceHasTwoDigests()
    {
        await using var cloud = new Cloud();
        await cloud.TickAsync(cloud.NewPrices(), 4);
        var events = await cloud.Observations.DeliverAsync(0);
        await cloud.NewAttest().RunAsync([events[1], events[0], events[3], events[2], events[0]], new Execution(0), default);
        await cloud.AuditAsync(2);
        var batches = await cloud.LedgerAsync();

        // Nothing in between is left uncovered: the later round begins where the earlier ended.
        Assert.Equal(batches[0].Header.ObservedAt, batches[1].Header.ValidAfter);
    }

    [Fact]
    public async Task TwoTimersOfOneTick_MakeOneRound()
    {
        await using var cloud = new Cloud();
        var (first, second) = (cloud.NewPrices(), cloud.NewPrices());
        for (var tick = 0; tick < 3; tick++)
        {
            await first.RunAsync(new(), default);
            cloud.Time.Advance(TimeSpan.FromMilliseconds(300));
            await second.RunAsync(new(), default);
            cloud.Time.Advance(Cloud.Period - TimeSpan.FromMilliseconds(300));
        }

        Assert.Equal(6, (await cloud.Observations.AllAsync()).Count);
        await cloud.NewAttest().RunAsync(await cloud.Observations.DeliverAsync(0), new Execution(0), default);
        await cloud.AuditAsync(3);
    }

    [Fact]
    public async Task AMissedTick_IsNotMadeUpFor_AndTheNextRoundCoversItsTime()
    {
        await using var cloud = new Cloud();
        var prices = cloud.NewPrices();
        await cloud.TickAsync(prices);
        cloud.Time.Advance(Cloud.Period * 3);
        await cloud.TickAsync(prices);
        await cloud.NewAttest().RunAsync(await cloud.Observations.DeliverAsync(0), new Execution(0), default);
        await cloud.AuditAsync(2);
        var batches = await cloud.LedgerAsync();
        Assert.Equal((long)(Cloud.Period * 4).TotalMilliseconds, batches[1].Header.ObservedAt - batches[1].Header.ValidAfter);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task RacingInstances_MakeEachRoundOnce(int seed)
    {
        await using var cloud = new Cloud();
        await cloud.TickAsync(cloud.NewPrices(), 6);
        var events = await cloud.Observations.DeliverAsync(0);
        var instances = Enumerable.Range(0, 3).Select(_ => cloud.NewAttest()).ToList();
        await Task.WhenAll(instances.Select((instance, index) => Task.Run(async () =>
        {
            // Each has the whole partition, from where its checkpoint was, in deliveries of its own size; a delivery that throws comes again.
            for (var next = 0; next < events.Length;)
            {
                var size = Math.Min(1 + ((seed + index) % 3), events.Length - next);
                try
                {
                    await instance.RunAsync(events[next..(next + size)], new Execution(0), default);
                    next += size;
                }
                catch (PartitionHeldException)
                {
                }
            }
        })));
        Assert.InRange((await cloud.LedgerAsync()).Count, 1, 6);
        await cloud.AuditAsync((await cloud.LedgerAsync()).Count);
        Assert.Equal((await cloud.LedgerAsync())[^1].Header.ObservedAt, ObservedAt(await cloud.Observations.AllAsync()));
        Assert.Empty(await cloud.DeadLetters.AllAsync());
    }

    [Fact]
    public async Task AnInstanceThatWasAwhileWithoutThePartition_GoesOnWhereTheOtherLeftOff()
    {
        await using var cloud = new Cloud();
        var prices = cloud.NewPrices();
        var (first, second) = (cloud.NewAttest(), cloud.NewAttest());
        for (var round = 0; round < 6; round++)
        {
            await cloud.TickAsync(prices);
            await (round is 2 or 3 ? second : first).RunAsync(await cloud.Observations.DeliverAsync(0, round), new Execution(0), default);
        }

        await cloud.AuditAsync(6);
    }

    [Fact]
    public async Task ABadEvent_IsPutAside_AndTheNextIsAttested()
    {
        await using var cloud = new Cloud();
        await cloud.TickAsync(cloud.NewPrices(), 2);
        var good = await cloud.Observations.AllAsync();
        var bad = Hub.Deliver(good[0], new byte[] { 1, 2, 3 }, new Dictionary<string, object> { ["somebody"] = "else" });
        await cloud.NewAttest().RunAsync([bad, cloud.Observations.Deliver(good[1])], new Execution(1), default);
        await cloud.AuditAsync(1);
        var letter = Assert.Single(await cloud.DeadLetters.AllAsync());
        Assert.Equal([1, 2, 3], letter.Body.ToArray());
        Assert.Equal((ObservedStream.Hub, "1", "0"), (letter.Properties[DeadLetter.HubProperty], letter.Properties[DeadLetter.PartitionProperty], letter.Properties[DeadLetter.SequenceNumberProperty]));
        Assert.Equal("else", letter.Properties[DeadLetter.OwnPrefix + "somebody"]);
        Assert.NotEmpty(letter.Properties[DeadLetter.ReasonProperty]);
    }

    [Fact]
    public async Task ABadEventWithDeadLetterDown_HoldsThePartition_AndNothingIsLostWhenItIsBack()
    {
        await using var cloud = new Cloud();
        await cloud.TickAsync(cloud.NewPrices(), 3);
        var good = await cloud.Observations.AllAsync();
        var events = new[] { cloud.Observations.Deliver(good[0]), Hub.Deliver(good[1], new byte[] { 9 }, new Dictionary<string, object>()), cloud.Observations.Deliver(good[2]) };
        var attest = cloud.NewAttest(deadLetters: new NoStream(Cloud.Partitions));
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var held = await Assert.ThrowsAsync<PartitionHeldException>(() => attest.RunAsync(events, new Execution(0), default));
            Assert.Equal((0, 1L), (held.Partition, held.SequenceNumber));
            await cloud.AuditAsync(1);
        }

        await cloud.NewAttest().RunAsync(events, new Execution(0), default);
        await cloud.AuditAsync(2);
        Assert.Single(await cloud.DeadLetters.AllAsync());
    }

    [Fact]
    public async Task AnotherDeploymentsObservation_IsADeadLetter()
    {
        await using var cloud = new Cloud();
        await cloud.TickAsync(cloud.NewPrices());
        var stored = Assert.Single(await cloud.Observations.AllAsync());
        var foreign = stored with { Properties = new Dictionary<string, string>(stored.Properties) { [ObservedStream.DeploymentProperty] = "another" } };
        await cloud.NewAttest().RunAsync([cloud.Observations.Deliver(foreign)], new Execution(0), default);
        Assert.Empty(await cloud.LedgerAsync());
        Assert.Contains("another", Assert.Single(await cloud.DeadLetters.AllAsync()).Properties[DeadLetter.ReasonProperty], StringComparison.Ordinal);
    }

    /// <summary>Neither the head nor the batch below it can be read: the delivery comes again, nothing is put aside, and nothing was signed meanwhile.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task ALedgerThatCannotBeRead_HoldsThePartition_AndTheEventComesAgain(int at)
    {
        await using var cloud = new Cloud();
        await cloud.TickAsync(cloud.NewPrices(), 2);
        var events = await cloud.Observations.DeliverAsync(0);
        await cloud.NewAttest().RunAsync(events[..1], new Execution(0), default);
        var instance = cloud.NewAttest(ledger: new RemoteLedger(cloud.Ledger, new Wire { At = at, Trouble = Trouble.Failed }));
        var held = await Assert.ThrowsAsync<PartitionHeldException>(() => instance.RunAsync(events[1..], new Execution(0), default));
        Assert.Contains("the ledger could not be read: the other side is busy", held.Reason, StringComparison.Ordinal);
        await cloud.AuditAsync(1);
        await instance.RunAsync(events[1..], new Execution(0), default);
        await cloud.AuditAsync(2);
        Assert.Empty(await cloud.DeadLetters.AllAsync());
    }

    /// <summary>Every call to the ledger and to the stream of a run of three rounds, going wrong in every way; the delivery comes again, to the same instance or to a new one.</summary>
    [Theory]
    [ClassData(typeof(EveryTrouble))]
    public async Task WhereverACallGoesWrong_NoRoundIsLost_AndNoSequenceHasTwoDigests(int trouble, bool isLedger)
    {
        for (var at = 0; ; at++)
        {
            await using var cloud = new Cloud();
            await cloud.TickAsync(cloud.NewPrices(), 3);
            var events = await cloud.Observations.DeliverAsync(0);
            var wire = new Wire { At = at, Trouble = (Trouble)trouble };
            var instance = isLedger ? cloud.NewAttest(ledger: new RemoteLedger(cloud.Ledger, wire)) : cloud.NewAttest(attestations: new RemoteStream(cloud.Attestations.Stream, wire));
            for (var attempt = 0; ; attempt++)
            {
                Assert.True(attempt < 5, $"{(Trouble)trouble} at call {at}: it does not recover");
                try
                {
                    await instance.RunAsync(events, new Execution(0), default);
                    break;
                }
                catch (PartitionHeldException)
                {
                }
                catch (ProcessEndedException)
                {
                    instance = cloud.NewAttest();
                }
            }

            await cloud.AuditAsync(3);
            Assert.Empty(await cloud.DeadLetters.AllAsync());
            if (wire.Calls > at) continue;

            // Of three rounds, each call was tried: reserving and attaching, or publishing.
            Assert.True(at >= (isLedger ? 7 : 3), $"{at} calls");
            return;
        }
    }

    private static long ObservedAt(IReadOnlyList<StoredEvent> observations)
    {
        Assert.Null(Encoding.RoundHeaderCodec.Peek(observations[^1].Body, out var header));
        return header!.ObservedAt;
    }
}
