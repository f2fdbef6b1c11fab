using CrossChainOracle.Domain;
using CrossChainOracle.Functions.Tests.Kit;
using CrossChainOracle.Hosting;
using CrossChainOracle.Streams.Consuming;

namespace CrossChainOracle.Functions.Tests;

/// <summary>What the function classes measure (docs/telemetry.md), by the instruments that the alerts read.</summary>
public sealed class MetricsTests
{
    private const string Batches = "oracle.batches";
    private const string Breaker = "oracle.breaker.open";
    private const string Letters = "oracle.deadletters";
    private const string Age = "oracle.event.age";

    [Fact]
    public async Task ABatch_IsCountedOnce_HoweverOftenItsEventsCome()
    {
        await using var cloud = new Cloud();
        await cloud.TickAsync(cloud.NewPrices(), 3);
        var (events, attest) = (await cloud.Observations.DeliverAsync(0), cloud.NewAttest());
        await attest.RunAsync(events, new Execution(0), default);
        await attest.RunAsync(events, new Execution(0), default);
        await cloud.AuditAsync(3);
        Assert.Equal([(1, "shard=majors"), (1, "shard=majors"), (1, "shard=majors")], cloud.Measured.Of(Batches));
        Assert.Equal([(0, "shard=majors feed=ETH/USD"), (0, "shard=majors feed=ETH/USD"), (0, "shard=majors feed=ETH/USD")], cloud.Measured.Of(Breaker));
    }

    /// <summary>The process before this one died with a batch reserved and not published, at every call at which it can.</summary>
    [Theory]
    [InlineData((int)Trouble.DiesAfter, true)]
    [InlineData((int)Trouble.DiesBefore, false)]
    public async Task ABatchThatAnotherProcessReserved_IsCountedByTheOneThatPublishesIt(int trouble, bool isLedger)
    {
        await using var cloud = new Cloud();
        await cloud.TickAsync(cloud.NewPrices(), 2);
        var events = await cloud.Observations.DeliverAsync(0);

        // The ledger is asked for the head, then to reserve; the stream is asked to publish.
        var wire = new Wire { At = isLedger ? 1 : 0, Trouble = (Trouble)trouble };
        var dying = isLedger ? cloud.NewAttest(ledger: new RemoteLedger(cloud.Ledger, wire)) : cloud.NewAttest(attestations: new RemoteStream(cloud.Attestations.Stream, wire));
        await Assert.ThrowsAsync<ProcessEndedException>(() => dying.RunAsync(events, new Execution(0), default));
        Assert.NotNull(await cloud.Ledger.HeadAsync("majors"));
        Assert.Empty(cloud.Measured.Of(Batches));

        await cloud.NewAttest().RunAsync(events, new Execution(0), default);
        await cloud.AuditAsync(2);
        Assert.Equal(2, cloud.Measured.Of(Batches).Count);
    }

    /// <summary>Where a shard stands is looked up again after every failure, and what it published last is then published again: that is no sign of life.</summary>
    [Theory]
    [InlineData((int)Trouble.Failed)]
    [InlineData((int)Trouble.LostBefore)]
    [InlineData((int)Trouble.LostAfter)]
    public async Task WhereverTheLedgerFails_NoBatchIsCountedTwice(int trouble)
    {
        for (var at = 0; ; at++)
        {
            await using var cloud = new Cloud();
            await cloud.TickAsync(cloud.NewPrices(), 3);
            var (events, wire) = (await cloud.Observations.DeliverAsync(0), new Wire { At = at, Trouble = (Trouble)trouble });
            var attest = cloud.NewAttest(ledger: new RemoteLedger(cloud.Ledger, wire));
            for (var attempts = 0; await AttemptAsync(attest, events); attempts++) Assert.True(attempts < 5, $"{(Trouble)trouble} at call {at}: it does not recover");
            await cloud.AuditAsync(3);
            Assert.Equal(3, cloud.Measured.Of(Batches).Count);
            if (wire.Calls <= at) return;
        }
    }

    [Fact]
    public async Task TheAgeOfTheOldestEvent_IsMeasuredAtEveryAttempt_FailedOnesToo()
    {
        await using var cloud = new Cloud();
        await cloud.TickAsync(cloud.NewPrices(), 2);
        var (events, wire) = (await cloud.Observations.DeliverAsync(0), new Wire { At = 0, Trouble = Trouble.Failed });
        var attest = cloud.NewAttest(attestations: new RemoteStream(cloud.Attestations.Stream, wire));

        // Two ticks of two seconds have gone since the first was stored; the second is younger.
        Assert.True(await AttemptAsync(attest, events));
        cloud.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.False(await AttemptAsync(attest, [events[1], events[0]]));
        await attest.RunAsync([events[1]], new Execution(1), default);
        await attest.RunAsync([], new Execution(1), default);
        Assert.Equal([(4_000, "hub=observations partition=0"), (64_000, "hub=observations partition=0"), (62_000, "hub=observations partition=1")], cloud.Measured.Of(Age));
    }

    [Fact]
    public async Task AnEventThatTheHubStoredAfterOurTime_HasNoAge()
    {
        await using var cloud = new Cloud();
        await cloud.TickAsync(cloud.NewPrices());
        var stored = Assert.Single(await cloud.Observations.AllAsync());
        await cloud.NewAttest().RunAsync([cloud.Observations.Deliver(stored with { EnqueuedTime = cloud.Now + 5_000 })], new Execution(0), default);
        Assert.Equal([(0, "hub=observations partition=0")], cloud.Measured.Of(Age));
    }

    [Fact]
    public async Task ADeadLetter_IsCountedByKind_WhenItIsWritten_AndNotBefore()
    {
        await using var cloud = new Cloud();
        await cloud.TickAsync(cloud.NewPrices());
        var good = Assert.Single(await cloud.Observations.AllAsync());
        var foreign = good with { Properties = new Dictionary<string, string>(good.Properties) { [Pipeline.Distributed.ObservedStream.DeploymentProperty] = "another" } };
        var events = new[] { cloud.Observations.Deliver(foreign), Hub.Deliver(good, new byte[] { 1 }, new Dictionary<string, object>()), cloud.Observations.Deliver(good with { Body = new byte[] { 1, 2 } }) };
        Assert.True(await AttemptAsync(cloud.NewAttest(deadLetters: new NoStream(Cloud.Partitions)), events));
        Assert.Empty(cloud.Measured.Of(Letters));

        await cloud.NewAttest().RunAsync(events, new Execution(0), default);
        Assert.Equal(3, (await cloud.DeadLetters.AllAsync()).Count);
        Assert.Equal([(1, "hub=observations reason=OutOfRange"), (1, "hub=observations reason=Malformed"), (1, $"hub=observations reason={RefusalCode.Truncated}")], cloud.Measured.Of(Letters));
    }

    /// <summary>True: the delivery has to come again.</summary>
    private static async Task<bool> AttemptAsync(Attest.Observations attest, global::Azure.Messaging.EventHubs.EventData[] events)
    {
        try
        {
            await attest.RunAsync(events, new Execution(0), default);
            return false;
        }
        catch (PartitionHeldException)
        {
            return true;
        }
    }
}
