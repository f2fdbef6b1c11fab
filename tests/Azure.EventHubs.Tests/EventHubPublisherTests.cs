using Azure.Messaging.EventHubs;
using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Crypto;
using CrossChainOracle.Streams;
using CrossChainOracle.Streams.Cloud;
using CrossChainOracle.TestKit;
using static Azure.Messaging.EventHubs.EventHubsException;

namespace CrossChainOracle.Azure.EventHubs.Tests;

public sealed class EventHubPublisherTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000);

    private readonly MemoryHub _hub = new(2);
    private readonly IBodyStore _bodies = Bodies.InMemory();

    [Fact]
    public async Task AnEvent_CarriesItsContentTypeIdAndTime()
    {
        await PublishAsync(Event("one"));
        var data = Assert.Single(_hub.Events(1));
        Assert.Equal(("text/plain", "2026-09-21T14:13:20.000Z", "1"), (data.ContentType, data.Properties["cloudEvents_time"], data.Properties["formatVersion"]));
        Assert.Empty(_hub.Events(0));
    }

    [Fact]
    public async Task WhatDoesNotFitIntoOneSend_GoesInSeveral()
    {
        Assert.IsType<PublishOutcome.Published>(await PublishAsync([.. Enumerable.Range(0, 7).Select(i => Event($"{i}" + new string('x', 400_000)))]));
        Assert.Equal([2, 2, 2, 1], _hub.Sends);
    }

    [Theory]
    [InlineData(FailureReason.ServiceBusy, true)]
    [InlineData(FailureReason.QuotaExceeded, true)]
    [InlineData(FailureReason.ServiceTimeout, false)]
    [InlineData(FailureReason.ServiceCommunicationProblem, false)]
    [InlineData(FailureReason.GeneralError, false)]
    public async Task AFailure_SaysWhetherSomethingMayHaveArrived(FailureReason reason, bool failed)
    {
        _hub.BeforeSend = _ => throw new EventHubsException(true, "hub", "sb://secret.example", reason);
        var outcome = await PublishAsync(Event("one"));
        Assert.Equal(failed, outcome is PublishOutcome.Failed);
        Assert.Equal(!failed, outcome is PublishOutcome.Unknown);
        Assert.Contains(reason.ToString(), outcome.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", outcome.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFailureAfterTheFirstSend_IsUnknown_WhateverItIs()
    {
        _hub.BeforeSend = number =>
        {
            if (number == 1) throw new EventHubsException(true, "hub", "", FailureReason.ServiceBusy);
        };
        var outcome = await PublishAsync([.. Enumerable.Range(0, 3).Select(i => Event($"{i}" + new string('x', 600_000)))]);
        Assert.Equal(new PublishOutcome.Unknown("Event Hubs: ServiceBusy, after 1 batches of the publication were taken"), outcome);
        Assert.Single(_hub.Events(1));
    }

    [Fact]
    public async Task AnAnswerThatIsLost_IsUnknown_AndPublishingAgainDuplicates()
    {
        _hub.AfterSend = number =>
        {
            if (number == 0) throw new TimeoutException();
        };
        Assert.IsType<PublishOutcome.Unknown>(await PublishAsync(Event("one")));
        Assert.IsType<PublishOutcome.Published>(await PublishAsync(Event("one")));
        Assert.Equal(2, _hub.Events(1).Count);
        Assert.Single(_hub.Events(1).Select(data => data.Properties["cloudEvents_id"]).Distinct());
    }

    [Fact]
    public async Task AConnectionThatCannotBeMade_IsFailed_AndAnIdentityThatMayNot()
    {
        _hub.OnCreateBatch = () => throw new EventHubsException(false, "hub", "", FailureReason.ResourceNotFound);
        Assert.Equal(new PublishOutcome.Failed("Event Hubs: ResourceNotFound"), await PublishAsync(Event("one")));
        _hub.OnCreateBatch = () => throw new UnauthorizedAccessException("token abc");
        Assert.Equal(new PublishOutcome.Failed("Event Hubs: UnauthorizedAccessException"), await PublishAsync(Event("one")));
    }

    [Fact]
    public async Task ABody_IsStoredBeforeItsEvent_AndWithoutItNothingIsSent()
    {
        var large = Event(new string('x', 2_000_000));
        var publisher = new EventHubPublisher(_hub.Producer, 2, "urn:test", Bodies.Failing(), new ManualTime(Start));
        Assert.Contains("body 0x", Assert.IsType<PublishOutcome.Failed>(await publisher.PublishAsync(1, [large])).Reason, StringComparison.Ordinal);
        Assert.Empty(_hub.Events(1));
        Assert.IsType<PublishOutcome.Published>(await PublishAsync(large));
        var data = Assert.Single(_hub.Events(1));
        Assert.Equal((0, "2000000"), (data.EventBody.ToMemory().Length, data.Properties["claimLength"]));
        var opened = Assert.IsType<HubEventOutcome.Opened>(await new HubEvents(_bodies).OpenAsync(data, "1", default));
        Assert.Equal(2_000_000, opened.Event.Body.Length);
    }

    [Fact]
    public async Task ABodyThatIsThere_IsGood_AndAnotherUnderItsDigestIsNot()
    {
        var body = new byte[2_000_000];
        var claim = new HubClaim(Keccak256.Hash(body), body);
        Assert.Null(await _bodies.PutAsync(claim, default));
        Assert.Null(await _bodies.PutAsync(claim, default));
        var taken = Bodies.InMemory(blobs => blobs[$"/attestations/{BodyBlobs.NameOf(claim.Digest)}"] = [1]);
        Assert.Equal("another body lies under its digest", await taken.PutAsync(claim, default));
    }

    [Fact]
    public async Task ACancelledPublication_LeavesNothing_AndOneUnderWayEnds()
    {
        using var cancel = new CancellationTokenSource();
        var publisher = Publisher();
        _hub.OnCreateBatch = cancel.Cancel;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await publisher.PublishAsync(1, [Event("one")], cancel.Token));
        Assert.Empty(_hub.Events(1));
        using var late = new CancellationTokenSource();
        _hub.OnCreateBatch = null;
        _hub.BeforeSend = _ => late.Cancel();
        Assert.IsType<PublishOutcome.Published>(await publisher.PublishAsync(1, [Event("one")], late.Token));
    }

    [Fact]
    public async Task AHubOfAnotherSize_IsFoundOut()
    {
        Assert.IsType<HubCheck.Sound>(await Publisher().CheckAsync(default));
        _hub.PartitionIds = ["0", "1", "2"];
        Assert.Equal(new HubCheck.Refused("the hub has the partitions 0, 1, 2, configured are 2"), await Publisher().CheckAsync(default));
        _hub.OnPartitionIds = static () => throw new EventHubsException(isTransient: true, "hub", "https://secret.address", EventHubsException.FailureReason.ServiceTimeout);
        Assert.Equal(new HubCheck.Failed("ServiceTimeout"), await Publisher().CheckAsync(default));
        _hub.OnPartitionIds = static () => throw new EventHubsException(isTransient: false, "hub", "https://secret.address", EventHubsException.FailureReason.ResourceNotFound);
        Assert.Equal(new HubCheck.Refused("there is no such hub"), await Publisher().CheckAsync(default));
    }

    private static StreamEvent Event(string body) => new("key", "text/plain", System.Text.Encoding.UTF8.GetBytes(body), StreamEvent.NoProperties);

    private EventHubPublisher Publisher() => new(_hub.Producer, 2, "urn:crosschainoracle:test:hub", _bodies, new ManualTime(Start));

    private ValueTask<PublishOutcome> PublishAsync(params StreamEvent[] events) => Publisher().PublishAsync(1, events);
}
