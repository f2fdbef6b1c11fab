using CrossChainOracle.Azure.Blobs.Tests.Local;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Azure.Blobs.Tests;

/// <summary>A versioned file on a server that answers as no real service does on demand. None of the texts shows the address or a token.</summary>
public sealed class BlobFileFaultTests : OnTheWire
{
    private const string Old = "\"0x8D1\"";
    private const string New = "\"0x8D2\"";

    public static TheoryData<string, Reply, VersionedWrite> Writes => new()
    {
        { "written", Reply.Empty(201, $"ETag: {New}"), new VersionedWrite.Written(New) },
        { "written, without a version", Reply.Empty(201), new VersionedWrite.Unknown("blob a: an answer without a version") },
        { "written, with a weak version", Reply.Empty(201, $"ETag: W/{New}"), new VersionedWrite.Unknown("blob a: an answer without a version") },
        { "written, with any version", Reply.Empty(201, "ETag: *"), new VersionedWrite.Unknown("blob a: an answer without a version") },
        { "condition", Reply.Error(412, "ConditionNotMet"), new VersionedWrite.Overtaken() },
        { "there already", Reply.Error(409, "BlobAlreadyExists"), new VersionedWrite.Overtaken() },
        { "leased", Reply.Error(412, "LeaseIdMissing"), new VersionedWrite.Failed("blob a: HTTP 412 LeaseIdMissing") },
        { "another conflict", Reply.Error(409, "ContainerBeingDeleted"), new VersionedWrite.Failed("blob a: HTTP 409 ContainerBeingDeleted") },
        { "no right", Reply.Error(403, "AuthorizationPermissionMismatch"), new VersionedWrite.Failed("blob a: HTTP 403 AuthorizationPermissionMismatch") },
        { "no container", Reply.Error(404, "ContainerNotFound"), new VersionedWrite.Failed("blob a: HTTP 404 ContainerNotFound") },
        { "another success", Reply.Empty(200, $"ETag: {New}"), new VersionedWrite.Unknown("blob a: HTTP 200") },
        { "server error", Reply.Error(500, "InternalError"), new VersionedWrite.Unknown("blob a: HTTP 500 InternalError") },
        { "busy for long", Reply.Error(503, "ServerBusy", "Retry-After: 60"), new VersionedWrite.Failed("blob a: HTTP 503 ServerBusy, come back after 60 s") },
        { "unavailable for long", Reply.Empty(503, "Retry-After: 60"), new VersionedWrite.Unknown("blob a: HTTP 503, come back after 60 s") },
        { "hangs up", Reply.Empty(201) with { HangUp = true }, new VersionedWrite.Unknown("blob a: http: ResponseEnded") },
    };

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Replace_AnsweredSo_EndsSo(string name, Reply reply, VersionedWrite expected)
    {
        Assert.NotEmpty(name);
        foreach (var version in new[] { null, Old })
        {
            using var server = new ScriptedHttps(reply);
            Assert.Equal(expected, await Open(server).ReplaceAsync(Content, version, default));
            var asked = Assert.Single(server.Requests);
            Assert.Equal(("PUT", "/account/container/a"), (asked.Method, asked.Target));
            Assert.Equal((version is null ? "*" : null, version), (asked.Headers.GetValueOrDefault("If-None-Match"), asked.Headers.GetValueOrDefault("If-Match")));
            Assert.Equal(Content, asked.Body);
        }
    }

    /// <summary>It is there if there must be nothing; of a version it says nothing, and who reads it and comes again would do so for ever.</summary>
    [Fact]
    public async Task Replace_OfWhatAPolicyKeeps_Fails()
    {
        using var server = new ScriptedHttps(Reply.Error(409, "BlobImmutableDueToPolicy"));
        Assert.IsType<VersionedWrite.Overtaken>(await Open(server).ReplaceAsync(Content, null, default));
        Assert.Equal(new VersionedWrite.Failed("blob a: HTTP 409 BlobImmutableDueToPolicy"), await Open(server).ReplaceAsync(Content, Old, default));
    }

    /// <summary>That the version is another now, too, may be the first attempt's doing.</summary>
    [Fact]
    public async Task Replace_ThatMayHaveBeenDone_StaysUnknownWhateverElseIsSaid_UnlessItIsWritten()
    {
        foreach (var (next, expected) in new (Reply, VersionedWrite)[]
        {
            (Reply.Error(412, "ConditionNotMet"), new VersionedWrite.Unknown("blob a: HTTP 503")),
            (Reply.Error(409, "BlobAlreadyExists"), new VersionedWrite.Unknown("blob a: HTTP 503")),
            (Reply.Error(403, "AuthorizationFailure"), new VersionedWrite.Unknown("blob a: HTTP 503")),
            (Reply.Error(404, "ContainerNotFound"), new VersionedWrite.Unknown("blob a: HTTP 503")),
            (Reply.Error(503, "ServerBusy", "Retry-After: 60"), new VersionedWrite.Unknown("blob a: HTTP 503")),
            (Reply.Empty(201) with { HangUp = true }, new VersionedWrite.Unknown("blob a: http: ResponseEnded")),
            (Reply.Empty(201, $"ETag: {New}"), new VersionedWrite.Written(New)),
        })
        {
            using var server = new ScriptedHttps(Reply.Empty(503), next);
            var replacing = Open(server).ReplaceAsync(Content, Old, default).AsTask();
            await PauseAsync(TimeSpan.FromSeconds(1));
            Assert.Equal(expected, await replacing);
            Assert.Equal(2, server.Requests.Count);
        }
    }

    /// <summary>What said before it did anything that it is busy leaves no doubt.</summary>
    [Fact]
    public async Task Replace_ThatWasNotDone_AndThenNotEither_IsOvertaken()
    {
        using var server = new ScriptedHttps(Reply.Error(503, "ServerBusy"), Reply.Error(412, "ConditionNotMet"));
        var replacing = Open(server).ReplaceAsync(Content, Old, default).AsTask();
        await PauseAsync(TimeSpan.FromSeconds(1));
        Assert.IsType<VersionedWrite.Overtaken>(await replacing);
    }

    public static TheoryData<string, Reply, VersionedRead> Reads => new()
    {
        { "unchanged", Reply.Error(304, "ConditionNotMet"), new VersionedRead.Unchanged() },
        { "not found", Reply.Error(404, "BlobNotFound"), new VersionedRead.Nothing() },
        { "no container", Reply.Error(404, "ContainerNotFound"), new VersionedRead.Failed("blob a: HTTP 404 ContainerNotFound") },
        { "a 404 of nobody", Reply.Empty(404), new VersionedRead.Failed("blob a: HTTP 404") },
        { "no right", Reply.Error(403, "AuthorizationFailure"), new VersionedRead.Failed("blob a: HTTP 403 AuthorizationFailure") },
        { "no version", new Reply(200, Content), new VersionedRead.Failed("blob a: an answer without a version") },
        { "a weak version", new Reply(200, Content, $"ETag: W/{New}"), new VersionedRead.Failed("blob a: an answer without a version") },
        { "too large", new Reply(200, new byte[11], $"ETag: {New}"), new VersionedRead.Failed("blob a: 11 bytes, at most 10 are read") },
        { "no length", new Reply(200, Content, $"ETag: {New}") { Announce = null }, new VersionedRead.Failed("blob a: an answer without a length") },
        { "other bytes", new Reply(200, "another"u8.ToArray(), $"ETag: {New}", ContentMd5), new VersionedRead.Failed("blob a: 7 bytes that are not those of their Content-MD5") },
        { "throttled for long", Reply.Error(503, "ServerBusy", "Retry-After: 60"), new VersionedRead.Failed("blob a: HTTP 503 ServerBusy, come back after 60 s") },
    };

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task Read_AnsweredSo_EndsSo(string name, Reply reply, VersionedRead expected)
    {
        Assert.NotEmpty(name);
        using var server = new ScriptedHttps(reply);
        Assert.Equal(expected, await Open(server).ReadAsync(Old, default));
        Assert.Equal(("GET", "/account/container/a", Old), (Assert.Single(server.Requests).Method, server.Requests[0].Target, server.Requests[0].Headers["If-None-Match"]));
    }

    [Fact]
    public async Task Read_OfNoKnownVersion_IsNeverUnchanged()
    {
        using var server = new ScriptedHttps(Reply.Empty(304));
        Assert.Equal(new VersionedRead.Failed("blob a: HTTP 304"), await Open(server).ReadAsync(null, default));
        Assert.DoesNotContain("If-None-Match", server.Requests[0].Headers.Keys);
    }

    [Fact]
    public async Task Read_BrokenOnce_IsReadAgain_AndBrokenForever_Fails()
    {
        var cut = new Reply(200, Content, $"ETag: {New}") { SendOnly = 3 };
        using (var server = new ScriptedHttps(cut, new Reply(200, Content, $"ETag: {New}", ContentMd5)))
        {
            var reading = Open(server).ReadAsync(Old, default).AsTask();
            await PauseAsync(TimeSpan.FromSeconds(1));
            var found = Assert.IsType<VersionedRead.Found>(await reading);
            Assert.Equal((New, true), (found.Version, found.Content.Span.SequenceEqual(Content)));
        }

        using var bad = new ScriptedHttps(cut);
        Assert.Equal(new VersionedRead.Failed("blob a: http: ResponseEnded"), await Open(bad, Once).ReadAsync(Old, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("0x8D1")]
    [InlineData("W/\"0x8D1\"")]
    [InlineData("\"a\", \"b\"")]
    [InlineData("\"a\"\r\nx: y")]
    public async Task AVersionThatIsNone_IsNeverSent(string version)
    {
        using var server = new ScriptedHttps(Reply.Empty(201, $"ETag: {New}"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Open(server).ReplaceAsync(Content, version, default));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Open(server).ReadAsync(version, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Open(server).ReplaceAsync(new byte[11], Old, default));
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(BlobContainer.MaximumBytes + 1)]
    public void ALimitThatIsNone_IsRefused(int maximumBytes)
    {
        using var server = new ScriptedHttps(Reply.Empty(201));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlobFile(base.Open(server), "a", maximumBytes));
    }

    private BlobFile Open(ScriptedHttps server, BlobOptions? options = null) => new(base.Open(server, options), "a", 10);
}
