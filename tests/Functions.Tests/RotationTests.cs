using Azure.Messaging.EventHubs;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;
using CrossChainOracle.Functions.Attest;
using CrossChainOracle.Functions.Relay;
using CrossChainOracle.Functions.Tests.Kit;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.Streams.Consuming;
using CrossChainOracle.Verifier;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CrossChainOracle.Functions.Tests;

/// <summary>Attest hands over to another key: cut off anywhere, by two instances, too early, too late, in the wrong order.</summary>
public sealed class RotationTests : IAsyncLifetime, IDisposable
{
    private static readonly string Rotations = AttesterHistory.Shard.ToString();

    private readonly Cloud _cloud = new();
    private readonly PlatformSigner _first = Keys.Of("the attester of the cloud");
    private readonly PlatformSigner _second = Keys.Of("the second attester of the cloud");
    private readonly PlatformSigner _third = Keys.Of("the third attester of the cloud");
    private int _delivered;

    private static NextSet To(PlatformSigner key) => new(1, UnixTime.MaxValue / 2, [key.Address]);

    public Task InitializeAsync() => RoundAsync(_cloud.NewAttest());

    /// <summary>Deployed twice, with the set that follows and then with its key: whoever trusts the first set alone verifies all of it, and Serve shows who signs.</summary>
    [Fact]
    public async Task ASetThatIsToFollow_IsNamedBeforeTheFirstObservation_AndItsKeyGoesOn()
    {
        var next = await NameAsync(_second);
        Assert.Single(await _cloud.Attestations.AllAsync(), stored => stored.PartitionKey == Rotations);
        Assert.Equal(0ul, _cloud.Latest[Rotations].Sequence);
        await RoundAsync(_cloud.NewAttest());
        DeployAs(_second, next);
        await RoundAsync(_cloud.NewAttest());
        await RoundAsync(_cloud.NewAttest());
        await _cloud.AuditAsync(4);
        Assert.Equal([1u, 1u, 2u, 2u], (await _cloud.LedgerAsync()).Select(batch => batch.Header.Epoch));

        var (verifier, tracker) = (_cloud.Verifier, new AttestationTracker());
        foreach (var stored in await _cloud.Attestations.AllAsync(AttesterRotation.Partition))
        {
            Assert.Null(AttestationCodec.Decode(stored.Body, out Attestation? attestation));
            Assert.Null(verifier.Verify(attestation!, _cloud.Now, out var batch));
            Assert.Null(verifier.Sets.Follow(batch!));
            Assert.True(tracker.Track(batch!) is TrackOutcome.Newest or TrackOutcome.Refused { Refusal: Refusal.Duplicate });
        }

        Assert.Equal(next, verifier.Sets.Current);
        Assert.Equal([2u, 1u], await ShownAsync());
        _cloud.Time.Advance(TimeSpan.FromMilliseconds(AttesterSet.MaximumGraceMs));
        Assert.Equal([2u], await ShownAsync());
    }

    /// <summary>Every call to ledger and stream of the start that hands over, going wrong in every way: the next start finishes it, and there is one rotation.</summary>
    [Theory]
    [ClassData(typeof(EveryTrouble))]
    public async Task WhereverACallGoesWrong_TheNextStartFinishesTheRotation(int trouble, bool isLedger)
    {
        for (var at = 0; ; at++)
        {
            await using var cloud = new Cloud();
            await cloud.TickAsync(cloud.NewPrices());
            await cloud.NewAttest().RunAsync(await cloud.Observations.DeliverAsync(0), new Execution(0), default);
            cloud.Deploy(attesters => attesters with { Next = To(_second) });
            var wire = new Wire { At = at, Trouble = (Trouble)trouble };
            var attesting = isLedger ? cloud.NewAttesting(ledger: new RemoteLedger(cloud.Ledger, wire)) : cloud.NewAttesting(attestations: new RemoteStream(cloud.Attestations.Stream, wire));
            try
            {
                await attesting.StartAsync(default);
            }
            catch (ProcessEndedException)
            {
            }

            cloud.Time.Advance(Cloud.Period);
            Assert.Null(await cloud.NewAttesting().StartAsync(default));
            var history = await cloud.Deployment.HistoryAsync(cloud.Ledger, default);
            Assert.Equal((2u, 0ul), (history.Current.Epoch, (await cloud.Ledger.HeadAsync(Rotations))!.Sequence));
            Assert.Contains(await cloud.Attestations.AllAsync(AttesterRotation.Partition), stored => stored.PartitionKey == Rotations);
            if (wire.Calls > at) continue;
            Assert.True(at >= (isLedger ? 5 : 2), $"{at} calls");
            return;
        }
    }

    [Fact]
    public async Task InstancesThatStartAtOnce_MakeOneRotation()
    {
        _cloud.Deploy(attesters => attesters with { Next = To(_second) });
        var instances = Enumerable.Range(0, 4).Select(_ => _cloud.NewAttesting()).ToList();
        await Task.WhenAll(instances.Select(instance => Task.Run(async () => await instance.StartAsync(default))));
        foreach (var instance in instances) Assert.Null(await instance.StartAsync(default));
        Assert.Equal(0ul, (await _cloud.Ledger.HeadAsync(Rotations))!.Sequence);
        Assert.Equal(2u, (await _cloud.Deployment.HistoryAsync(_cloud.Ledger, default)).Current.Epoch);
    }

    /// <summary>Keys vouch for the epoch before theirs and for no older one: a second rotation waits until every shard has a batch of the first. Nothing stands still for it.</summary>
    [Fact]
    public async Task ASecondRotation_IsRefusedUntilEveryShardHasPublished_AndAttestingGoesOn()
    {
        var first = _cloud.Deployment.Attesters;
        var next = await NameAsync(_second);
        DeployAs(_second, next, then: To(_third));
        await RoundAsync(_cloud.NewAttest());
        Assert.Contains(_cloud.Notices, notice => notice.Level == NoticeLevel.Alarm && notice.Text.Contains("has no batch of epoch 2 yet", StringComparison.Ordinal));
        Assert.Null(await _cloud.NewAttesting().StartAsync(default));
        var third = (await _cloud.Deployment.HistoryAsync(_cloud.Ledger, default)).Current;
        Assert.Equal((3u, _third.Address), (third.Epoch, Assert.Single(third.Members)));
        _cloud.Deploy(own => Of(own, third) with { Earlier = [first, next] }, _third);
        await RoundAsync(_cloud.NewAttest());
        Assert.Equal([1u, 2u, 3u], (await _cloud.LedgerAsync()).Select(batch => batch.Header.Epoch));
    }

    /// <summary>An instance of the old deployment that is still there when the new key has signed reserves nothing: its keys could not sign what it reserves, and the shard would stand still for good.</summary>
    [Fact]
    public async Task AnInstanceWithTheOldKey_AfterTheNewHasSigned_ReservesNothing()
    {
        _cloud.Deploy(attesters => attesters with { Next = To(_second) });
        var old = _cloud.NewAttest();
        await RoundAsync(old);
        DeployAs(_second, (await _cloud.Deployment.HistoryAsync(_cloud.Ledger, default)).Current);
        var current = _cloud.NewAttest();
        await RoundAsync(current);
        var held = await HeldAsync(old);
        Assert.Contains("batch 2 of epoch 2", held, StringComparison.Ordinal);
        Assert.Equal(2ul, (await _cloud.Ledger.HeadAsync(Cloud.Shard.ToString()))!.Sequence);
        await AgainAsync(current);
        await _cloud.AuditAsync(4);
    }

    /// <summary>Observed before the set began that signs now, and never attested: no key can sign it any more. The next round covers its time.</summary>
    [Fact]
    public async Task AnObservationFromBeforeTheSet_IsDropped_AndTheNextRoundCoversItsTime()
    {
        await _cloud.TickAsync(_cloud.NewPrices());
        var next = await NameAsync(_second);
        DeployAs(_second, next);
        var attest = _cloud.NewAttest();
        await AgainAsync(attest);
        Assert.Single(await _cloud.LedgerAsync());
        await RoundAsync(attest);
        var batches = await _cloud.LedgerAsync();
        Assert.Equal((2, 2u), (batches.Count, batches[1].Header.Epoch));
        Assert.Equal(batches[0].Header.ObservedAt, batches[1].Header.ValidAfter);
    }

    [Fact]
    public async Task AKeyOfAnotherTime_SaysWhatToDo_AndReservesNothing()
    {
        var from = _cloud.Now + 600_000;
        _cloud.Deploy(attesters => attesters with { Next = To(_second) with { ValidFrom = from } });
        var old = _cloud.NewAttest();
        await RoundAsync(old);
        var next = (await _cloud.Deployment.HistoryAsync(_cloud.Ledger, default)).Current;
        DeployAs(_second, next);
        Assert.Contains("signs from", await HeldAsync(_cloud.NewAttest()), StringComparison.Ordinal);
        await AgainAsync(old);
        _cloud.Time.Advance(TimeSpan.FromMilliseconds(600_000 + AttesterSet.MaximumGraceMs));
        Assert.Contains(nameof(Refusal.EpochExpired), await HeldAsync(old), StringComparison.Ordinal);
        _cloud.Deploy(own => own, _first);
        Assert.Contains("signs no more", await HeldAsync(_cloud.NewAttest(), false), StringComparison.Ordinal);
        DeployAs(_second, next);
        await AgainAsync(_cloud.NewAttest());
        await _cloud.AuditAsync(4);
    }

    /// <summary>What is configured is not what the ledger proves: nothing is signed on somebody's word.</summary>
    [Fact]
    public async Task ASetThatTheLedgerDoesNotName_SignsNothing()
    {
        var first = _cloud.Deployment.Attesters;
        var strange = AttesterSet.Create(2, 1, _cloud.Now, UnixTime.MaxValue / 2, [_second.Address], out _)!;
        DeployAs(_second, strange, first: first);
        Assert.Contains("the ledger names no epoch 2", await HeldAsync(_cloud.NewAttest()), StringComparison.Ordinal);
        _cloud.Deploy(own => own with { Next = To(_third) }, _first);
        await AgainAsync(_cloud.NewAttest());
        DeployAs(_second, strange, first: first);
        Assert.Contains("is not the set that the ledger names", await HeldAsync(_cloud.NewAttest()), StringComparison.Ordinal);
        _cloud.Deploy(own => own, _first);
        await _cloud.AuditAsync(2);
    }

    /// <summary>Killed between reservation and signature: the one sequence number is taken, so nothing else is signed until the same set is named again.</summary>
    [Fact]
    public async Task ARotationThatWasBegun_CanOnlyBeFinished()
    {
        var first = _cloud.Deployment.Attesters;
        await BeginAsync();
        _cloud.Deploy(own => own with { Next = null });
        Assert.Contains("was begun and is not signed: name that set", await HeldAsync(_cloud.NewAttest()), StringComparison.Ordinal);
        _cloud.Deploy(own => own with { Next = To(_third) });
        Assert.Contains("can only be finished", await HeldAsync(_cloud.NewAttest(), false), StringComparison.Ordinal);
        DeployAs(_second, AttesterSet.Create(2, 1, _cloud.Now, UnixTime.MaxValue / 2, [_second.Address], out _)!, first: first);
        Assert.Contains("start the configuration of epoch 1", await HeldAsync(_cloud.NewAttest(), false), StringComparison.Ordinal);
        _cloud.Deploy(own => own with { Next = To(_second) }, _first);
        await AgainAsync(_cloud.NewAttest());
        Assert.Equal(_second.Address, Assert.Single((await _cloud.Deployment.HistoryAsync(_cloud.Ledger, default)).Current.Members));
        await _cloud.AuditAsync(2);
    }

    /// <summary>The old key's last batch was left open: the new key says whose it is, and goes on when the old one has finished it.</summary>
    [Fact]
    public async Task ABatchLeftOpen_IsFinishedByTheSetThatItNames()
    {
        var next = await NameAsync(_second);
        await _cloud.TickAsync(_cloud.NewPrices());
        await UntilReservedAsync(Cloud.Shard.ToString(), 1, ledger => AgainAsync(_cloud.NewAttest(ledger)));
        DeployAs(_second, next);
        var current = _cloud.NewAttest();
        Assert.Contains("waits for signatures of epoch 1", await HeldAsync(current, false), StringComparison.Ordinal);
        _cloud.Deploy(own => own with { Next = To(_second) }, _first);
        await AgainAsync(_cloud.NewAttest());
        DeployAs(_second, next);
        await AgainAsync(current);
        await RoundAsync(current);
        await _cloud.AuditAsync(3);
    }

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _third.Dispose();
    }

    /// <summary>Relay that was deployed with the first set follows the rotation; the next deployment of it, which names both sets, goes on with what it finds.</summary>
    [RealChainFact]
    [Trait("Category", "RealChain")]
    public async Task Relay_PostsTheRotationBeforeWhatTheNextSetSigned_AndTheNextDeploymentGoesOn()
    {
        await using var chain = await RelayedChain.StartAsync(_cloud);
        var first = chain.NewRelay();
        var next = await NameAsync(_second);
        DeployAs(_second, next);
        await RoundAsync(_cloud.NewAttest());
        await RoundAsync(_cloud.NewAttest());
        var events = await _cloud.Attestations.DeliverAsync(0);
        Assert.Equal((0UL, 1u), await PostAsync(first, events[..1]));
        Assert.Equal((1UL, 2u), await PostAsync(first, events[..^1]));
        Assert.Equal((2UL, 2u), await PostAsync(chain.NewRelay(), events[^2..]));
        Assert.Empty(await _cloud.DeadLetters.AllAsync());

        async Task<(ulong Sequence, uint Epoch)> PostAsync((Batches Batches, Steps Steps) relay, EventData[] delivered)
        {
            await relay.Batches.RunAsync(delivered, new Execution(0), default);
            for (var i = 0; i < 3; i++)
            {
                await chain.MineAsync();
                await relay.Steps.RunAsync(new TimerInfo(), default);
            }

            return ((await chain.PriceAsync(FeedId.Parse("ETH/USD")))!.Sequence, await chain.EpochAsync());
        }
    }

    private static AttesterConfig Of(AttesterConfig config, AttesterSet set) =>
        config with { Members = set.Members, Threshold = set.Threshold, Epoch = set.Epoch, ValidFrom = set.ValidFrom, ExpiresAt = set.ExpiresAt };

    /// <summary>Deploys the set that is to follow, and starts Attest.</summary>
    private async Task<AttesterSet> NameAsync(PlatformSigner key)
    {
        _cloud.Deploy(attesters => attesters with { Next = To(key) });
        Assert.Null(await _cloud.NewAttesting().StartAsync(default));
        return (await _cloud.Deployment.HistoryAsync(_cloud.Ledger, default)).Current;
    }

    private void DeployAs(PlatformSigner key, AttesterSet set, NextSet? then = null, AttesterSet? first = null)
    {
        var before = first ?? _cloud.Deployment.Attesters;
        _cloud.Deploy(own => Of(own, set) with { Earlier = [before], Next = then }, key);
    }

    /// <summary>A tick whose observation is attested.</summary>
    private async Task RoundAsync(Observations attest)
    {
        await _cloud.TickAsync(_cloud.NewPrices());
        await AgainAsync(attest);
    }

    /// <summary>What was not attested is delivered again.</summary>
    private async Task AgainAsync(Observations attest)
    {
        var all = await _cloud.Observations.DeliverAsync(0);
        await attest.RunAsync(all[_delivered..], new Execution(0), default);
        _delivered = all.Length;
    }

    /// <summary>Why the partition stands still.</summary>
    private async Task<string> HeldAsync(Observations attest, bool observe = true)
    {
        if (observe) await _cloud.TickAsync(_cloud.NewPrices());
        return (await Assert.ThrowsAsync<PartitionHeldException>(() => AgainAsync(attest))).Reason;
    }

    private async Task<IReadOnlyList<uint>> ShownAsync()
    {
        var (status, body) = await ServeTests.AskAsync(_cloud.NewServe().AttestersAsync(new DefaultHttpContext().Request, default));
        Assert.Equal(200, status);
        return [.. body.GetProperty("sets").EnumerateArray().Select(set => set.GetProperty("epoch").GetUInt32())];
    }

    /// <summary>A start that ended after it had reserved the rotation.</summary>
    private async Task BeginAsync()
    {
        _cloud.Deploy(attesters => attesters with { Next = To(_second) });
        await UntilReservedAsync(Rotations, 0, async ledger => await _cloud.NewAttesting(ledger).StartAsync(default));
    }

    /// <summary>Ends instances after ever later calls to the ledger, until one has reserved the sequence and not signed it.</summary>
    private async Task UntilReservedAsync(string shard, ulong sequence, Func<RemoteLedger, Task> run)
    {
        for (var at = 0; (await _cloud.Ledger.HeadAsync(shard))?.Sequence != sequence; at++)
        {
            await Assert.ThrowsAsync<ProcessEndedException>(() => run(new(_cloud.Ledger, new Wire { At = at, Trouble = Trouble.DiesAfter })));
        }

        Assert.False((await _cloud.Ledger.HeadAsync(shard))!.Signed);
    }
}
