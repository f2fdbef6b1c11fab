using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.TestKit;
using static CrossChainOracle.Verifier.Tests.StreamServer;

namespace CrossChainOracle.Verifier.Tests;

public sealed class AttestationSubscriptionTests
{
    private static readonly Attestation[] Chain = MakeChain(4);

    [Fact]
    public async Task Events_ComeVerifiedAndTracked_AndMoveTheCursor()
    {
        await using var server = await StartAsync(SendAndHold(": welcome\n\n", Event(0), "event: ping\ndata: {}\n\n", Event(1), Event(3)));
        var (subscription, events) = await TakeAsync(server, 3);
        Assert.Equal(["0: Newest", "1: Newest", "3: Newest"], events);
        Assert.Equal("3", subscription.Cursor);
        Assert.Equal([null], server.Resumed);
    }

    [Theory]
    [InlineData(",\"signedAt\":1790000000001,\"publishedAt\":1790000000002", 1790000000001, 1790000000002)]
    [InlineData(",\"publishedAt\":1790000000002", null, 1790000000002)]
    [InlineData(",\"signedAt\":\"soon\",\"publishedAt\":-1", null, null)]
    public async Task TimesOfTheWay_AreTheNodesWord_AndNullWhereTheyAreNone(string members, long? signedAt, long? publishedAt)
    {
        await using var server = await StartAsync(SendAndHold(Event(0, members)));
        await using var events = PumpAsync(Subscribe(server, new ManualTime(Now)), new ManualTime(Now)).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(new BatchTimes(signedAt, publishedAt), Assert.IsType<SubscriptionEvent.Received>(events.Current).Times);
    }

    [Fact]
    public async Task StreamThatEnds_IsResumedAfterTheLastEvent()
    {
        await using var server = await StartAsync(Send(Event(0), Event(1)), Send(Event(1), Event(2)), Send(Event(3)));
        var (_, events) = await TakeAsync(server, 7);
        Assert.Equal(["0: Newest", "1: Newest", "Interrupted: the stream ended", "1: Duplicate", "2: Newest", "Interrupted: the stream ended", "3: Newest"], events);
        Assert.Equal([null, "1", "2"], server.Resumed);
    }

    [Fact]
    public async Task IdThatNoHeaderCanCarry_IsNoCursor()
    {
        await using var server = await StartAsync(Send(Event(0), Event(1).Replace("id: 1", "id: \u00e9\u0001", StringComparison.Ordinal), Event(2).Replace("id: 2", "id:", StringComparison.Ordinal)), Send(Event(3)));
        var (_, events) = await TakeAsync(server, 5);
        Assert.Equal("3: Newest", events[4]);
        Assert.Equal([null, "0"], server.Resumed);
    }

    [Fact]
    public async Task Cursor_GivenAtTheStart_IsSent()
    {
        await using var server = await StartAsync(Send(Event(2)));
        var (_, events) = await TakeAsync(server, 1, cursor: "an opaque offset");
        Assert.Equal(["2: Newest"], events);
        Assert.Equal(["an opaque offset"], server.Resumed);
    }

    [Fact]
    public async Task ConnectionThatIsCut_IsResumed_AndHalfAnEventIsNone()
    {
        var cut = new TaskCompletionSource();
        await using var server = await StartAsync(SendAndCut(cut.Task, Event(0), Event(1)[..200]), Send(Event(1)));
        var time = new ManualTime(Now);
        var events = new List<string>();
        await foreach (var item in PumpAsync(Subscribe(server, time), time))
        {
            events.Add(Describe(item));
            cut.TrySetResult();
            if (events.Count == 3) break;
        }

        Assert.Equal("0: Newest", events[0]);
        Assert.StartsWith("Interrupted: ", events[1], StringComparison.Ordinal);
        Assert.Equal("1: Newest", events[2]);
        Assert.Equal([null, "0"], server.Resumed);
    }

    [Fact]
    public async Task EventsThatAreNoAttestations_AreRefusedOneByOne_AndTheStreamGoesOn()
    {
        var truncated = Hex.Encode(AttestationCodec.Encode(Chain[1]).AsSpan(0, 300));
        var unsigned = Hex.Encode(AttestationCodec.Encode(Chain[1] with { Signatures = [] }));
        await using var server = await StartAsync(SendAndHold(
            Event(0), Raw("not JSON"), Raw("[]"), Raw("{}"), Raw("{\"attestation\":5}"), Raw("{\"attestation\":\"0x0\"}"), Raw("{\"attestation\":\"zz\"}"),
            Raw($"{{\"attestation\":\"{truncated}\"}}"), Raw($"{{\"attestation\":\"{unsigned}\"}}"), "\u0000\n\n", "event: attestation\nretry: x\nid:\ndata\n\n", Event(1)));
        var (_, events) = await TakeAsync(server, 11);
        Assert.Equal(
            ["0: Newest", .. Enumerable.Repeat("Refused: OutOfRange", 6), "Refused: Truncated", "Refused: TooFewSignatures", "Refused: OutOfRange", "1: Newest"],
            events);
    }

    [Fact]
    public async Task DamagedEvents_NeverEndTheSubscription()
    {
        var mutator = new Mutator(20_261_120);
        var original = System.Text.Encoding.UTF8.GetBytes(Event(0));
        var damaged = Enumerable.Range(0, 2_000).Select(_ => System.Text.Encoding.Latin1.GetString(mutator.Next(original)) + "\n\n");
        await using var server = await StartAsync(Send([.. damaged]), Send(Event(3)));
        var subscription = Subscribe(server, new ManualTime(Now));
        await foreach (var item in subscription.FollowAsync())
        {
            if (item is SubscriptionEvent.Interrupted) break;
            if (item is SubscriptionEvent.Received received) Assert.Equal(Batches.Domain.Digest(Chain[0].Header), received.Batch.Digest);
        }
    }

    [Fact]
    public async Task ServerThatFails_IsAskedAgain_LaterAndLater()
    {
        await using var server = await StartAsync([.. Enumerable.Repeat(Status(500), 8), Status(404), Send(Event(0)), Status(503)]);
        var time = new ManualTime(Now);
        var waits = new List<double>();
        var reasons = new List<string>();
        await foreach (var item in PumpAsync(Subscribe(server, time), time))
        {
            if (item is not SubscriptionEvent.Interrupted interrupted) continue;
            waits.Add(interrupted.RetryAfter.TotalMilliseconds);
            reasons.Add(interrupted.Reason);
            if (waits.Count == 11) break;
        }

        Assert.Equal([200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000, 10_000, 200, 400], waits);
        Assert.Equal([.. Enumerable.Repeat("127.0.0.1 answered 500", 8), "127.0.0.1 answered 404", "the stream ended", "127.0.0.1 answered 503"], reasons);
    }

    [Fact]
    public async Task ConnectionThatSaysNothing_IsGivenUp()
    {
        await using var server = await StartAsync(SendAndHold(Event(0)), Send(Event(1)));
        var time = new ManualTime(Now);
        var events = new List<string>();
        await foreach (var item in PumpAsync(Subscribe(server, time), time))
        {
            events.Add(Describe(item));
            if (events.Count == 3) break;
        }

        Assert.Equal(["0: Newest", "Interrupted: nothing was heard for 45 s", "1: Newest"], events);
        Assert.Equal([null, "0"], server.Resumed);
    }

    [Fact]
    public async Task ServerThatIsNotThere_IsAskedAgain()
    {
        await using var server = await StartAsync();
        var address = server.Stream;
        await server.DisposeAsync();
        var subscription = new AttestationSubscription(new HttpClient(), address, Batches.Verifier(Batches.Solo), new(), new ManualTime(Now));
        await foreach (var item in subscription.FollowAsync())
        {
            Assert.IsType<SubscriptionEvent.Interrupted>(item);
            break;
        }
    }

    [Fact]
    public async Task EventWithoutEnd_IsGivenUpBeforeItFillsTheMemory()
    {
        await using var server = await StartAsync(Send([.. Enumerable.Repeat(new string('x', 10_000), 100)]), Send(Event(0)));
        var subscription = new AttestationSubscription(new HttpClient(), server.Stream, Batches.Verifier(Batches.Solo), new(), new ManualTime(Now)) { MaximumEventBytes = 100_000 };
        await foreach (var item in subscription.FollowAsync())
        {
            Assert.Equal("Interrupted: an event of more than 100000 bytes", Describe(item));
            break;
        }
    }

    [Fact]
    public async Task Cancelling_EndsTheSubscription()
    {
        await using var server = await StartAsync(SendAndHold(Event(0)));
        using var cancellation = new CancellationTokenSource();
        var subscription = Subscribe(server, new ManualTime(Now));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in subscription.FollowAsync(cancellation: cancellation.Token)) await cancellation.CancelAsync();
        });
        Assert.Equal("0", subscription.Cursor);
    }

    private static DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(Batches.ObservedAt(3));

    private static AttestationSubscription Subscribe(StreamServer server, TimeProvider time) => new(new HttpClient(), server.Stream, Batches.Verifier(Batches.Solo), new(), time);

    private static async Task<(AttestationSubscription Subscription, List<string> Events)> TakeAsync(StreamServer server, int count, string? cursor = null)
    {
        var time = new ManualTime(Now);
        var subscription = Subscribe(server, time);
        var events = new List<string>();
        await foreach (var item in PumpAsync(subscription, time, cursor))
        {
            events.Add(Describe(item));
            if (events.Count == count) break;
        }

        return (subscription, events);
    }

    /// <summary>Follows while the clock moves twenty times faster than the wall's.</summary>
    private static async IAsyncEnumerable<SubscriptionEvent> PumpAsync(AttestationSubscription subscription, ManualTime time, string? cursor = null)
    {
        await using var events = subscription.FollowAsync(cursor).GetAsyncEnumerator();
        while (true)
        {
            var next = events.MoveNextAsync().AsTask();
            while (await Task.WhenAny(next, Task.Delay(50)) != next) time.Advance(TimeSpan.FromSeconds(1));
            if (!await next) yield break;
            yield return events.Current;
        }
    }

    private static string Describe(SubscriptionEvent item) => item switch
    {
        SubscriptionEvent.Received { Tracking: TrackOutcome.Refused refused } received => $"{received.Batch.Header.Sequence}: {refused.Refusal.Code}",
        SubscriptionEvent.Received received => $"{received.Batch.Header.Sequence}: {received.Tracking.GetType().Name}",
        SubscriptionEvent.Refused refused => $"Refused: {refused.Refusal.Code}",
        SubscriptionEvent.Interrupted interrupted => $"Interrupted: {interrupted.Reason}",
        _ => item.ToString(),
    };

    private static string Event(int index, string members = "") => $"event: attestation\nid: {index}\ndata: {{\"attestation\":\"{Hex.Encode(AttestationCodec.Encode(Chain[index]))}\"{members}}}\n\n";

    private static string Raw(string data) => $"event: attestation\ndata: {data}\n\n";

    private static Attestation[] MakeChain(int count)
    {
        var chain = new Attestation[count];
        for (var i = 0; i < count; i++)
        {
            chain[i] = Batches.Sign(Batches.Prices(1), Batches.Solo, (ulong)i, i == 0 ? null : Batches.Domain.Digest(chain[i - 1].Header));
        }

        return chain;
    }
}
