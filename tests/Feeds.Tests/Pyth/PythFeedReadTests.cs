using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds.Pyth;

namespace CrossChainOracle.Feeds.Tests.Pyth;

public sealed class PythFeedReadTests : IDisposable
{
    private readonly PythWorld _world = new();

    [Fact]
    public async Task Read_OfAGoodAnswer_GivesEveryTargetWithItsEvidence()
    {
        var update = _world.Update(77);
        await using var server = HermesServer.Always(200, HermesServer.Json(update));
        var look = await _world.Feed(null, new PythEndpoint(server.Address)).ReadAsync(default);
        Assert.Empty(look.Failures);
        Assert.Equal(new Evidence(Keccak256.Hash(update), update).Digest, Assert.Single(look.Evidence).Digest);
        Assert.Equal(update, look.Evidence[0].Bytes.ToArray());
        var expected = new Observation
        {
            Feed = PythWorld.Btc,
            Provider = Provider.Pyth,
            Route = PythWorld.Route,
            Value = Price.Parse("0.000001"),
            HalfWidth = Price.Parse("32.87868567"),
            PublishedAt = PythWorld.Timestamp * 1_000L,
            ReceivedAt = (PythWorld.Timestamp + 1) * 1_000L,
            Sequence = 77,
            Height = 77,
            Authenticity = Authenticity.Authenticated,
            Stage = Stage.Confirmed,
            Anchor = look.Evidence[0].Digest,
        };
        Assert.Equal([expected, expected with { Feed = PythWorld.Eth, Value = Price.Parse("0.00000101") }], look.Observations);
    }

    [Fact]
    public async Task Read_AsksForHexOfTheTargetsWithTheKeyAsBearer()
    {
        await using var server = HermesServer.Always(200, HermesServer.Json(_world.Update(1)));
        await _world.Feed(null, new PythEndpoint(server.Address, PythWorld.Key)).ReadAsync(default);
        var head = Assert.Single(server.Requests);
        var query = $"ids[]={PythWorld.Id(1)}&ids[]={PythWorld.Id(2)}&encoding=hex&parsed=false&ignore_invalid_price_ids=true";
        Assert.StartsWith($"GET /hermes/v2/updates/price/latest?{query} HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains($"\r\nAuthorization: Bearer {PythWorld.Key}\r\n", head, StringComparison.Ordinal);
    }

    public static TheoryData<string, RejectionCode> BadAnswers => new()
    {
        { "401", RejectionCode.Unauthorized },
        { "403", RejectionCode.Unauthorized },
        { "429", RejectionCode.RateLimited },
        { "404", RejectionCode.Unreachable },
        { "500", RejectionCode.Unreachable },
        { "cut", RejectionCode.Unreachable },
        { "hangup", RejectionCode.Unreachable },
        { "not http", RejectionCode.Unreachable },
        { "slow", RejectionCode.Unreachable },
        { "slow body", RejectionCode.Unreachable },
        { "garbage", RejectionCode.Malformed },
        { "empty", RejectionCode.Malformed },
        { "other json", RejectionCode.Malformed },
        { "not a pnau", RejectionCode.Malformed },
        { "oversized", RejectionCode.Oversized },
        { "endless", RejectionCode.Oversized },
        { "too many updates", RejectionCode.Oversized },
        { "no updates", RejectionCode.Absent },
        { "wrong signature", RejectionCode.BadSignature },
        { "bad proof", RejectionCode.BadProof },
        { "unknown set", RejectionCode.UnknownSignerSet },
    };

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task Read_OfABadAnswer_FailsEveryTargetForTheReason_AndNeverNamesTheKey(string what, RejectionCode code)
    {
        await using var server = new HermesServer(call => AnswerAsync(call, what));
        var look = await _world.Feed(PythWorld.IsSlow(what) ? PythWorld.Hasty : null, new PythEndpoint(server.Address, PythWorld.Key)).ReadAsync(default);
        Assert.Empty(look.Observations);
        Assert.Empty(look.Evidence);
        Assert.Equal([PythWorld.Btc, PythWorld.Eth], look.Failures.Select(failure => failure.Feed));
        Assert.All(look.Failures, failure => AssertFailure(failure, code));
    }

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task Read_WithABadFirstEndpoint_TakesTheSecond(string what, RejectionCode code)
    {
        Assert.NotEqual(default, code);
        await using var bad = new HermesServer(call => AnswerAsync(call, what));
        await using var good = HermesServer.Always(200, HermesServer.Json(_world.Update(5)));
        var times = PythWorld.IsSlow(what) ? PythWorld.Impatient : null;
        var look = await _world.Feed(times, new PythEndpoint(bad.Address), new PythEndpoint(good.Address)).ReadAsync(default);
        Assert.Empty(look.Failures);
        Assert.Equal([PythWorld.Btc, PythWorld.Eth], look.Observations.Select(observation => observation.Feed));
    }

    [Fact]
    public async Task Read_WithADeadFirstEndpoint_TakesTheSecond()
    {
        await using var good = HermesServer.Always(200, HermesServer.Json(_world.Update(5)));
        var look = await _world.Feed(null, new PythEndpoint(HermesServer.Dead()), new PythEndpoint(good.Address)).ReadAsync(default);
        Assert.Equal(2, look.Observations.Count);
        Assert.Empty(look.Failures);
    }

    [Fact]
    public async Task Read_WithAMissingId_FailsThatOneOnly()
    {
        await using var server = HermesServer.Always(200, HermesServer.Json(_world.Update(5, served: 1)));
        var look = await _world.Feed(null, new PythEndpoint(server.Address)).ReadAsync(default);
        Assert.Equal(PythWorld.Eth, Assert.Single(look.Observations).Feed);
        AssertFailure(Assert.Single(look.Failures), RejectionCode.Absent);
    }

    [Fact]
    public async Task Read_WithAnUnaskedId_ReportsItAndKeepsTheOthers()
    {
        await using var server = HermesServer.Always(200, HermesServer.Json(_world.Update(5, served: [0, 1, 2])));
        var look = await _world.Feed(null, new PythEndpoint(server.Address)).ReadAsync(default);
        Assert.Equal(2, look.Observations.Count);
        var failure = Assert.Single(look.Failures);
        AssertFailure(failure, RejectionCode.WrongFeed);
        Assert.True(failure.Feed.IsEmpty);
    }

    [Fact]
    public async Task Read_OfOneBadProofAmongGoodOnes_FailsThatOneOnly()
    {
        var update = _world.Update(5);
        update[^1] ^= 1;
        await using var server = HermesServer.Always(200, HermesServer.Json(update));
        var look = await _world.Feed(null, new PythEndpoint(server.Address)).ReadAsync(default);
        Assert.Equal(PythWorld.Btc, Assert.Single(look.Observations).Feed);
        AssertFailure(Assert.Single(look.Failures), RejectionCode.BadProof);
    }

    [Fact]
    public async Task Read_OfDuplicatedAndReorderedUpdates_KeepsTheNewest()
    {
        byte[][] updates = [_world.Update(9, 300), _world.Update(8, 200), _world.Update(9, 300), _world.Update(50, 100, PythWorld.Timestamp - 1)];
        await using var server = HermesServer.Always(200, HermesServer.Json(updates));
        var look = await _world.Feed(null, new PythEndpoint(server.Address)).ReadAsync(default);
        Assert.All(look.Observations, observation => Assert.Equal((UInt128)9, observation.Sequence));
        Assert.Equal(updates[0], Assert.Single(look.Evidence).Bytes.ToArray());
    }

    [Fact]
    public async Task Read_OfAPriceThatDoesNotFit_FailsThatOneOnly()
    {
        var slot = _world.Routers.Encoder().Sign(PythWorld.Timestamp, 1, [Proofs.Tests.DevRouters.Price(1) with { Exponent = 9 }, Proofs.Tests.DevRouters.Price(2)]);
        await using var server = HermesServer.Always(200, HermesServer.Json(slot.Update([0, 1])));
        var look = await _world.Feed(null, new PythEndpoint(server.Address)).ReadAsync(default);
        Assert.Equal(PythWorld.Eth, Assert.Single(look.Observations).Feed);
        AssertFailure(Assert.Single(look.Failures), RejectionCode.OutOfRange);
    }

    [Fact]
    public async Task Read_OfAnAnswerSignedLongAgo_AsksTheNextEndpointAndKeepsTheNewer()
    {
        var stale = _world.Routers.Encoder().Sign(PythWorld.Timestamp - 600, 1, [Proofs.Tests.DevRouters.Price(1, 5, PythWorld.Timestamp - 600), Proofs.Tests.DevRouters.Price(2, 6, PythWorld.Timestamp - 600)]);
        await using var cached = HermesServer.Always(200, HermesServer.Json(stale.Update([0, 1])));
        await using var fresh = HermesServer.Always(200, HermesServer.Json(_world.Update(9)));
        var look = await _world.Feed(null, new PythEndpoint(cached.Address), new PythEndpoint(fresh.Address)).ReadAsync(default);
        Assert.All(look.Observations, observation => Assert.Equal((UInt128)9, observation.Sequence));
    }

    [Fact]
    public async Task Read_AfterA429_LeavesTheEndpointAlone()
    {
        await using var server = HermesServer.Always(429, string.Empty, "Retry-After: 30\r\n");
        var feed = _world.Feed(null, new PythEndpoint(server.Address));
        await feed.ReadAsync(default);
        var look = await feed.ReadAsync(default);
        Assert.Single(server.Requests);
        Assert.All(look.Failures, failure => AssertFailure(failure, RejectionCode.RateLimited));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    public async Task Read_OfIdsThatTheEndpointRefuses_CostsTheOthersNothingAndIsRemembered(int status)
    {
        FeedTarget[] targets = [.. Enumerable.Range(1, 3).Select(i => new FeedTarget(FeedId.Parse($"F{i}"), PythWorld.Id((byte)i)))];
        await using var server = new HermesServer(call => call.Ids.Contains(PythWorld.Id(2))
            ? call.RespondAsync(status, "one of them is not yours")
            : call.RespondAsync(200, HermesServer.Json(_world.Update(4, served: [.. call.Ids.Select(id => id.ToArray()[31] - 1)]))));
        var feed = _world.Feed(targets, null, new PythEndpoint(server.Address));
        for (var look = 0; look < 2; look++)
        {
            var found = await feed.ReadAsync(default);
            Assert.Equal(["F1", "F3"], found.Observations.Select(observation => observation.Feed.ToString()));
            Assert.Equal("F2", Assert.Single(found.Failures).Feed.ToString());
            AssertFailure(found.Failures[0], status == 403 ? RejectionCode.Unauthorized : RejectionCode.Unreachable);
        }

        Assert.Equal(2, server.Requests.Last().Split("ids[]=").Length - 1);
    }

    [Fact]
    public async Task Read_WhenEveryIdIsRefused_StaysWithinItsRequests()
    {
        FeedTarget[] targets = [.. Enumerable.Range(1, 64).Select(i => new FeedTarget(FeedId.Parse($"F{i}"), PythWorld.Id((byte)i)))];
        await using var server = HermesServer.Always(403, string.Empty);
        var look = await _world.Feed(targets, null, new PythEndpoint(server.Address)).ReadAsync(default);
        Assert.Equal(8, server.Requests.Count);
        Assert.Equal(64, look.Failures.Count);
    }

    [Fact]
    public async Task Read_WhenCancelled_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        await using var server = new HermesServer(async call =>
        {
            await cancellation.CancelAsync();
            await call.SilenceAsync();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _world.Feed(null, new PythEndpoint(server.Address)).ReadAsync(cancellation.Token));
    }

    [Theory]
    [InlineData("http://hermes.example", "key")]
    [InlineData("ftp://hermes.example", null)]
    [InlineData("https://hermes.example", "a\r\nb")]
    [InlineData("https://hermes.example", "")]
    public void Endpoint_ThatWouldLoseItsKeyOrHasNone_IsRefusedWithoutNamingIt(string address, string? key)
    {
        var exception = Assert.Throws<ArgumentException>(() => new PythEndpoint(new(address), key));
        if (!string.IsNullOrEmpty(key)) Assert.DoesNotContain($"'{key}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endpoint_NamesHostAndPortOnly() =>
        Assert.Equal("node.example:443", new PythEndpoint(new("https://user:pass@node.example/secret/hermes?key=1"), PythWorld.Key).ToString());

    public void Dispose() => _world.Dispose();

    private static void AssertFailure(SourceFailure failure, RejectionCode code)
    {
        Assert.Equal((Provider.Pyth, PythWorld.Route, code), (failure.Provider, failure.Route, failure.Code));
        Assert.InRange(failure.Detail.Length, 1, SourceFailure.MaximumDetail);
        Assert.All(failure.Detail, letter => Assert.InRange(letter, ' ', '~'));
        Assert.DoesNotContain(PythWorld.Key, failure.Detail, StringComparison.Ordinal);
    }

    private Task AnswerAsync(HermesServer.Call call, string what)
    {
        var good = HermesServer.Json(_world.Update(1));
        var forged = _world.Update(1);
        forged[80] ^= 1;
        var unproven = _world.Update(1, served: 0);
        unproven[^1] ^= 1;
        return what switch
        {
            "cut" => call.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Length: {good.Length}\r\n\r\n{good[..(good.Length / 2)]}"),
            "hangup" => Task.CompletedTask,
            "not http" => call.WriteAsync("PNAU\r\n\r\n"),
            "slow" => call.SilenceAsync(),
            "slow body" => SlowAsync(call, good),
            "garbage" => call.RespondAsync(200, "<html>\u00e9"),
            "empty" => call.RespondAsync(200, string.Empty),
            "other json" => call.RespondAsync(200, """{"parsed":[{"id":"1","price":{"price":"1"}}]}"""),
            "not a pnau" => call.RespondAsync(200, HermesServer.Json([1, 2, 3])),
            "oversized" => call.RespondAsync(200, new string(' ', 1_048_577)),
            "endless" => EndlessAsync(call),
            "too many updates" => call.RespondAsync(200, HermesServer.Json([.. Enumerable.Repeat(new byte[1], 17)])),
            "no updates" => call.RespondAsync(200, HermesServer.Json()),
            "wrong signature" => call.RespondAsync(200, HermesServer.Json(forged)),
            "bad proof" => call.RespondAsync(200, HermesServer.Json(unproven)),
            "unknown set" => call.RespondAsync(200, HermesServer.Json(new Proofs.Tests.DevRouters(9).Encoder().Sign(1, 1, [Proofs.Tests.DevRouters.Price(1)]).Update([0]))),
            _ => call.RespondAsync(int.Parse(what, System.Globalization.CultureInfo.InvariantCulture), $"your key {PythWorld.Key} is bad"),
        };
    }

    private static async Task SlowAsync(HermesServer.Call call, string body)
    {
        await call.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body[..9]}");
        await call.SilenceAsync();
    }

    private static async Task EndlessAsync(HermesServer.Call call)
    {
        await call.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        for (var chunk = new string('a', 65_536); ;) await call.WriteAsync(chunk);
    }
}
