using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.TestKit;
using Microsoft.AspNetCore.Http;
using static CrossChainOracle.Verifier.Tests.StreamServer;

namespace CrossChainOracle.Verifier.Tests;

/// <summary>A stream that leaves batches out, and a read interface beside it that has them, or has not.</summary>
public sealed class RepairedSubscriptionTests
{
    private const int Count = 200;

    private static readonly Attestation[] Chain = MakeChain();

    private readonly List<int> _asked = [];

    [Fact]
    public async Task AHole_IsFilledBeforeTheBatchThatShowsIt_InOrder()
    {
        await using var server = await StartAsync(SendAndHold(Event(0), Event(4), Event(5), Event(7)));
        server.Batch = Answer;
        Assert.Equal(["0 at 0", "1 at 0", "2 at 0", "3 at 0", "4 at 4", "5 at 5", "6 at 5", "7 at 7"], await TakeAsync(server, 8));
        Assert.Equal([1, 2, 3, 6], _asked);
    }

    /// <summary>The newer batch waits no longer than it must, and what was missing comes when it can be had.</summary>
    [Fact]
    public async Task WhatCannotBeHad_IsToldOnce_AndComesLater()
    {
        var clock = new ManualTime(Now);
        await using var server = await StartAsync(SendAndHold([Event(0), Event(3), .. Enumerable.Range(4, 60).Select(Event)]));
        server.Batch = async (context, sequence) =>
        {
            // The market goes on, a second for every answer; before half a minute nothing is there.
            clock.Advance(TimeSpan.FromSeconds(1));
            if (clock.GetUtcNow() < Now.AddSeconds(30)) context.Response.StatusCode = sequence == 1 ? 404 : 503;
            else await Answer(context, sequence);
        };
        var events = await TakeAsync(server, 65, clock, stepPerEvent: TimeSpan.FromSeconds(2));
        Assert.Equal(["0 at 0", "test 1 to 2 missing: batch 1 is not there", "3 at 3", "4 at 4"], events.Take(4));
        Assert.Single(events, static text => text.Contains("missing", StringComparison.Ordinal));
        Assert.True(events.IndexOf("1 late") > 10 && events.IndexOf("2 late") == events.IndexOf("1 late") + 1, string.Join(", ", events));

        Assert.Equal([1, 2], _asked);
    }

    [Fact]
    public async Task AHoleThatIsTooLarge_IsFilledInParts_AndHoldsNothingUp()
    {
        await using var server = await StartAsync(SendAndHold(Event(0), Event(150)));
        server.Batch = Answer;
        var events = await TakeAsync(server, 1 + HoleFiller.AtOnce + 2);
        Assert.Equal(Enumerable.Range(1, HoleFiller.AtOnce), _asked);
        Assert.Equal([$"test 65 to 149 missing: no more than {HoleFiller.AtOnce} batches and 5 s at once", "150 at 150"], events.TakeLast(2));
    }

    [Fact]
    public async Task ASlowAnswer_EndsTheFilling()
    {
        var clock = new ManualTime(Now);
        await using var server = await StartAsync(SendAndHold(Event(0), Event(9)));
        server.Batch = async (context, sequence) =>
        {
            clock.Advance(TimeSpan.FromSeconds(3));
            await Answer(context, sequence);
        };
        Assert.Equal(["0 at 0", "1 at 0", "2 at 0", "test 3 to 8 missing: no more than 64 batches and 5 s at once", "9 at 9"], await TakeAsync(server, 5, clock));
    }

    /// <summary>A source that lies can only withhold.</summary>
    [Fact]
    public async Task AnotherChainsBatches_AreNotHandedOn()
    {
        var fork = MakeChain(seed: 2);
        await using var server = await StartAsync(SendAndHold(Event(0), Event(3)));
        server.Batch = (context, sequence) => context.Response.WriteAsync(Text(fork[sequence]));
        var events = await TakeAsync(server, 3);
        Assert.Equal(("0 at 0", "3 at 3"), (events[0], events[2]));
        Assert.StartsWith("test 1 to 2 missing: BrokenChain", events[1], StringComparison.Ordinal);
    }

    /// <summary>Ended while a hole is filled: the place is before the batch that showed it, so that it shows it again.</summary>
    [Fact]
    public async Task AConsumerThatEndsInTheMiddle_FindsTheHoleAgain()
    {
        await using var server = await StartAsync(SendAndHold(Event(0), Event(3)));
        server.Batch = Answer;
        var subscription = Subscribe(server, new ManualTime(Now));
        var taken = 0;
        await foreach (var _ in subscription.FollowAsync())
        {
            if (++taken == 2) break;
        }

        Assert.Equal("0", subscription.Cursor);
    }

    private static DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(Batches.ObservedAt(Count));

    private Task Answer(HttpContext context, int sequence)
    {
        _asked.Add(sequence);
        return context.Response.WriteAsync(Text(Chain[sequence]));
    }

    private static AttestationSubscription Subscribe(StreamServer server, ManualTime time)
    {
        var (http, verifier) = (new HttpClient { Timeout = Timeout.InfiniteTimeSpan }, Batches.Verifier(Batches.Solo));
        return new(http, server.Stream, verifier, new(), time) { Missing = new(http, new Uri(server.Stream, "/"), verifier, time) };
    }

    private static async Task<List<string>> TakeAsync(StreamServer server, int count, ManualTime? clock = null, TimeSpan stepPerEvent = default)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var (time, events) = (clock ?? new ManualTime(Now), new List<string>());
        await foreach (var item in Subscribe(server, time).FollowAsync(cancellation: limit.Token))
        {
            events.Add(Describe(item));
            if (events.Count == count) break;
            time.Advance(stepPerEvent);
        }

        return events;
    }

    private static string Describe(SubscriptionEvent item) => item switch
    {
        SubscriptionEvent.Received { Tracking: TrackOutcome.Newest } received => $"{received.Batch.Header.Sequence} at {received.Cursor}",
        SubscriptionEvent.Received { Tracking: TrackOutcome.Late } received => $"{received.Batch.Header.Sequence} late",
        SubscriptionEvent.Unrepaired hole => $"{hole.Shard} {hole.First} to {hole.Last} missing: {hole.Reason}",
        _ => item.ToString(),
    };

    private static string Text(Attestation attestation) => $"{{\"signed\":true,\"attestation\":\"{Hex.Encode(AttestationCodec.Encode(attestation))}\"}}";

    private static string Event(int index) => $"event: attestation\nid: {index}\ndata: {{\"attestation\":\"{Hex.Encode(AttestationCodec.Encode(Chain[index]))}\"}}\n\n";

    private static Attestation[] MakeChain(int seed = 1)
    {
        var chain = new Attestation[Count];
        for (var i = 0; i < Count; i++) chain[i] = Batches.Sign(Batches.Prices(1, seed), Batches.Solo, (ulong)i, i == 0 ? null : Batches.Domain.Digest(chain[i - 1].Header));
        return chain;
    }
}
