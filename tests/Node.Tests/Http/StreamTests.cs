using System.Net.ServerSentEvents;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Node.Tests.Http;

[Collection(CalmNode.Collection)]
public sealed class StreamTests(CalmNode calm)
{
    private readonly RunningNode _node = calm.Running;

    [Fact]
    public async Task Stream_FromTheEarliest_HasEveryBatchInOrder()
    {
        var events = await ReadAsync(_node, "earliest", 5);
        Assert.Equal(["0", "1", "2", "3", "4"], events.Select(SequenceOf));
        Assert.Equal(events.Select(e => e.EventId).Order(StringComparer.Ordinal), events.Select(e => e.EventId));
        Assert.All(events, e =>
        {
            Assert.Null(Encoding.AttestationCodec.Decode(Json.Parse(e.Data).Bytes("attestation"), out Encoding.Attestation? attestation));
            Assert.Null(_node.Verifier.Verify(attestation!, null, out _));
        });
    }

    [Fact]
    public async Task Stream_ResumedAfterAnyEvent_LosesNoneAndRepeatsNone()
    {
        var events = await ReadAsync(_node, "earliest", 6);
        for (var i = 0; i < 4; i++)
        {
            var rest = await ReadAsync(_node, events[i].EventId, 2);
            Assert.Equal([SequenceOf(events[i + 1]), SequenceOf(events[i + 2])], rest.Select(SequenceOf));
        }
    }

    [Fact]
    public async Task Stream_WithoutAnId_BeginsNow()
    {
        var head = (await _node.Node.Ledger.HeadAsync("sandbox"))!.Sequence;
        var events = await ReadAsync(_node, null, 1);
        Assert.True(ulong.Parse(SequenceOf(events[0]), System.Globalization.CultureInfo.InvariantCulture) >= head);
    }

    [Fact]
    public async Task Follower_WithAnotherStreamsCursor_SaysSoAndGoesOnFromWhereItIsTold()
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var follower = new StreamFollower(http, _node.Url("/v1/stream"), TimeProvider.System);
        var seen = new List<FollowedEvent>();
        await foreach (var followed in follower.FollowAsync("99999999999999999999", limit.Token))
        {
            seen.Add(followed);
            if (followed is FollowedEvent.Interrupted) follower.Rewind("earliest");
            if (seen.Count == 3) break;
        }

        Assert.True(Assert.IsType<FollowedEvent.Interrupted>(seen[0]).UnknownCursor);
        foreach (var arrived in seen.Skip(1).Cast<FollowedEvent.Arrived>())
        {
            Assert.Null(Encoding.AttestationCodec.Decode(arrived.Body, out Encoding.Attestation? attestation));
            Assert.Null(_node.Verifier.Verify(attestation!, null, out _));
        }
    }

    /// <summary>Forty at once, one of which never reads: each of the others gets everything in order.</summary>
    [Fact]
    public async Task Stream_OfManySubscribers_IsHeldUpByNone()
    {
        using var sleeper = new HttpClient();
        using var slow = await sleeper.GetAsync(_node.Url("/v1/stream?lastEventId=earliest"), HttpCompletionOption.ResponseHeadersRead);
        await _node.RoundsAsync(10);
        var all = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => ReadAsync(_node, "earliest", 10)));
        Assert.All(all, events => Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), events.Select(SequenceOf)));
    }

    [Fact]
    public async Task Stream_WhileThereIsNothingToSay_Pings()
    {
        using var folder = new TemporaryFolder();
        await using var node = await RunningNode.StartAsync(folder.Path, run: false, time: new ManualTime(DateTimeOffset.UnixEpoch.AddYears(60)));
        using var response = await node.Http.GetAsync(node.Url("/v1/stream"), HttpCompletionOption.ResponseHeadersRead);
        await using var items = SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
        var time = (ManualTime)node.Node.Time;
        for (var ping = 0; ping < 3; ping++)
        {
            Assert.True(await items.MoveNextAsync());
            Assert.Equal(("ping", "{}"), (items.Current.EventType, items.Current.Data));
            while (time.ActiveTimers == 0) await Task.Delay(5);
            time.Advance(TimeSpan.FromSeconds(15));
        }
    }

    /// <summary>A subscriber that was away: what it did not see comes from the node's own answers, in order, before what it sees now.</summary>
    [Fact]
    public async Task Subscription_ThatBeginsBehindAHole_FillsItFromTheNode()
    {
        using var folder = new TemporaryFolder();
        await using var node = await RunningNode.StartAsync(folder.Path);
        await node.RoundsAsync(6);
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var (verifier, tracker) = (node.Verifier, new AttestationTracker());
        var source = new BatchSource(http, node.Url("/"), verifier, TimeProvider.System);
        Assert.IsType<TrackOutcome.Newest>(tracker.Track(Assert.IsType<BatchFetch.Fetched>(await source.FetchAsync(node.Config.Shards[0].Shard, 0, limit.Token)).Batch));
        var subscription = new AttestationSubscription(http, node.Url("/v1/stream"), verifier, tracker, TimeProvider.System) { Missing = source };
        var received = new List<SubscriptionEvent.Received>();
        await foreach (var item in subscription.FollowAsync(cancellation: limit.Token))
        {
            received.Add(Assert.IsType<SubscriptionEvent.Received>(item));
            if (received[^1].Times.PublishedAt is not null && received.Count >= 8) break;
        }

        Assert.Equal(Enumerable.Range(1, received.Count).Select(static sequence => (ulong)sequence), received.Select(static one => one.Batch.Header.Sequence));
        Assert.All(received, static one => Assert.Null(Assert.IsType<TrackOutcome.Newest>(one.Tracking).MissingFrom));
    }

    /// <summary>A subscriber that lives on while the node is stopped and started: no batch is lost, none counts twice.</summary>
    [Fact]
    public async Task Subscription_AcrossARestartOfTheNode_GoesOnWithoutAHole()
    {
        using var folder = new TemporaryFolder();
        await using var node = await RunningNode.StartAsync(folder.Path);
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var subscription = new AttestationSubscription(http, node.Url("/v1/stream"), node.Verifier, new AttestationTracker(), TimeProvider.System);
        var sequences = new List<ulong>();
        var interruptions = 0;
        var restarted = Task.CompletedTask;
        var afterwards = int.MaxValue;
        await foreach (var received in subscription.FollowAsync("earliest", limit.Token))
        {
            if (received is SubscriptionEvent.Refused refused) Assert.Fail($"{refused.Refusal}");
            if (received is SubscriptionEvent.Interrupted) interruptions++;
            if (received is SubscriptionEvent.Received { Tracking: TrackOutcome.Newest } batch) sequences.Add(batch.Batch.Header.Sequence);
            if (sequences.Count == 3 && afterwards == int.MaxValue)
            {
                restarted = node.RestartAsync();
                afterwards = 8;
            }

            if (sequences.Count >= afterwards && interruptions > 0) break;
        }

        await restarted;
        Assert.Equal(Enumerable.Range(0, sequences.Count).Select(i => (ulong)i), sequences);
    }

    private static string SequenceOf(SseItem<string> e) => Json.Parse(e.Data).Text("sequence");

    private static async Task<IReadOnlyList<SseItem<string>>> ReadAsync(RunningNode node, string? lastEventId, int count)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, node.Url("/v1/stream"));
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        using var response = await node.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var events = new List<SseItem<string>>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            if (item.EventType == "attestation") events.Add(item);
            if (events.Count == count) return events;
        }

        throw new InvalidOperationException($"the stream ended after {events.Count} of {count} events");
    }
}
