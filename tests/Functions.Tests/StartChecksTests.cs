using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Azure.Core;
using CrossChainOracle.Azure.Apps;
using CrossChainOracle.Azure.KeyVault;
using CrossChainOracle.Functions.Ingest;
using CrossChainOracle.Functions.Tests.Kit;
using CrossChainOracle.Hosting;
using CrossChainOracle.Pipeline.Distributed;
using CrossChainOracle.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrossChainOracle.Functions.Tests;

/// <summary>What an app asks before its first event: refused ends it, not answered does not.</summary>
public sealed class StartChecksTests : IDisposable
{
    private static readonly Uri KeyId = new("https://vault.test/keys/attester/0123456789abcdef0123456789abcdef");

    private readonly AppSite _site = new();
    private readonly ConcurrentQueue<NodeNotice> _notices = new();
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    [Fact]
    public async Task WhatIsRefused_EndsTheApp_AllAtOnce_AndWhatFailed_IsANotice()
    {
        var fault = await Assert.ThrowsAsync<NodeFaultException>(() => RunAsync(
            Answering("hub one", new StartAnswer.Refused("has 3")), Answering("hub two", new StartAnswer.Sound()), Answering("key", new StartAnswer.Failed("HTTP 403")), Answering("hub three", new StartAnswer.Refused("has 4"))));
        Assert.Equal($"hub one: has 3{Environment.NewLine}hub three: has 4", fault.Message);
        Assert.True(fault.IsConfiguration);
        Assert.Equal([new(NoticeLevel.Warning, "key", "could not be asked when the app started: HTTP 403")], _notices);
    }

    [Fact]
    public async Task WhatNeverAnswers_HoldsUpTheStartNoLongerThanTheLimit()
    {
        var asked = new TaskCompletionSource();
        var running = RunAsync(new StartCheck("hub", async cancellation =>
        {
            var never = new TaskCompletionSource<StartAnswer>();
            await using var ended = cancellation.Register(() => never.TrySetCanceled(cancellation));
            asked.SetResult();
            return await never.Task;
        }));
        await asked.Task;
        Assert.False(running.IsCompleted);
        _time.Advance(StartChecks.Limit);
        await running;
        Assert.Equal("could not be asked when the app started: no answer within 10 s", Assert.Single(_notices).Text);
    }

    [Fact]
    public async Task AStartThatIsCancelled_IsCancelled()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        var check = new StartCheck("hub", static async cancellation =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return new StartAnswer.Sound();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StartChecks.RunAsync([check], _time, _notices.Enqueue, cancel.Token));
    }

    /// <summary>The real signer asks a vault that describes its key, then another one, then does not answer.</summary>
    [Fact]
    public async Task TheVaultsKey_IsAskedFor_AndAnotherOneIsRefused()
    {
        var vault = new Vault(_site.PublicKey);
        using var http = new HttpClient(vault);
        var signer = new KeyVaultSigner(KeyVaultKey.Create(KeyId, _site.PublicKey), new Token(), http, _time);
        await RunAsync(StartCheck.Of(signer));
        Assert.Empty(_notices);

        using var other = new AppSite();
        vault.PublicKey = other.PublicKey;
        var fault = await Assert.ThrowsAsync<NodeFaultException>(() => RunAsync(StartCheck.Of(signer)));
        Assert.Equal($"key of {signer.Address}: the key in the vault is not the pinned one of {signer.Address}", fault.Message);

        vault.Status = HttpStatusCode.Forbidden;
        await RunAsync(StartCheck.Of(signer));
        Assert.Equal("could not be asked when the app started: HTTP 403", Assert.Single(_notices).Text);
        vault.Status = HttpStatusCode.NotFound;
        var missing = await Assert.ThrowsAsync<NodeFaultException>(() => RunAsync(StartCheck.Of(signer)));
        Assert.Equal($"key of {signer.Address}: the vault has no such key or version: HTTP 404", missing.Message);
        Assert.Equal(4, vault.Requests);
    }

    /// <summary>Ingest's own program, but for the platform: with two partitions it runs, with three it ends before anything of it runs.</summary>
    [Fact]
    public async Task AnAppWhoseHubHasOtherPartitions_EndsBeforeItsFirstEvent()
    {
        using (var sound = Host())
        {
            var running = sound.RunCheckedAsync<PriceIngest>();
            await sound.Services.GetRequiredService<Started>().Task;
            sound.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            await running;
            Assert.Equal(1, _site.Requests);
        }

        _site.PartitionIds = ["0", "1", "2"];
        using var refused = Host();
        var fault = await Assert.ThrowsAsync<NodeFaultException>(refused.RunCheckedAsync<PriceIngest>);
        Assert.Equal("hub observations: the hub has the partitions 0, 1, 2, configured are 2", fault.Message);
        Assert.False(refused.Services.GetRequiredService<Started>().Task.IsCompleted);
    }

    public void Dispose() => _site.Dispose();

    private Task RunAsync(params StartCheck[] checks) => StartChecks.RunAsync(checks, _time, _notices.Enqueue, default);

    private static StartCheck Answering(string subject, StartAnswer answer) => new(subject, _ => Task.FromResult(answer));

    private IHost Host()
    {
        var builder = new HostApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_site.Connect).AddSingleton<Started>().AddHostedService(static services => services.GetRequiredService<Started>());
        IngestApp.Add(builder.Services, IngestSettings.Read(_site.Setting), _site.Setting);
        return builder.Build();
    }

    private sealed class Started : BackgroundService
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _started.Task;

        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            _started.SetResult();
            return System.Threading.Tasks.Task.CompletedTask;
        }
    }

    private sealed class Token : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new("token", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }

    /// <summary>Key Vault's REST interface, as far as a key is described.</summary>
    private sealed class Vault(byte[] publicKey) : HttpMessageHandler
    {
        public byte[] PublicKey { get; set; } = publicKey;

        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            Assert.Equal((HttpMethod.Get, KeyId.AbsolutePath), (request.Method, request.RequestUri!.AbsolutePath));
            var described = new JsonObject
            {
                ["key"] = new JsonObject
                {
                    ["kid"] = KeyId.AbsoluteUri,
                    ["kty"] = "EC-HSM",
                    ["crv"] = "P-256K",
                    ["key_ops"] = new JsonArray("sign", "verify"),
                    ["x"] = Base64Url.EncodeToString(PublicKey.AsSpan(0, 32)),
                    ["y"] = Base64Url.EncodeToString(PublicKey.AsSpan(32)),
                },
                ["attributes"] = new JsonObject { ["enabled"] = true },
            };
            return Task.FromResult(new HttpResponseMessage(Status) { Content = new StringContent(Status == HttpStatusCode.OK ? described.ToJsonString() : "", System.Text.Encoding.UTF8, "application/json"), RequestMessage = request });
        }
    }
}
