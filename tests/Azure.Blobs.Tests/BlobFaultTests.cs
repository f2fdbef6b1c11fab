using Azure.Identity;
using CrossChainOracle.Azure.Blobs.Tests.Local;

namespace CrossChainOracle.Azure.Blobs.Tests;

/// <summary>Against a server that answers as no real service does on demand. None of the texts shows the address or a token.</summary>
public sealed class BlobFaultTests : OnTheWire
{
    public static TheoryData<string, Reply, BlobPut> Puts => new()
    {
        { "created", Reply.Empty(201), new BlobPut.Created() },
        { "there already", Reply.Error(409, "BlobAlreadyExists"), new BlobPut.Exists() },
        { "condition", Reply.Error(412, "ConditionNotMet"), new BlobPut.Exists() },
        { "immutable", Reply.Error(409, "BlobImmutableDueToPolicy"), new BlobPut.Exists() },
        { "another conflict", Reply.Error(409, "ContainerBeingDeleted"), new BlobPut.Failed("blob a: HTTP 409 ContainerBeingDeleted") },
        { "conflict without a code", Reply.Empty(409), new BlobPut.Failed("blob a: HTTP 409") },
        { "leased", Reply.Error(412, "LeaseIdMissing"), new BlobPut.Failed("blob a: HTTP 412 LeaseIdMissing") },
        { "damaged on the way", Reply.Error(400, "Md5Mismatch"), new BlobPut.Failed("blob a: HTTP 400 Md5Mismatch") },
        { "no right", Reply.Error(403, "AuthorizationPermissionMismatch"), new BlobPut.Failed("blob a: HTTP 403 AuthorizationPermissionMismatch") },
        { "no container", Reply.Error(404, "ContainerNotFound"), new BlobPut.Failed("blob a: HTTP 404 ContainerNotFound") },
        { "a code that is none", Reply.Error(403, "?sig=hidden"), new BlobPut.Failed("blob a: HTTP 403") },
        { "a redirect", Reply.Empty(302, "Location: https://127.0.0.1:1/hidden"), new BlobPut.Failed("blob a: HTTP 302") },
        { "another success", Reply.Empty(200), new BlobPut.Unknown("blob a: HTTP 200") },
        { "server error", Reply.Error(500, "InternalError"), new BlobPut.Unknown("blob a: HTTP 500 InternalError") },
        { "timed out", Reply.Error(500, "OperationTimedOut"), new BlobPut.Unknown("blob a: HTTP 500 OperationTimedOut") },
        { "gateway", Reply.Empty(504), new BlobPut.Unknown("blob a: HTTP 504") },
        { "throttled for long", Reply.Empty(429, "Retry-After: 60"), new BlobPut.Failed("blob a: HTTP 429, come back after 60 s") },
        { "busy for long", Reply.Error(503, "ServerBusy", "Retry-After: 60"), new BlobPut.Failed("blob a: HTTP 503 ServerBusy, come back after 60 s") },
        { "unavailable for long", Reply.Empty(503, "Retry-After: 60"), new BlobPut.Unknown("blob a: HTTP 503, come back after 60 s") },
        { "hangs up", Reply.Empty(201) with { HangUp = true }, new BlobPut.Unknown("blob a: http: ResponseEnded") },
    };

    [Theory]
    [MemberData(nameof(Puts))]
    public async Task Create_AnsweredSo_EndsSo(string name, Reply reply, BlobPut expected)
    {
        Assert.NotEmpty(name);
        using var server = new ScriptedHttps(reply);
        Assert.Equal(expected, await Open(server).CreateAsync("a", Content, default));
        var asked = Assert.Single(server.Requests);
        Assert.Equal(("PUT", "/account/container/a", "*", "BlockBlob", BlobContainer.Version), (asked.Method, asked.Target, asked.Headers["If-None-Match"], asked.Headers["x-ms-blob-type"], asked.Headers["x-ms-version"]));
        Assert.Equal(Content, asked.Body);
        Assert.StartsWith("Bearer ", asked.Headers["Authorization"], StringComparison.Ordinal);
    }

    public static TheoryData<string, Reply, BlobGet> Gets => new()
    {
        { "not found", Reply.Error(404, "BlobNotFound"), new BlobGet.NotFound() },
        { "no container", Reply.Error(404, "ContainerNotFound"), new BlobGet.Failed("blob a: HTTP 404 ContainerNotFound") },
        { "a 404 of nobody", Reply.Empty(404), new BlobGet.Failed("blob a: HTTP 404") },
        { "no right", Reply.Error(403, "AuthorizationFailure"), new BlobGet.Failed("blob a: HTTP 403 AuthorizationFailure") },
        { "conflict", Reply.Error(409, "BlobArchived"), new BlobGet.Failed("blob a: HTTP 409 BlobArchived") },
        { "a part", new Reply(206, Content), new BlobGet.Failed("blob a: HTTP 206") },
        { "too large", new Reply(200, new byte[11]), new BlobGet.TooLarge(11, 10) },
        { "far too large", new Reply(200, []) { Announce = int.MaxValue }, new BlobGet.TooLarge(int.MaxValue, 10) },
        { "no length", new Reply(200, Content) { Announce = null }, new BlobGet.Failed("blob a: an answer without a length") },
        { "other bytes", new Reply(200, "another"u8.ToArray(), ContentMd5), new BlobGet.Failed("blob a: 7 bytes that are not those of their Content-MD5") },
        { "announced shorter", new Reply(200, Content, ContentMd5) { Announce = 3 }, new BlobGet.Failed("blob a: 3 bytes that are not those of their Content-MD5") },
        { "throttled for long", Reply.Error(503, "ServerBusy", "Retry-After: 60"), new BlobGet.Failed("blob a: HTTP 503 ServerBusy, come back after 60 s") },
    };

    [Theory]
    [MemberData(nameof(Gets))]
    public async Task Read_AnsweredSo_EndsSo(string name, Reply reply, BlobGet expected)
    {
        Assert.NotEmpty(name);
        using var server = new ScriptedHttps(reply);
        Assert.Equal(expected, await Open(server).ReadAsync("a", 10, default));
        Assert.Equal(("GET", "/account/container/a"), (Assert.Single(server.Requests).Method, server.Requests[0].Target));
    }

    public static TheoryData<string, Reply, string?> Deletes => new()
    {
        { "deleted", Reply.Empty(202), null },
        { "gone before", Reply.Error(404, "BlobNotFound"), null },
        { "no container", Reply.Error(404, "ContainerNotFound"), "blob a: HTTP 404 ContainerNotFound" },
        { "a 404 of nobody", Reply.Empty(404), "blob a: HTTP 404" },
        { "no right", Reply.Error(403, "AuthorizationPermissionMismatch"), "blob a: HTTP 403 AuthorizationPermissionMismatch" },
        { "kept by a policy", Reply.Error(409, "BlobImmutableDueToPolicy"), "blob a: HTTP 409 BlobImmutableDueToPolicy" },
        { "has snapshots", Reply.Error(409, "SnapshotsPresent"), "blob a: HTTP 409 SnapshotsPresent" },
        { "leased", Reply.Error(412, "LeaseIdMissing"), "blob a: HTTP 412 LeaseIdMissing" },
        { "another success", Reply.Empty(200), "blob a: HTTP 200" },
        { "throttled for long", Reply.Error(503, "ServerBusy", "Retry-After: 60"), "blob a: HTTP 503 ServerBusy, come back after 60 s" },
    };

    [Theory]
    [MemberData(nameof(Deletes))]
    public async Task Delete_AnsweredSo_EndsSo(string name, Reply reply, string? expected)
    {
        Assert.NotEmpty(name);
        using var server = new ScriptedHttps(reply);
        Assert.Equal(expected, await Open(server).DeleteAsync("a", default));
        var asked = Assert.Single(server.Requests);
        Assert.Equal(("DELETE", "/account/container/a"), (asked.Method, asked.Target));
        Assert.DoesNotContain("x-ms-delete-snapshots", asked.Headers.Keys);
    }

    /// <summary>Whether the first attempt deleted it is then nobody's question.</summary>
    [Fact]
    public async Task Delete_BrokenOnce_IsRepeated_AndFindsNothingMore()
    {
        using var server = new ScriptedHttps(Reply.Error(500, "OperationTimedOut"), Reply.Error(404, "BlobNotFound"));
        var deleting = Open(server).DeleteAsync("a", default).AsTask();
        await PauseAsync(TimeSpan.FromSeconds(1));
        Assert.Null(await deleting);
    }

    public static TheoryData<string, Reply> Broken => new()
    {
        { "cut", new Reply(200, Content) { SendOnly = 3 } },
        { "announced longer", new Reply(200, Content) { Announce = 9 } },
        { "server error", Reply.Empty(500) },
        { "busy", Reply.Error(503, "ServerBusy") },
        { "throttled", Reply.Empty(429) },
    };

    /// <summary>Pauses of 1, 2 and 4 seconds fit in the budget of 10, and no fourth.</summary>
    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Read_BrokenOnce_IsReadAgain_AndBrokenForever_Fails(string name, Reply broken)
    {
        Assert.NotEmpty(name);
        using (var server = new ScriptedHttps(broken, new Reply(200, Content, ContentMd5)))
        {
            var reading = Open(server).ReadAsync("a", 10, default).AsTask();
            await PauseAsync(TimeSpan.FromSeconds(1));
            Assert.Equal(Content, Assert.IsType<BlobGet.Found>(await reading).Content);
        }

        using var bad = new ScriptedHttps(broken);
        var failing = Open(bad).ReadAsync("a", 10, default).AsTask();
        foreach (var pause in new[] { 1, 2, 4 }) await PauseAsync(TimeSpan.FromSeconds(pause));
        Assert.IsType<BlobGet.Failed>(await failing);
        Assert.Equal(4, bad.Requests.Count);
    }

    [Fact]
    public async Task Throttled_ComesBackWhenItWasAskedTo()
    {
        var date = Time.GetUtcNow().AddSeconds(3).ToString("R");
        using var server = new ScriptedHttps(Reply.Empty(429, "Retry-After: 2"), Reply.Error(503, "ServerBusy", $"Retry-After: {date}"), Reply.Empty(201));
        var creating = Open(server).CreateAsync("a", Content, default).AsTask();
        await PauseAsync(TimeSpan.FromSeconds(2));
        await PauseAsync(TimeSpan.FromSeconds(1));
        Assert.IsType<BlobPut.Created>(await creating);
    }

    [Fact]
    public async Task Create_ThatMayHaveBeenDone_StaysUnknownWhenTheNextAttemptFails_AndEndsWhenItSaysExists()
    {
        foreach (var (next, expected) in new (Reply, Type)[]
        {
            (Reply.Error(403, "AuthorizationFailure"), typeof(BlobPut.Unknown)),
            (Reply.Empty(201) with { HangUp = true }, typeof(BlobPut.Unknown)),
            (Reply.Error(409, "BlobAlreadyExists"), typeof(BlobPut.Exists)),
            (Reply.Empty(201), typeof(BlobPut.Created)),
        })
        {
            using var server = new ScriptedHttps(Reply.Empty(503), next);
            var creating = Open(server).CreateAsync("a", Content, default).AsTask();
            await PauseAsync(TimeSpan.FromSeconds(1));
            Assert.IsType(expected, await creating);
        }
    }

    [Fact]
    public async Task Slow_EndsWithTheTimeLimit()
    {
        foreach (var slow in new[] { new Reply(201, Content) { SendOnly = 0, Hang = true }, new Reply(200, Content) { SendOnly = 3, Hang = true } })
        {
            using var server = new ScriptedHttps(slow);
            if (slow.Status == 201)
            {
                // The status of a Put is all there is to know: what follows it is not waited for.
                Assert.IsType<BlobPut.Created>(await Open(server).CreateAsync("a", Content, default));
                continue;
            }

            var reading = Open(server, Once).ReadAsync("a", 10, default).AsTask();
            await server.HangingAsync();
            Time.Advance(Options.Limits.Attempt);
            Assert.Equal(new BlobGet.Failed("blob a: no whole answer within 5000 ms"), await reading);
        }
    }

    [Fact]
    public async Task NoAnswer_WithinTheLimit_LeavesACreateUnknown()
    {
        using var release = new SemaphoreSlim(0);
        using var asked = new SemaphoreSlim(0);
        using var server = new ScriptedHttps((_, _) =>
        {
            asked.Release();
            release.Wait();
            return Reply.Empty(201);
        });
        var creating = Open(server).CreateAsync("a", Content, default).AsTask();
        await asked.WaitAsync();
        Time.Advance(Options.Limits.Attempt);
        Assert.Equal(new BlobPut.Unknown("blob a: no whole answer within 5000 ms"), await creating);
        release.Release();
    }

    [Fact]
    public async Task Unreachable_OrOfAnotherCertificate_WroteNothing()
    {
        using var server = new ScriptedHttps(Reply.Empty(201));
        using var stranger = new OwnCertificate();
        using var http = stranger.CreateHttp();
        Assert.Equal(new BlobPut.Failed("blob a: http: SecureConnectionError"), await Open(server, http: http).CreateAsync("a", Content, default));
        server.Dispose();
        using var again = stranger.CreateHttp();
        Assert.Equal(new BlobPut.Failed("blob a: http: ConnectionError"), await Open(server, http: again).CreateAsync("a", Content, default));
    }

    [Fact]
    public async Task A401_IsAnsweredWithOneNewToken_AndItsClaims()
    {
        var challenge = $"WWW-Authenticate: Bearer authorization_uri=\"https://login.example\", error=\"insufficient_claims\", claims=\"{Convert.ToBase64String("{\"a\":1}"u8)}\"";
        using var server = new ScriptedHttps(Reply.Empty(401, challenge), Reply.Empty(201), Reply.Empty(401));
        var credential = new TestCredential(Time);
        var container = Open(server, credential: credential);
        Assert.IsType<BlobPut.Created>(await container.CreateAsync("a", Content, default));
        Assert.Equal([null, "{\"a\":1}"], credential.Asked.Select(asked => asked.Claims));
        Assert.NotEqual(server.Requests[0].Headers["Authorization"], server.Requests[1].Headers["Authorization"]);
        Assert.Equal(new BlobPut.Failed("blob a: HTTP 401"), await container.CreateAsync("a", Content, default));
        Assert.Equal((3, 4), (credential.Asked.Count, server.Requests.Count));
    }

    [Fact]
    public async Task Tokens_AreKeptUntilShortlyBeforeTheyExpire()
    {
        using var server = new ScriptedHttps(Reply.Empty(201));
        var credential = new TestCredential(Time);
        var container = Open(server, credential: credential);
        foreach (var (passed, asked) in new[] { (0, 1), (30, 1), (27, 1), (1, 2), (57, 2), (1, 3) })
        {
            Time.Advance(TimeSpan.FromMinutes(passed));
            Assert.IsType<BlobPut.Created>(await container.CreateAsync("a", Content, default));
            Assert.Equal(asked, credential.Asked.Count);
        }

        Assert.All(credential.Asked, context => Assert.Equal(["https://storage.azure.com/.default"], context.Scopes));
    }

    [Fact]
    public async Task WithoutAToken_NothingIsSent()
    {
        using var server = new ScriptedHttps(Reply.Empty(201));
        var credential = new TestCredential(Time) { Trouble = _ => throw new CredentialUnavailableException("topsecret tenant") };
        var container = Open(server, Once, credential: credential);
        Assert.Equal(new BlobPut.Failed("blob a: no token: CredentialUnavailableException"), await container.CreateAsync("a", Content, default));
        Assert.Equal(new BlobGet.Failed("blob a: no token: CredentialUnavailableException"), await container.ReadAsync("a", 10, default));

        // One that never answers, whatever it is told.
        credential.Trouble = _ => Task.Delay(Timeout.Infinite, CancellationToken.None);
        var creating = container.CreateAsync("a", Content, default).AsTask();
        while (credential.Asked.Count < 3) await Task.Yield();
        Time.Advance(Options.Limits.Attempt);
        Assert.Equal(new BlobPut.Failed("blob a: no token within 5000 ms"), await creating);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Cancelled_Throws()
    {
        using var server = new ScriptedHttps(new Reply(200, Content) { SendOnly = 3, Hang = true });
        using var cancel = new CancellationTokenSource();
        var reading = Open(server).ReadAsync("a", 10, cancel.Token).AsTask();
        await server.HangingAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Open(server).CreateAsync("a", Content, cancel.Token));
    }

    [Theory]
    [InlineData("http://account.blob.core.windows.net/container")]
    [InlineData("https://account.blob.core.windows.net/")]
    [InlineData("https://account.blob.core.windows.net/container?sv=1&sig=hidden")]
    [InlineData("https://user:hidden@account.blob.core.windows.net/container")]
    [InlineData("https://account.blob.core.windows.net/container#hidden")]
    public void AnAddressThatIsNoContainers_IsRefusedAndNotShown(string address)
    {
        using var http = new HttpClient();
        var refused = Assert.Throws<ArgumentException>(() => new BlobContainer(new(address), new TestCredential(Time), http, Time));
        Assert.DoesNotContain("hidden", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData("a\\b")]
    [InlineData("a%2Fb")]
    [InlineData("a?b")]
    [InlineData("ä")]
    public async Task ANameThatCouldMeanAnother_IsNeverSent(string name)
    {
        using var server = new ScriptedHttps(Reply.Empty(201));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Open(server).CreateAsync(name, Content, default));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Open(server).ReadAsync(name, 1, default));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Open(server).DeleteAsync(name, default));
        Assert.Throws<ArgumentException>(() => new BlobFile(Open(server), name, 1));
        Assert.False(BlobContainer.IsName(name));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Open(server).CreateAsync(new string('a', 1_025), Content, default));
        Assert.Empty(server.Requests);
    }
}
