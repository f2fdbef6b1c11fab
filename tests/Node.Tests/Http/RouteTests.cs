using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting;
using CrossChainOracle.Node.Commands;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.Rounds;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Http;

[Collection(CalmNode.Collection)]
public sealed partial class RouteTests(CalmNode calm)
{
    private readonly RunningNode _node = calm.Running;

    [Fact]
    public async Task Feeds_ListEveryFeedWithItsLastStatement()
    {
        var (status, type, body) = await _node.AskAsync("/v1/feeds");
        Assert.Equal((HttpStatusCode.OK, "application/json"), (status, type));
        Assert.Equal(["BTC/USD", "ETH/USD", "USDC/USD"], body.GetProperty("feeds").EnumerateArray().Select(feed => feed.Text("feed")));
        foreach (var feed in body.GetProperty("feeds").EnumerateArray())
        {
            Assert.Equal("price", feed.Text("kind"));
            Assert.True(Price.Parse(feed.Text("value")).IsPositive);
            Assert.InRange(feed.GetProperty("votes").GetArrayLength(), feed.GetProperty("quorum").GetInt32(), feed.GetProperty("providers").GetInt32());
            Assert.True(feed.GetProperty("ageMs").GetInt64() >= 0);
        }
    }

    [Fact]
    public async Task Latest_OfEveryFeed_IsADocumentThatVerifies()
    {
        foreach (var feed in (string[])["BTC-USD", "ETH-USD", "USDC-USD"])
        {
            var (status, _, body) = await _node.AskAsync($"/v1/feeds/{feed}/latest");
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Null(GivenAttestation.Read(System.Text.Encoding.UTF8.GetBytes(body.GetRawText()), out var given));
            var single = Assert.IsType<GivenAttestation.Single>(given);
            Assert.Null(_node.Verifier.Verify(single.Value, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), out var statement));
            Assert.Equal(feed.Replace('-', '/'), ((PriceStatement)statement!.Statement).Feed.ToString());
            Assert.Null(GivenPrice.Compare(body, _node.Node.Domain, single.Value, _node.Node.Attesters.Set));
        }
    }

    [Theory]
    [InlineData("/v1/feeds/DOGE-USD/latest", HttpStatusCode.NotFound, "DOGE-USD")]
    [InlineData("/v1/feeds/ETH%2FUSD/latest", HttpStatusCode.NotFound, "ETH%2FUSD")]
    [InlineData("/v1/feeds/%1b[31m/latest", HttpStatusCode.NotFound, "is not attested here")]
    [InlineData("/v1/shards/sandbox/batches/x", HttpStatusCode.BadRequest, "'x' is not a sequence number")]
    [InlineData("/v1/shards/sandbox/batches/-1", HttpStatusCode.BadRequest, "'-1' is not a sequence number")]
    [InlineData("/v1/shards/sandbox/batches/18446744073709551616", HttpStatusCode.BadRequest, "'18446744073709551616' is not a sequence number")]
    [InlineData("/v1/shards/a-name-of-17-chars/batches/0", HttpStatusCode.BadRequest, "'a-name-of-17-chars' is not a shard's name")]
    [InlineData("/v1/shards/sandbox/batches/18446744073709551615", HttpStatusCode.NotFound, "shard sandbox has no batch 18446744073709551615")]
    [InlineData("/v1/shards/other/batches/0", HttpStatusCode.NotFound, "shard other has no batch 0")]
    [InlineData("/v1/shards/sandbox/batches/0/statements/x", HttpStatusCode.BadRequest, "'x' is not the place of a statement")]
    [InlineData("/v1/shards/sandbox/batches/0/statements/3", HttpStatusCode.NotFound, "batch 0 of shard sandbox has 3 statements")]
    [InlineData("/v1/shards/sandbox/batches/18446744073709551615/statements/0", HttpStatusCode.NotFound, "has no batch")]
    [InlineData("/v2/feeds", HttpStatusCode.NotFound, "")]
    [InlineData("/v1/stream?lastEventId=abc", HttpStatusCode.BadRequest, "Last-Event-ID: not an offset of this stream")]
    [InlineData("/v1/stream?lastEventId=99999999999999999999", HttpStatusCode.BadRequest, "Last-Event-ID")]
    public async Task Answer_ToWhatIsNotThere_IsARefusalThatSaysWhat(string path, HttpStatusCode expected, string detail) =>
        Assert.Contains(detail, await _node.RefusalAsync(path, expected), StringComparison.Ordinal);

    [Fact]
    public async Task Batch_AsServed_VerifiesAndIsRecomputedFromTheServedRoundAndState()
    {
        var (_, _, first) = await _node.AskAsync("/v1/shards/sandbox/batches/0");
        var (_, _, second) = await _node.AskAsync("/v1/shards/sandbox/batches/1");
        foreach (var batch in (JsonElement[])[first, second])
        {
            Assert.True(batch.GetProperty("signed").GetBoolean());
            Assert.Null(AttestationCodec.Decode(batch.Bytes("attestation"), out Attestation? attestation));
            Assert.Null(_node.Verifier.Verify(attestation!, null, out var verified));
            Assert.Equal(batch.Text("digest"), verified!.Digest.ToString());
            Assert.Equal(3, batch.GetProperty("statements").GetArrayLength());
        }

        Assert.Null(StateCodec.Decode(first.Bytes("state"), out var state));
        Assert.Null(RoundCodec.Decode(second.Bytes("round"), out var round));
        var policy = _node.Config.Shards[0];
        Assert.Null(BatchComputation.Check(PolicyCodec.Digest(policy), policy, state!, round!));
        Assert.Equal(second.Text("digest"), BatchComputation.Run(_node.Node.Domain, policy, state!, round!).Digest.ToString());
    }

    [Fact]
    public async Task Proof_OfEveryStatement_Verifies_AndChangedDoesNot()
    {
        for (var index = 0; index < 3; index++)
        {
            var (status, _, body) = await _node.AskAsync($"/v1/shards/sandbox/batches/{calm.Priced}/statements/{index}");
            Assert.Equal((HttpStatusCode.OK, index, 3), (status, body.GetProperty("index").GetInt32(), body.GetProperty("statements").GetInt32()));
            Assert.Null(AttestationCodec.Decode(body.Bytes("attestation"), out StatementAttestation? single));
            Assert.Null(_node.Verifier.Verify(single!, null, out var verified));
            Assert.Equal(body.Text("digest"), verified!.Digest.ToString());
            Assert.Equal(body.GetProperty("statement").Text("feed"), Assert.IsType<PriceStatement>(verified.Statement).Feed.ToString());
            Assert.NotNull(_node.Verifier.Verify(single! with { Proof = [.. single.Proof.Reverse().Skip(1)] }, null, out _));
        }
    }

    [Fact]
    public async Task Attesters_AreTheSetThatSigns_InTheFormOfTheSchema()
    {
        var (_, _, body) = await _node.AskAsync("/v1/attesters");
        var example = Json.Parse(await File.ReadAllTextAsync(Repository.PathOf("docs", "spec", "attesters-document.example.json")));
        Assert.Equal(Members(example), Members(body));
        Assert.Equal(Members(example.GetProperty("sets")[0]), Members(body.GetProperty("sets")[0]));
        var (records, problem) = await AttesterSource.ReadAsync(_node.Url("/v1/attesters").ToString(), CancellationToken.None);
        Assert.Null(problem);
        Assert.Equal([new DeploymentRecord(_node.Config.Deployment, _node.Node.Attesters.Set)], records);

        static IEnumerable<string> Members(JsonElement element) => element.EnumerateObject().Select(member => member.Name);
    }

    [Fact]
    public async Task Health_WhilePricesAreFresh_Is200()
    {
        var (status, _, body) = await _node.AskAsync("/health");
        Assert.Equal((HttpStatusCode.OK, "healthy"), (status, body.Text("status")));
        Assert.All(body.GetProperty("feeds").EnumerateArray(), feed => Assert.Equal("healthy", feed.Text("status")));
    }

    [Fact]
    public async Task OpenApi_ListsEveryRoute_AndSoDoesTheDocumentation()
    {
        var (_, _, body) = await _node.AskAsync("/openapi/v1.json");
        var described = body.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["/health", "/v1/accounts", "/v1/accounts/{account}", "/v1/attesters", "/v1/feeds", "/v1/feeds/{feed}/latest", "/v1/relay", "/v1/shards/{shard}/batches/{sequence}", "/v1/shards/{shard}/batches/{sequence}/statements/{index}", "/v1/stream"], described);
        Assert.All(body.GetProperty("paths").EnumerateObject(), path => Assert.NotEmpty(path.Value.GetProperty("get").Text("summary")));
        var documented = Heading().Matches(await File.ReadAllTextAsync(Repository.PathOf("docs", "http.md"))).Select(match => match.Groups[1].Value);
        Assert.Equal(described, documented.Where(path => path is not "/" and not "/openapi/v1.json").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task OtherMethods_AreRefused()
    {
        foreach (var method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch])
        {
            using var request = new HttpRequestMessage(method, _node.Url("/v1/feeds")) { Content = new StringContent("{}") };
            using var response = await _node.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        }
    }

    /// <summary>The examples of verify's and inspect's help: what the node serves, in every form, and what is left of it with a byte changed.</summary>
    [Fact]
    public async Task VerifyAndInspect_OfWhatTheNodeServes_AcceptItAndRefuseItWhenChanged()
    {
        using var folder = new TemporaryFolder();
        foreach (var path in (string[])["/v1/feeds/ETH-USD/latest", "/v1/shards/sandbox/batches/0"])
        {
            var verified = await Captured.RunAsync("verify", _node.Url(path).ToString());
            Assert.True(verified.Code == 0, verified.ToString());
            Assert.Contains("ETH/USD", (await Captured.RunAsync("inspect", _node.Url(path).ToString())).Output, StringComparison.Ordinal);
            var attesters = folder.Write("attesters.json", await _node.GetAsync("/v1/attesters"));
            var text = await _node.GetAsync(path);
            Assert.Equal(0, (await Captured.RunAsync("verify", folder.Write("given.json", text), "--attesters", attesters)).Code);
            var changed = text.Replace("\"sequence\":\"", "\"sequence\":\"1", StringComparison.Ordinal);
            var refused = await Captured.RunAsync("verify", folder.Write("changed.json", changed), "--attesters", attesters, "--json");
            if (path.EndsWith("latest", StringComparison.Ordinal))
            {
                Assert.Equal(1, refused.Code);
                Assert.False(Json.Parse(refused.Output).GetProperty("valid").GetBoolean());
                Assert.Contains("refused: ", refused.Errors, StringComparison.Ordinal);
            }
        }

        var fresh = await Captured.RunAsync("verify", _node.Url("/v1/feeds/ETH-USD/latest").ToString(), "--at", "now", "--json");
        Assert.True(Json.Parse(fresh.Output).GetProperty("valid").GetBoolean(), fresh.ToString());
        var old = await Captured.RunAsync("verify", _node.Url("/v1/feeds/ETH-USD/latest").ToString(), "--at", "2060-01-01");
        Assert.Equal(1, old.Code);
    }

    [GeneratedRegex("^## `GET (/[^`]*)`", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
