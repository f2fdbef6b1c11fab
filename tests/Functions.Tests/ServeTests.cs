using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Functions.Serve;
using CrossChainOracle.Functions.Tests.Kit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrossChainOracle.Functions.Tests;

public sealed class ServeTests
{
    private static readonly HttpRequest Request = new DefaultHttpContext().Request;

    [Fact]
    public async Task AfterARound_EveryAnswerIsThere_AndVerifies()
    {
        await using var cloud = new Cloud();
        var serve = cloud.NewServe();
        Assert.Equal(503, (await AskAsync(serve.LatestAsync(Request, "ETH-USD", default))).Status);
        Assert.Equal(503, (await AskAsync(serve.HealthAsync(Request, default))).Status);
        await RoundsAsync(cloud, 2);

        Assert.Equal(200, (await AskAsync(serve.FeedsAsync(Request, default))).Status);
        Assert.Equal(200, (await AskAsync(serve.LatestAsync(Request, "ETH-USD", default))).Status);
        Assert.Equal(200, (await AskAsync(serve.AccountsAsync(Request, default))).Status);
        Assert.Equal(404, (await AskAsync(serve.AccountAsync(Request, "alice", default))).Status);
        Assert.Equal(200, (await AskAsync(serve.AttestersAsync(Request, default))).Status);
        var health = await AskAsync(serve.HealthAsync(Request, default));
        Assert.Equal((200, "healthy"), (health.Status, health.Body.GetProperty("status").GetString()));

        var batch = await AskAsync(serve.BatchAsync(Request, "majors", "1", default));
        Assert.Null(AttestationCodec.Decode(Bytes(batch.Body, "attestation"), out Attestation? attestation));
        Assert.Null(cloud.Verifier.Verify(attestation!, cloud.Now, out _));

        var proof = await AskAsync(serve.ProofAsync(Request, "majors", "0", "0", default));
        Assert.Null(AttestationCodec.Decode(Bytes(proof.Body, "attestation"), out StatementAttestation? single));
        Assert.Null(cloud.Verifier.Verify(single!, cloud.Now, out var verified));
        Assert.Equal("ETH/USD", Assert.IsType<PriceStatement>(verified!.Statement).Feed.ToString());
    }

    [Theory]
    [InlineData("majors", "9", "0", 404)]
    [InlineData("majors", "0", "1", 404)]
    [InlineData("majors", "0", "-1", 400)]
    [InlineData("majors", "0", "99999999999", 400)]
    [InlineData("majors", "x", "0", 400)]
    [InlineData("a-name-of-17-chars", "0", "0", 400)]
    public async Task AProofThatIsNotThere_IsRefused(string shard, string sequence, string index, int status)
    {
        await using var cloud = new Cloud();
        await RoundsAsync(cloud, 1);
        Assert.Equal(status, (await AskAsync(cloud.NewServe().ProofAsync(Request, shard, sequence, index, default))).Status);
    }

    [Fact]
    public async Task WhatIsShown_IsReadAgainOnlyWhenItIsOldEnough()
    {
        await using var cloud = new Cloud();
        await RoundsAsync(cloud, 1);
        var serve = cloud.NewServe(TimeSpan.FromSeconds(30));
        Assert.Equal("0", await SequenceAsync(serve));
        await RoundsAsync(cloud, 1, from: 1);
        Assert.Equal("0", await SequenceAsync(serve));
        cloud.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("1", await SequenceAsync(serve));
    }

    [Fact]
    public async Task ALedgerThatDoesNotAnswer_Is503_AndTheNextRequestAsksAgain()
    {
        await using var cloud = new Cloud();
        await RoundsAsync(cloud, 1);
        var wire = new Wire { At = 0, Trouble = Trouble.Failed };
        var serve = new Reading(new Hosting.Distributed.LedgerView(cloud.Deployment, new RemoteLedger(cloud.Ledger, wire), TimeSpan.Zero, cloud.Time));
        Assert.Equal(503, (await AskAsync(serve.FeedsAsync(Request, default))).Status);
        Assert.Equal("0", await SequenceAsync(serve));
    }

    private static async Task RoundsAsync(Cloud cloud, int rounds, int from = 0)
    {
        await cloud.TickAsync(cloud.NewPrices(), rounds);
        await cloud.NewAttest().RunAsync(await cloud.Observations.DeliverAsync(0, from), new Execution(0), default);
    }

    private static async Task<string> SequenceAsync(Reading serve) =>
        (await AskAsync(serve.FeedsAsync(Request, default))).Body.GetProperty("feeds")[0].GetProperty("sequence").GetString()!;

    /// <summary>As the worker's middleware does: the result is executed on the request's context.</summary>
    internal static async Task<(int Status, JsonElement Body)> AskAsync(Task<IResult> answer)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        context.Response.Body = body;
        await (await answer).ExecuteAsync(context);
        return (context.Response.StatusCode, JsonDocument.Parse(body.ToArray()).RootElement.Clone());
    }

    private static byte[] Bytes(JsonElement element, string name) => Hex.TryDecode(element.GetProperty(name).GetString()!, out byte[]? bytes) ? bytes! : throw new InvalidOperationException();
}
