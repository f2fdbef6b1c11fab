using System.Net;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Node.Capture;

namespace CrossChainOracle.Node.Tests.Capture;

/// <summary>What is kept of an exchange is what its reader made of it, for a repetition has the reader's view only.</summary>
public sealed class CapturingHandlerTests : IDisposable
{
    private const string Answer = """{"jsonrpc":"2.0","id":1,"result":"0x1"}""";

    private static readonly Uri One = new("http://nodes.test/one-key"), Two = new("http://nodes.test/two-key");

    private readonly CapturingHandler _capturing = new(new Answering(), new(Config(One, Two)));
    private readonly HttpClient _http;

    public CapturingHandlerTests() => _http = new(_capturing);

    [Theory]
    [InlineData(true, false, 200)]
    [InlineData(false, false, 200)]
    [InlineData(true, true, CapturedExchange.TooLate)]
    public async Task AnAnswer_IsKeptAsItsReaderTookIt(bool isRead, bool isLate, int kept)
    {
        using var deadline = new CancellationTokenSource();
        using (var response = await PostAsync(One))
        {
            if (isLate) await deadline.CancelAsync();
            Assert.Empty(_capturing.Take());
            var reading = isRead ? response.Content.ReadAsStringAsync(deadline.Token) : Task.FromResult(Answer);
            if (isLate) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
            else Assert.Equal(Answer, await reading);
        }

        Assert.Equal(kept, Assert.Single(_capturing.Take()).Status);
    }

    [Fact]
    public async Task ADeadlineThatEndsWithinABody_MakesItTooLate()
    {
        using var deadline = new CancellationTokenSource();
        using (var response = await PostAsync(One))
        {
            await using var body = await response.Content.ReadAsStreamAsync(deadline.Token);
            await body.ReadExactlyAsync(new byte[4], deadline.Token);
            await deadline.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await body.ReadExactlyAsync(new byte[4], deadline.Token));
        }

        Assert.Equal(CapturedExchange.TooLate, Assert.Single(_capturing.Take()).Status);
    }

    /// <summary>The same question to two endpoints of one host; a repetition has their places and neither path.</summary>
    [Fact]
    public async Task TwoEndpointsOfOneHost_AreTwo_AndTheSameOnesInARepetition()
    {
        foreach (var endpoint in (Uri[])[One, Two]) (await PostAsync(endpoint)).Dispose();
        var kept = _capturing.Take();
        Assert.Equal(2, kept.Select(static exchange => exchange.Request).Distinct().Count());

        using var replaying = new ReplayingHandler(new(Config(new("http://nodes.test/0/"), new("http://nodes.test/1/"))));
        using var again = new HttpClient(replaying);
        replaying.Load([kept[1] with { Status = 500 }, kept[0]]);
        Assert.Equal(HttpStatusCode.OK, (await again.PostAsync("http://nodes.test/0/", new StringContent("{}"))).StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, (await again.PostAsync("http://nodes.test/1/", new StringContent("{}"))).StatusCode);
    }

    public void Dispose()
    {
        _http.Dispose();
        _capturing.Dispose();
    }

    private async Task<HttpResponseMessage> PostAsync(Uri endpoint)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new StringContent("{}") };
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static NodeConfig Config(params Uri[] nodes) => new()
    {
        Deployment = "test",
        DataFolder = "data",
        Listen = new("http://127.0.0.1"),
        Attesters = new([], 1, 0, 0, 1),
        Pyth = new([], null, string.Empty),
        Chains = [new(new() { Chain = ChainId.Eip155(1), Endpoints = nodes, Multicall = default }, BlockTag.Latest, TimeSpan.FromSeconds(1), null, TimeSpan.Zero)],
        Shards = [],
        RouteChains = new Dictionary<RouteId, string>(),
    };

    private sealed class Answering : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Answer, System.Text.Encoding.UTF8, "application/json"), RequestMessage = request });
    }
}
