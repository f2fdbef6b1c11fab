using System.Net;
using CrossChainOracle.Azure.Blobs.Tests.Local;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Azure.Blobs.Tests;

/// <summary>Listings that no real service gives on demand, none of which may throw, end up endless or name what was not asked for.</summary>
public sealed class BlobListingTests : OnTheWire
{
    private const string Head = "\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?>";

    /// <summary>As the service documents it ("List Blobs", response body), with what we do not read.</summary>
    private static readonly string Whole = Page(
        "<Blob><Name>p/1</Name><Properties><Etag>0x8D1</Etag><Content-Length>109</Content-Length></Properties><OrMetadata /></Blob><Blob><Name>p/2</Name><Metadata><Name>other</Name></Metadata></Blob>"
        + "<Blob><Name Encoded=\"true\">p/%01%2F&amp;%C3%A4</Name></Blob>");

    public static TheoryData<string, Reply, BlobListing> Odd => new()
    {
        { "no right", Reply.Error(403, "AuthorizationPermissionMismatch"), Failed("HTTP 403 AuthorizationPermissionMismatch") },
        { "no container", Reply.Error(404, "ContainerNotFound"), Failed("HTTP 404 ContainerNotFound") },
        { "a code that is none", Reply.Error(403, "?sig=hidden"), Failed("HTTP 403") },
        { "a redirect", Reply.Empty(302, "Location: https://127.0.0.1:1/hidden"), Failed("HTTP 302") },
        { "another success", Reply.Text(206, Whole), Failed("HTTP 206") },
        { "throttled for long", Reply.Error(503, "ServerBusy", "Retry-After: 60"), Failed("HTTP 503 ServerBusy, come back after 60 s") },
        { "nothing", Reply.Empty(200), Failed("an answer that is no listing") },
        { "no XML", Reply.Text(200, "{}"), Failed("an answer that is no listing") },
        { "another document", Reply.Text(200, "<Error><Code>hidden</Code></Error>"), Failed("an answer that is no listing") },
        { "another name", Reply.Text(200, "<x:EnumerationResults xmlns:x=\"x\"><Blobs /><NextMarker /></x:EnumerationResults>"), Failed("an answer that is no listing") },
        { "cut where no length is known", Reply.Text(200, Whole[..^3]) with { Announce = null }, Failed("an answer that is no listing") },
        { "a type of its own", Reply.Text(200, "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>" + Page("<Blob><Name>p/&b;</Name></Blob>")[Head.Length..]), Failed("an answer that is no listing") },
        { "a file of ours", Reply.Text(200, "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>" + Page("<Blob><Name>p/&a;</Name></Blob>")[Head.Length..]), Failed("an answer that is no listing") },
        { "no UTF-8", new Reply(200, [.. System.Text.Encoding.UTF8.GetBytes(Whole), 0xff]), Failed("an answer that is no listing") },
        { "no marker", Reply.Text(200, Whole.Replace("<NextMarker />", string.Empty, StringComparison.Ordinal)), Failed("a listing without an end") },
        { "no end of any kind", Reply.Text(200, "<EnumerationResults />"), Failed("a listing without an end") },
        { "a marker that fits in no address", Reply.Text(200, Page(string.Empty, new('m', 4_097))), Failed("a listing without an end") },
        { "a blob without a name", Reply.Text(200, Page("<Blob />")), Failed("a listing of other names than were asked for") },
        { "an empty name", Reply.Text(200, Page("<Blob><Name /></Blob>")), Failed("a listing of other names than were asked for") },
        { "a name too long", Reply.Text(200, Page($"<Blob><Name>p/{new string('a', 1_023)}</Name></Blob>")), Failed("a listing of other names than were asked for") },
        { "a blob of two names", Reply.Text(200, Page("<Blob><Name>p/1</Name><Name>p/2</Name></Blob>")), Failed("a listing of other names than were asked for") },
        { "a name in parts", Reply.Text(200, Page("<Blob><Name>p/1<b /></Name></Blob>")), Failed("an answer that is no listing") },
        { "a name of another prefix", Reply.Text(200, Page("<Blob><Name>p/1</Name></Blob><Blob><Name>q/1</Name></Blob>")), Failed("a listing of other names than were asked for") },
        { "too long", new Reply(200, new byte[8 * 1024 * 1024 + 1]), Failed("an answer of more than 8388608 bytes") },
        { "too long, unannounced", new Reply(200, new byte[8 * 1024 * 1024 + 1]) { Announce = null }, Failed("an answer of more than 8388608 bytes") },
        { "deep", Reply.Text(200, "<EnumerationResults>" + string.Concat(Enumerable.Repeat("<a>", 500_000))), Failed("an answer that is no listing") },
        { "the same marker for ever", Reply.Text(200, Page(string.Empty, "m")), Failed("the listing does not move on") },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task List_AnsweredSo_Fails(string name, Reply reply, BlobListing expected)
    {
        Assert.NotEmpty(name);
        using var server = new ScriptedHttps(reply);
        Assert.Equal(expected, await Open(server).ListAsync("p/", 10, default));
    }

    [Fact]
    public async Task List_AsksForWhatIsLeft_FromWhereThePageBeforeEnded()
    {
        using var server = new ScriptedHttps(Reply.Text(200, Page("<Blob><Name>p/1</Name></Blob>", "2!8!a&b=/")), Reply.Text(200, Page(string.Empty, "3")), Reply.Text(200, Whole));
        var listed = Assert.IsType<BlobListing.Listed>(await Open(server).ListAsync("p/", 1_010, default));
        Assert.Equal(["p/\u0001/&ä", "p/1", "p/2"], listed.Names);
        Assert.True(listed.IsWhole);
        Assert.Equal(
            [
                "/account/container?restype=container&comp=list&prefix=p%2F&maxresults=1000",
                "/account/container?restype=container&comp=list&prefix=p%2F&maxresults=1000&marker=2%218%21a%26b%3D%2F",
                "/account/container?restype=container&comp=list&prefix=p%2F&maxresults=1000&marker=3",
            ],
            server.Requests.Select(asked => asked.Target));
        Assert.All(server.Requests, asked => Assert.Equal(("GET", BlobContainer.Version), (asked.Method, asked.Headers["x-ms-version"])));
    }

    [Fact]
    public async Task List_OfMoreThanWasAskedFor_IsCut_AndNotWhole()
    {
        using var server = new ScriptedHttps(Reply.Text(200, Whole));
        var listed = Assert.IsType<BlobListing.Listed>(await Open(server).ListAsync(string.Empty, 2, default));
        Assert.Equal(["p/1", "p/2"], listed.Names);
        Assert.False(listed.IsWhole);
        Assert.EndsWith("&prefix=&maxresults=2", Assert.Single(server.Requests).Target, StringComparison.Ordinal);
    }

    /// <summary>Empty pages are no end, and they are no way to be kept for ever either.</summary>
    [Fact]
    public async Task List_ThatNeverEnds_Fails()
    {
        var wire = new Wire(number => System.Text.Encoding.UTF8.GetBytes(Page(string.Empty, $"{number}")));
        Assert.Equal(Failed("no end after 1000 pages"), await wire.Container().ListAsync("p/", 10, default));
        Assert.Equal(1_000, wire.Requests);
    }

    [Fact]
    public async Task List_BrokenOnce_IsReadAgain_AndBrokenForever_Fails()
    {
        var cut = Reply.Text(200, Whole) with { SendOnly = 200 };
        using (var server = new ScriptedHttps(cut, Reply.Text(200, Whole)))
        {
            var listing = Open(server).ListAsync("p/", 10, default).AsTask();
            await PauseAsync(TimeSpan.FromSeconds(1));
            Assert.Equal(3, Assert.IsType<BlobListing.Listed>(await listing).Names.Count);
        }

        using var bad = new ScriptedHttps(cut);
        Assert.Equal(Failed("http: ResponseEnded"), await Open(bad, Once).ListAsync("p/", 10, default));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a&marker=x")]
    [InlineData("ä")]
    public async Task List_OfAPrefixThatNoNameHas_OrOfNothing_IsNeverAskedFor(string prefix)
    {
        using var server = new ScriptedHttps(Reply.Text(200, Whole));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Open(server).ListAsync(prefix, 1, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Open(server).ListAsync("a", 0, default));
        Assert.Empty(server.Requests);
    }

    /// <summary>Whatever the bytes of a page are, the listing ends, and every name in it was asked for.</summary>
    [Fact]
    public async Task List_OfDamagedPages_NeverThrows()
    {
        var (whole, mutator) = (System.Text.Encoding.UTF8.GetBytes(Whole), new Mutator(20261120));
        var (listings, failures) = (0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            var wire = new Wire(number => number == 0 ? mutator.Next(whole) : whole);
            switch (await wire.Container().ListAsync("p/", 10, default))
            {
                case BlobListing.Listed listed:
                    Assert.All(listed.Names, name => Assert.StartsWith("p/", name, StringComparison.Ordinal));
                    Assert.True(listed.Names.SequenceEqual(listed.Names.Distinct().Order(StringComparer.Ordinal)), mutator.Describe(i));
                    listings++;
                    break;
                case BlobListing.Failed failed:
                    Assert.StartsWith("blobs p/*: ", failed.Reason, StringComparison.Ordinal);
                    failures++;
                    break;
            }
        }

        Assert.True(listings > 200 && failures > 1_000, $"{listings} listings, {failures} failures");
    }

    private static BlobListing Failed(string reason) => new BlobListing.Failed($"blobs p/*: {reason}");

    private static string Page(string blobs, string next = "") =>
        $"{Head}<EnumerationResults ServiceEndpoint=\"https://account.example/\" ContainerName=\"container\"><Prefix>p/</Prefix><MaxResults>10</MaxResults><Blobs>{blobs}</Blobs>{(next.Length == 0 ? "<NextMarker />" : $"<NextMarker>{WebUtility.HtmlEncode(next)}</NextMarker>")}</EnumerationResults>";

    /// <summary>A wire that carries these pages, without sockets.</summary>
    private sealed class Wire(Func<int, byte[]> page) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        public BlobContainer Container() => new(
            new("https://account.example/container"), new TestCredential(TimeProvider.System), new HttpClient(this, disposeHandler: false), TimeProvider.System, Once);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(page(Requests++)) });
    }
}
