using CrossChainOracle.Domain;
using CrossChainOracle.Feeds.Pyth;

namespace CrossChainOracle.Feeds.Tests.Pyth;

public sealed class PythFeedStreamTests : IDisposable
{
    private readonly PythWorld _world = new();

    [Fact]
    public async Task Stream_OfGoodEvents_GivesEachOnce_InOrder_WithTheKeyAsBearer()
    {
        await using var server = new HermesServer(async call =>
        {
            await call.BeginStreamAsync();
            foreach (var slot in new ulong[] { 5, 6, 6, 4, 7 }) await call.SendAsync(HermesServer.Json(_world.Update(slot, (long)slot)));
            await call.SilenceAsync();
        });
        var looks = await TakeAsync(_world.Feed(null, new PythEndpoint(server.Address, PythWorld.Key)), 3);
        Assert.Equal([5, 6, 7], looks.Select(look => (int)look.Observations[0].Sequence));
        Assert.All(looks, look => Assert.Equal((2, 0, 1), (look.Observations.Count, look.Failures.Count, look.Evidence.Count)));
        var head = Assert.Single(server.Requests);
        Assert.StartsWith("GET /hermes/v2/updates/price/stream?ids[]=", head, StringComparison.Ordinal);
        Assert.Contains($"\r\nAuthorization: Bearer {PythWorld.Key}\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_OfFieldsThatHermesMixesIn_ReadsTheMessages()
    {
        await using var server = new HermesServer(async call =>
        {
            await call.BeginStreamAsync();
            var json = HermesServer.Json(_world.Update(5));
            await call.WriteAsync($":\n\nevent: error\ndata: something\n\nid: 1\r\nretry: 5\r\nevent: message\r\ndata: {json[..20]}");
            await call.WriteAsync($"{json[20..]}\r\n\r\n");
            await call.SilenceAsync();
        });
        Assert.Equal((UInt128)5, Assert.Single(await TakeAsync(_world.Feed(null, new PythEndpoint(server.Address)), 1)).Observations[0].Sequence);
    }

    [Fact]
    public async Task Stream_OfAnEventWithOneFeed_GivesThatOneWithoutFailures()
    {
        await using var server = Events(HermesServer.Json(_world.Update(5, served: 1)));
        var look = Assert.Single(await TakeAsync(_world.Feed(null, new PythEndpoint(server.Address)), 1));
        Assert.Equal(PythWorld.Eth, Assert.Single(look.Observations).Feed);
        Assert.Empty(look.Failures);
    }

    [Fact]
    public async Task Stream_ThatEnds_IsOpenedAgainAndRepeatsNothing()
    {
        var connection = 0ul;
        await using var server = new HermesServer(async call =>
        {
            var slot = Interlocked.Increment(ref connection);
            await call.BeginStreamAsync();
            await call.SendAsync(HermesServer.Json(_world.Update(slot - 1)));
            await call.SendAsync(HermesServer.Json(_world.Update(slot)));
        });
        var looks = await TakeAsync(_world.Feed(null, new PythEndpoint(server.Address)), 4);
        Assert.Equal([0, 1, 2, 3], looks.Select(look => (int)look.Observations[0].Sequence));
        Assert.All(looks, look => Assert.Empty(look.Failures));
    }

    [Theory]
    [InlineData("silent", RejectionCode.Unreachable)]
    [InlineData("comments only", RejectionCode.Unreachable)]
    [InlineData("no headers", RejectionCode.Unreachable)]
    [InlineData("ends at once", RejectionCode.Unreachable)]
    [InlineData("401", RejectionCode.Unauthorized)]
    [InlineData("429", RejectionCode.RateLimited)]
    [InlineData("500", RejectionCode.Unreachable)]
    [InlineData("garbage", RejectionCode.Malformed)]
    [InlineData("endless event", RejectionCode.Oversized)]
    [InlineData("endless line", RejectionCode.Oversized)]
    [InlineData("forged", RejectionCode.BadSignature)]
    public async Task Stream_OfABadEndpoint_SaysWhyAndTakesTheNext(string what, RejectionCode code)
    {
        await using var bad = new HermesServer(call => AnswerAsync(call, what));
        var alone = Assert.Single(await TakeAsync(_world.Feed(PythWorld.IsSlow(what) ? PythWorld.Hasty : null, new PythEndpoint(bad.Address, PythWorld.Key)), 1));
        Assert.Empty(alone.Observations);
        Assert.Equal([PythWorld.Btc, PythWorld.Eth], alone.Failures.Select(failure => failure.Feed));
        Assert.All(alone.Failures, failure => Assert.Equal(code, failure.Code));
        Assert.All(alone.Failures, failure => Assert.DoesNotContain(PythWorld.Key, failure.Detail, StringComparison.Ordinal));

        await using var good = Events(HermesServer.Json(_world.Update(5)));
        var looks = await TakeAsync(_world.Feed(PythWorld.IsSlow(what) ? PythWorld.Impatient : null, new PythEndpoint(bad.Address), new PythEndpoint(good.Address)), 1);
        Assert.Equal((UInt128)5, looks[0].Observations[0].Sequence);
    }

    [Fact]
    public async Task Stream_CutMidEvent_GivesWhatWasWholeAndGoesOn()
    {
        var first = true;
        await using var server = new HermesServer(async call =>
        {
            await call.BeginStreamAsync();
            if (!first)
            {
                await call.SendAsync(HermesServer.Json(_world.Update(7)));
                await call.SilenceAsync();
            }

            first = false;
            await call.SendAsync(HermesServer.Json(_world.Update(5)));
            await call.WriteAsync($"data:{HermesServer.Json(_world.Update(6))}");
        });
        var looks = await TakeAsync(_world.Feed(null, new PythEndpoint(server.Address)), 2);
        Assert.Equal([5, 7], looks.Select(look => (int)look.Observations[0].Sequence));
    }

    [Fact]
    public async Task Stream_WithAnIdThatTheEndpointRefuses_GoesOnWithTheOthers()
    {
        await using var server = new HermesServer(async call =>
        {
            if (call.Ids.Contains(PythWorld.Id(2)))
            {
                await call.RespondAsync(403, string.Empty);
            }
            else if (!call.IsStream)
            {
                await call.RespondAsync(200, HermesServer.Json(_world.Update(4, served: 0)));
            }
            else
            {
                await call.BeginStreamAsync();
                await call.SendAsync(HermesServer.Json(_world.Update(5, served: 0)));
                await call.SilenceAsync();
            }
        });
        var looks = await TakeAsync(_world.Feed(null, new PythEndpoint(server.Address)), 2);
        Assert.Equal([4, 5], looks.Select(look => (int)Assert.Single(look.Observations).Sequence));
        Assert.Equal((PythWorld.Eth, RejectionCode.Unauthorized), (Assert.Single(looks[0].Failures).Feed, looks[0].Failures[0].Code));
    }

    [Fact]
    public async Task Stream_OfUpdatesSignedLongAgo_IsLeftForAnotherServer_AndTakenWhereThereIsNone()
    {
        var old = _world.Routers.Encoder().Sign(PythWorld.Timestamp - 600, 1, [Proofs.Tests.DevRouters.Price(1)]).Update([0]);
        await using var stale = Events(HermesServer.Json(old));
        await using var fresh = Events(HermesServer.Json(_world.Update(5)));
        var both = await TakeAsync(_world.Feed(null, new PythEndpoint(stale.Address), new PythEndpoint(fresh.Address)), 1);
        Assert.Equal((UInt128)5, both[0].Observations[0].Sequence);
        var alone = await TakeAsync(_world.Feed(null, new PythEndpoint(stale.Address)), 1);
        Assert.Equal((UInt128)1, alone[0].Observations[0].Sequence);
    }

    [Fact]
    public async Task Stream_WhenCancelled_Ends()
    {
        await using var server = Events(HermesServer.Json(_world.Update(5)));
        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _world.Feed(null, new PythEndpoint(server.Address)).StreamAsync(cancellation.Token)) await cancellation.CancelAsync();
        });
    }

    public void Dispose() => _world.Dispose();

    private static HermesServer Events(params string[] events) => new(async call =>
    {
        await call.BeginStreamAsync();
        foreach (var data in events) await call.SendAsync(data);
        await call.SilenceAsync();
    });

    private static async Task<List<Look>> TakeAsync(PythFeed feed, int count)
    {
        var looks = new List<Look>();
        await foreach (var look in feed.StreamAsync(default))
        {
            looks.Add(look);
            if (looks.Count == count) break;
        }

        return looks;
    }

    private async Task AnswerAsync(HermesServer.Call call, string what)
    {
        if (int.TryParse(what, out var status))
        {
            await call.RespondAsync(status, string.Empty);
            return;
        }

        if (what == "no headers") await call.SilenceAsync();
        await call.BeginStreamAsync();
        var forged = _world.Update(1);
        forged[80] ^= 1;
        if (what == "garbage") await call.SendAsync("{");
        if (what == "forged") await call.SendAsync(HermesServer.Json(forged));
        while (what == "endless event") await call.WriteAsync("data:" + new string('a', 9_000) + "\n");
        while (what == "endless line") await call.WriteAsync(new string('a', 9_000));
        while (what == "comments only")
        {
            await call.WriteAsync(":\n\n");
            await Task.Delay(50, call.Cancellation);
        }

        if (what != "ends at once") await call.SilenceAsync();
    }
}
