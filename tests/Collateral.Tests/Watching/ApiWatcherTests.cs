using System.Net;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.DydxV4;
using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Collateral.Tests.Watching;

/// <summary>From the wire to what a round takes.</summary>
public sealed class ApiWatcherTests : IDisposable
{
    private const string Secret = "topsecretkey";

    private static readonly ChainId Chain = ChainId.Parse("cosmos:dydx-mainnet-1");
    private static readonly string AliceText = Bech32.Encode("dydx", [.. Enumerable.Range(1, 20).Select(i => (byte)i)]);
    private static readonly string BobText = Bech32.Encode("dydx", [.. Enumerable.Range(2, 20).Select(i => (byte)i)]);

    private readonly FakeApi _api = new();
    private readonly HttpClient _http;
    private readonly ManualTime _time = new(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
    private readonly ApiWatcher _watcher;

    public ApiWatcherTests()
    {
        _http = new(_api) { Timeout = Timeout.InfiniteTimeSpan };
        _watcher = Watch();
        _api.Answer = request => request.RequestUri!.AbsolutePath.Contains(AliceText, StringComparison.Ordinal) ? Ok(Subaccount(AliceText, "250.5")) : new(HttpStatusCode.NotFound);
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Answer_IsOnlySeen_AtItsDigestAndTime_AndNoAccountIsZero()
    {
        var look = await LookAsync(_watcher);
        var reading = look.Reading!;
        Assert.Equal((0ul, reading.Head, reading.Head, 0ul, 1_700_000_000_000), (reading.Head.Height, reading.Safe, reading.Finalized, reading.ScannedTo, reading.Head.Time));
        Assert.Equal(2, look.Accounts.Count);
        var alice = look.Accounts[0].Positions;
        Assert.All(alice, position => Assert.Equal((0ul, 1_700_000_000_000, PinKind.Answer, Authenticity.SingleRead, position.Finalized), (position.At.Height, position.At.Time, position.Pin, position.Evidence, position.Seen)));
        Assert.Contains(alice, position => position.Key.Side == PositionSide.Collateral && position.Seen > 0);
        Assert.All(look.Accounts[1].Positions, position => Assert.Equal((0, 0), ((int)position.Finalized, (int)position.Seen)));
        Assert.NotEmpty(look.Accounts[1].Positions);
        Assert.NotEmpty(look.Markets);
    }

    [Fact]
    public async Task Chain_HasOneConstantPlace_SoThatNothingOfItCanBeReorganised()
    {
        var first = (await LookAsync(_watcher)).Reading!;
        _time.Advance(TimeSpan.FromSeconds(5));
        _api.Answer = static _ => new(HttpStatusCode.NotFound);
        var second = (await LookAsync(Watch())).Reading!;
        Assert.Equal((first.Finalized.Hash, first.Finalized.Time + 5_000), (second.Finalized.Hash, second.Finalized.Time));
    }

    [Fact]
    public async Task Account_ThatIsAsItWas_IsNotInTheLook_ThoughTheAnswerIsAnother()
    {
        var at = (await LookAsync(_watcher)).Accounts[0].Positions[0].At;
        _time.Advance(TimeSpan.FromSeconds(5));
        _api.Answer = request => request.RequestUri!.AbsolutePath.Contains(AliceText, StringComparison.Ordinal) ? Ok(Subaccount(AliceText, "250.50")) : new(HttpStatusCode.NotFound);
        Assert.Empty((await LookAsync(_watcher)).Accounts);
        _api.Answer = request => request.RequestUri!.AbsolutePath.Contains(AliceText, StringComparison.Ordinal) ? Ok(Subaccount(AliceText, "250")) : new(HttpStatusCode.NotFound);
        var alice = Assert.Single((await LookAsync(_watcher)).Accounts);
        var changed = alice.Positions.Single(position => position.Key.Side == PositionSide.Collateral);
        Assert.Equal((at.Time + 5_000, true), (changed.At.Time, changed.At.Hash != at.Hash));
    }

    [Theory]
    [InlineData(429, RejectionCode.RateLimited)]
    [InlineData(401, RejectionCode.Unauthorized)]
    [InlineData(302, RejectionCode.Unreachable)]
    [InlineData(500, RejectionCode.Unreachable)]
    public async Task OwnerThatCannotBeRead_IsAProblem_CostsNoOther_AndWhereAllAreTheLookFails(int status, RejectionCode code)
    {
        _api.Answer = request => request.RequestUri!.AbsolutePath.Contains(AliceText, StringComparison.Ordinal) ? new((HttpStatusCode)status) : new(HttpStatusCode.NotFound);
        var look = await LookAsync(_watcher);
        Assert.Equal((0, code), (look.Accounts[0].Positions.Count, Assert.Single(look.Accounts[0].Problems).Code));
        Assert.NotEmpty(look.Accounts[1].Positions);
        _api.Answer = _ => new((HttpStatusCode)status);
        var failed = await _watcher.LookAsync([], default);
        Assert.Equal((true, code, 0), (failed.Reading is null, failed.Failure!.Code, failed.Accounts.Count));
    }

    [Fact]
    public async Task Credentials_AreSentAndNeverShown()
    {
        await LookAsync(_watcher);
        Assert.All(_api.Asked, address => Assert.Equal(($"/{Secret}/v4", $"?auth={Secret}"), (address.AbsolutePath[..(Secret.Length + 4)], address.Query)));
        foreach (var fault in new Func<HttpRequestMessage, HttpResponseMessage>[] { static request => throw new HttpRequestException(request.RequestUri!.ToString()), static request => throw new IOException(request.RequestUri!.ToString()) })
        {
            _api.Answer = fault;
            Assert.DoesNotContain(Secret, (await _watcher.LookAsync([], default)).Failure!.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Answer_ThatIsTooLargeOrTooLate_IsNotWaitedFor()
    {
        _api.Answer = static _ => Ok(new string(' ', 5_000));
        Assert.Equal(RejectionCode.Oversized, (await _watcher.LookAsync([], default)).Failure!.Code);
        _api.Answer = static _ => new(HttpStatusCode.OK) { Content = new StreamContent(new Endless()) };
        Assert.Equal(RejectionCode.Oversized, (await _watcher.LookAsync([], default)).Failure!.Code);
        _api.Answer = null;
        var late = _watcher.LookAsync([], default);
        await _api.Hanging;
        while (!late.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(4));
            await Task.Yield();
        }

        Assert.Equal(RejectionCode.Unreachable, (await late).Failure!.Code);
    }

    private ApiWatcher Watch() => new(
        _http, new($"https://indexer.example/{Secret}/?auth={Secret}"), new() { MaximumResponseBytes = 4_096 }, Chain, [new DydxReader(new(Chain, "dydx", AssetId.Parse($"{Chain}/ibc:8E27BA2D5493AF5636760E354E46004562C46AB7EC0CC4C1CA14E9E20E2545B5"), [0]))],
        [new(AccountId.Parse("alice"), AccountAddress.Parse($"{Chain}:{AliceText}")), new(AccountId.Parse("bob"), AccountAddress.Parse($"{Chain}:{BobText}"))], TimeSpan.FromSeconds(5), _time);

    private static HttpResponseMessage Ok(string body) => new(HttpStatusCode.OK) { Content = new StringContent(body) };

    private static string Subaccount(string owner, string usdc) => $$$"""
        {"subaccount":{"address":"{{{owner}}}","subaccountNumber":0,"equity":"{{{usdc}}}","freeCollateral":"{{{usdc}}}","openPerpetualPositions":{},
        "assetPositions":{"USDC":{"symbol":"USDC","side":"LONG","size":"{{{usdc}}}"} } } }
        """;

    private static async Task<ChainLook> LookAsync(ApiWatcher watcher)
    {
        var look = await watcher.LookAsync([], default);
        Assert.Null(look.Failure);
        foreach (var position in look.Accounts.SelectMany(account => account.Positions)) Readings.AddUp(position);
        return look;
    }

    /// <summary>The wire. Without an answer it hangs.</summary>
    private sealed class FakeApi : HttpMessageHandler
    {
        private readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Func<HttpRequestMessage, HttpResponseMessage>? Answer { get; set; }

        public System.Collections.Concurrent.ConcurrentQueue<Uri> Asked { get; } = [];

        public Task Hanging => _hanging.Task;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Enqueue(request.RequestUri!);
            if (Answer is { } answer) return answer(request);
            _hanging.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("unreachable");
        }
    }

    /// <summary>A body without an end and without a length.</summary>
    private sealed class Endless : MemoryStream
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)' ');
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
