using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CrossChainOracle.Azure.Blobs.Tests.Local;
using CrossChainOracle.Azure.Rest;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.TestKit;
using Microsoft.AspNetCore.Http;

namespace CrossChainOracle.Azure.KeyVault.Tests;

public sealed class KeyVaultSignerTests : IAsyncLifetime
{
    private static readonly Hash256 Digest = Keys.Digest("a batch");

    /// <summary>The time limit of an attempt is none of the pauses, so that a test knows which of them is waited for.</summary>
    private static readonly RestLimits Limits = new() { Attempt = TimeSpan.FromSeconds(7), Budget = TimeSpan.FromSeconds(10), FirstPause = TimeSpan.FromSeconds(1) };

    private readonly ManualTime _time = new(DateTimeOffset.FromUnixTimeMilliseconds(Samples.StartedAt));
    private LocalVault _vault = null!;

    public async Task InitializeAsync() => _vault = await LocalVault.StartAsync();

    public async Task DisposeAsync() => await _vault.DisposeAsync();

    [Fact]
    public async Task TheVaultsSigner_KeepsTheContract()
    {
        var highs = 0;
        _vault.Signature = (signature, _) =>
        {
            if (!Secp256k1.IsLowS(signature.AsSpan(32))) Interlocked.Increment(ref highs);
            return signature;
        };
        await SignerContract.HoldsAsync(Signer(), 40);
        Assert.True(highs > 0, "the vault gave no high s");
    }

    /// <summary>What a vault, or whoever speaks in its name, may answer with status 200; what is said of it. Nothing of it leaves.</summary>
    public static TheoryData<string, string> WrongAnswers => new()
    {
        { "another key's signature", "not the pinned key's over this digest" },
        { "another digest's signature", "not the pinned key's over this digest" },
        { "r zero", "not the pinned key's over this digest" },
        { "s zero", "not the pinned key's over this digest" },
        { "s the order", "not the pinned key's over this digest" },
        { "all ones", "not the pinned key's over this digest" },
        { "63 bytes", "not 64 bytes of base64url" },
        { "65 bytes", "not 64 bytes of base64url" },
        { "der", "not 64 bytes of base64url" },
        { "no value", "not 64 bytes of base64url" },
        { "a number", "not 64 bytes of base64url" },
        { "not base64url", "not 64 bytes of base64url" },
        { "no kid", "another key or version" },
        { "another version", "another key or version" },
        { "no version", "another key or version" },
        { "another host", "another key or version" },
        { "a kid with a user", "another key or version" },
        { "a kid that is no text", "another key or version" },
    };

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public async Task AWrongAnswer_NeverLeaves(string name, string expected)
    {
        using var stranger = ECDsa.Create(ECCurve.CreateFromValue("1.3.132.0.10"));
        _vault.Signature = (good, digest) => name switch
        {
            "another key's signature" => LocalVault.Sign(stranger, digest),
            "another digest's signature" => LocalVault.Sign(_vault.Key, Keys.Digest("another batch")),
            "r zero" => [.. new byte[32], .. good[32..]],
            "s zero" => [.. good[..32], .. new byte[32]],
            "s the order" => [.. good[..32], .. Convert.FromHexString("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")],
            "all ones" => [.. Enumerable.Repeat((byte)0xff, 64)],
            "63 bytes" => good[..63],
            "65 bytes" => [.. good, 27],
            "der" => [0x30, 0x45, 0x02, 0x21, 0x00, .. good[..32], 0x02, 0x20, .. good[32..]],
            _ => good,
        };
        _vault.Answer = answer => _ = name switch
        {
            "no value" => answer.Remove("value"),
            "a number" => Set(answer, "value", 5),
            "not base64url" => Set(answer, "value", new string('+', 86)),
            "no kid" => answer.Remove("kid"),
            "another version" => Set(answer, "kid", _vault.KeyId.AbsoluteUri.Replace(LocalVault.Version, new string('f', 32), StringComparison.Ordinal)),
            "no version" => Set(answer, "kid", _vault.KeyId.AbsoluteUri.Replace("/" + LocalVault.Version, string.Empty, StringComparison.Ordinal)),
            "another host" => Set(answer, "kid", $"https://other.example{_vault.KeyId.AbsolutePath}"),
            "a kid with a user" => Set(answer, "kid", _vault.KeyId.AbsoluteUri.Replace("https://", "https://user@", StringComparison.Ordinal)),
            "a kid that is no text" => Set(answer, "kid", new JsonArray("\ud800")),
            _ => true,
        };
        var refused = await Assert.ThrowsAsync<CryptographicException>(async () => await Signer().SignAsync(Digest));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        AssertQuiet(refused.Message);
        Assert.Equal(1, _vault.Requests);
    }

    [Fact]
    public async Task HighS_LeavesLow()
    {
        _vault.Signature = (good, _) =>
        {
            if (Secp256k1.IsLowS(good.AsSpan(32))) Secp256k1.NegateS(good.AsSpan(32), good.AsSpan(32));
            return good;
        };
        for (var i = 0; i < 8; i++)
        {
            var signature = await Signer().SignAsync(Digest);
            Assert.True(Secp256k1.IsLowS(signature.AsSpan(32, 32)) && Secp256k1.TryRecoverAddress(Digest, signature, out var recovered) && recovered == _vault.Pinned.Address);
        }
    }

    /// <summary>Status, body, Retry-After; what is said of it; how many requests within the budget.</summary>
    public static TheoryData<int, string, string?, string, int> Refusals => new()
    {
        { 401, """{"error":{"code":"Unauthorized","message":"hidden"}}""", null, "HTTP 401 Unauthorized", 2 },
        { 403, """{"error":{"code":"Forbidden","message":"hidden"}}""", null, "HTTP 403 Forbidden", 1 },
        { 404, """{"error":{"code":"KeyNotFound","message":"hidden"}}""", null, "HTTP 404 KeyNotFound", 1 },
        { 400, """{"error":{"code":"BadParameter hidden"}}""", null, "HTTP 400", 1 },
        { 400, """{"error":["hidden"]}""", null, "HTTP 400", 1 },
        { 302, "", null, "HTTP 302", 1 },
        { 201, "{}", null, "HTTP 201", 1 },
        { 429, "", "60", "HTTP 429", 1 },
        { 503, "", "60", "HTTP 503", 1 },
        { 200, "", null, "no JSON object", 1 },
        { 200, "[]", null, "no JSON object", 1 },
        { 200, "{\"kid\":", null, "no JSON object", 1 },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task ARefusal_IsSaidByItsCode(int status, string body, string? retryAfter, string expected, int requests)
    {
        _vault.Trouble = async (context, _) =>
        {
            if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
            await LocalVault.TextAsync(context, status, body);
            return true;
        };
        var refused = await Assert.ThrowsAsync<CryptographicException>(async () => await Signer().SignAsync(Digest));
        Assert.EndsWith(expected, refused.Message, StringComparison.Ordinal);
        AssertQuiet(refused.Message);
        Assert.Equal(requests, _vault.Requests);
        if (status == 200) return;
        KeyVaultVerification told = status == 404 ? new KeyVaultVerification.Refused($"the vault has no such key or version: {expected}") : new KeyVaultVerification.Failed(expected);
        Assert.Equal(told, await Signer().VerifyAsync());
    }

    [Theory]
    [InlineData(500, null, 1)]
    [InlineData(502, null, 1)]
    [InlineData(503, null, 1)]
    [InlineData(504, null, 1)]
    [InlineData(503, "3", 3)]
    [InlineData(429, null, 1)]
    [InlineData(429, "2", 2)]
    [InlineData(0, null, 1)]
    public async Task Trouble_ThatPasses_IsOvercome_AndTroubleThatStays_EndsWithTheBudget(int status, string? retryAfter, int pause)
    {
        var troubles = 1;
        _vault.Trouble = (context, number) =>
        {
            if (number >= troubles) return Task.FromResult(false);
            if (status == 0) context.Abort();
            else context.Response.StatusCode = status;
            if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
            return Task.FromResult(true);
        };
        var signing = Signer().SignAsync(Digest).AsTask();
        await PauseAsync(TimeSpan.FromSeconds(pause));
        Assert.Equal(65, (await signing).Length);

        troubles = int.MaxValue;
        var failing = Signer().SignAsync(Digest).AsTask();
        while (!failing.IsCompleted)
        {
            if (_time.ActiveTimers == 1 && _time.UntilNext is { } next && next != Limits.Attempt) _time.Advance(next);
            await Task.Delay(1);
        }

        await Assert.ThrowsAsync<CryptographicException>(() => failing);
    }

    [Fact]
    public async Task Slow_EndsWithTheTimeLimit_AndIsTriedAgain()
    {
        using var hanging = new SemaphoreSlim(0);
        _vault.Trouble = async (context, number) =>
        {
            if (number > 0) return false;
            hanging.Release();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        var signing = Signer().SignAsync(Digest).AsTask();
        await hanging.WaitAsync();
        _time.Advance(Limits.Attempt);
        await PauseAsync(Limits.FirstPause);
        Assert.Equal(65, (await signing).Length);
    }

    [Fact]
    public async Task A401_IsAnsweredWithOneNewToken()
    {
        var first = string.Empty;
        _vault.Trouble = async (context, _) =>
        {
            var token = context.Request.Headers.Authorization.ToString();
            if (first.Length == 0) first = token;
            if (token != first) return false;
            await LocalVault.ErrorAsync(context, 401, "Unauthorized");
            return true;
        };
        var credential = new TestCredential(_time);
        Assert.Equal(65, (await Signer(credential).SignAsync(Digest)).Length);
        Assert.Equal((2, 2), (_vault.Requests, credential.Asked.Count));
        Assert.All(credential.Asked, asked => Assert.Equal(["https://vault.azure.net/.default"], asked.Scopes));
    }

    [Fact]
    public async Task Cancelled_Throws()
    {
        using var cancel = new CancellationTokenSource();
        _vault.Trouble = async (_, _) =>
        {
            await cancel.CancelAsync();
            return true;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Signer().SignAsync(Digest, cancel.Token));
    }

    public static TheoryData<string, string> WrongKeys => new()
    {
        { "kty", "neither EC nor EC-HSM" },
        { "crv", "not P-256K" },
        { "x", "is not the pinned one" },
        { "y", "is not the pinned one" },
        { "key_ops", "do not contain sign" },
        { "enabled", "not enabled" },
        { "kid", "another key or version" },
        { "key", "describes no key" },
        { "attributes", "not enabled" },
    };

    [Theory]
    [MemberData(nameof(WrongKeys))]
    public async Task Verify_AKeyThatIsNotWhatItIsTakenFor_IsRefused(string field, string expected)
    {
        Assert.IsType<KeyVaultVerification.Verified>(await Signer().VerifyAsync());
        _vault.Answer = answer => (field is "key" or "attributes" ? answer : field == "enabled" ? answer["attributes"] : answer["key"])!.AsObject()[field] =
            field == "enabled" ? false : field == "key_ops" ? new JsonArray("verify", 5) : "AAAA";
        Assert.Contains(expected, Assert.IsType<KeyVaultVerification.Refused>(await Signer().VerifyAsync()).Reason, StringComparison.Ordinal);
        _vault.Answer = answer => (field is "key" or "attributes" ? answer : field == "enabled" ? answer["attributes"] : answer["key"])!.AsObject().Remove(field);
        Assert.Contains(expected, Assert.IsType<KeyVaultVerification.Refused>(await Signer().VerifyAsync()).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://vault.example/keys/a/b")]
    [InlineData("https://vault.example/keys/a")]
    [InlineData("https://vault.example/keys/a/")]
    [InlineData("https://vault.example/secrets/a/b")]
    [InlineData("https://vault.example/keys/a/b/c")]
    [InlineData("https://vault.example/keys/a/b?hidden")]
    [InlineData("https://user:hidden@vault.example/keys/a/b")]
    [InlineData("https://vault.example/keys/a%2Fb/c")]
    public void AKeyWithoutItsVersion_OrWithMore_IsRefused(string id)
    {
        Assert.DoesNotContain("hidden", Assert.Throws<ArgumentException>(() => KeyVaultKey.Create(new(id), new byte[64])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => KeyVaultKey.Create(new("https://vault.example/keys/a/b"), new byte[65]));
    }

    private static bool Set(JsonObject answer, string field, JsonNode value)
    {
        answer[field] = value;
        return true;
    }

    private void AssertQuiet(string message)
    {
        Assert.DoesNotContain("hidden", message, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", message, StringComparison.Ordinal);
        Assert.Contains(_vault.Pinned.Address.ToString(), message, StringComparison.Ordinal);
    }

    private KeyVaultSigner Signer(TestCredential? credential = null) => new(_vault.Pinned, credential ?? new TestCredential(_time), _vault.Http, _time, new() { Limits = Limits });

    /// <summary>Waits until nothing but a pause of this length is waited for, then lets it pass.</summary>
    private async Task PauseAsync(TimeSpan pause)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (_time.UntilNext != pause || _time.ActiveTimers != 1) await Task.Delay(1, limit.Token);
        _time.Advance(pause);
    }
}
