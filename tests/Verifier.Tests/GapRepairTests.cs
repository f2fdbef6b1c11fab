using System.Net;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Verifier.Tests;

public sealed class GapRepairTests
{
    private static readonly ShardId Shard = ShardId.Parse("test");
    private static readonly List<Attestation> Chain = MakeChain(6, 1);

    private readonly AttestationTracker _tracker = new();
    private readonly AttestationVerifier _verifier = new(Batches.Domain, new AttesterSets(Batches.Solo));

    [Fact]
    public async Task Holes_AreFilledFromTheOldestOn_AndTheShardIsWhole()
    {
        Track(0, 4);
        Assert.Equal([1ul, 2, 3], _tracker.Missing(Shard));
        var repaired = await RepairAsync(path => Answer(Chain[int.Parse(path.Split('/')[^1])]));
        Assert.Equal([1ul, 2, 3], repaired.Select(one => one.Sequence));
        Assert.All(repaired, one => Assert.IsType<TrackOutcome.Late>(one.Tracking));
        Assert.Empty(_tracker.Missing(Shard));
        Track(5);
        Assert.Empty(await RepairAsync(_ => throw new InvalidOperationException("nothing is missing")));
    }

    [Fact]
    public async Task ASourceThatLies_FillsNothing()
    {
        Track(0, 4);
        var fork = MakeChain(6, 2);
        var answers = new Queue<HttpResponseMessage>(
        [
            Answer(Chain[2]),
            Answer(fork[2] with { Signatures = Chain[2].Signatures }),
            Answer(fork[3]),
        ]);
        var repaired = await RepairAsync(_ => answers.Dequeue());
        Assert.Contains("must be test 1", Assert.IsType<BatchFetch.Refused>(repaired[0].Outcome).Refusal.ToString(), StringComparison.Ordinal);
        Assert.IsType<BatchFetch.Refused>(repaired[1].Outcome);
        Assert.IsType<Refusal.BrokenChain>(Assert.IsType<TrackOutcome.Refused>(repaired[2].Tracking).Refusal);
        Assert.Equal([1ul, 2, 3], _tracker.Missing(Shard));
    }

    [Fact]
    public async Task WhatIsNotThereYet_IsPassedOver_AndAFailureEndsTheAttempt()
    {
        Track(0, 5);
        var asked = new List<string>();
        var repaired = await RepairAsync(path =>
        {
            asked.Add(path);
            return asked.Count switch
            {
                1 => new(HttpStatusCode.NotFound),
                2 => Json($"{{\"signed\":false,\"attestation\":\"{Hex.Encode(AttestationCodec.Encode(Chain[2]))}\"}}"),
                _ => new(HttpStatusCode.BadGateway),
            };
        });
        Assert.Equal([new BatchFetch.NotThere(), new BatchFetch.NotThere(), new BatchFetch.Failed("serve.example answered 502")], repaired.Select(one => one.Outcome));
        Assert.Equal(["/v1/shards/test/batches/1", "/v1/shards/test/batches/2", "/v1/shards/test/batches/3"], asked);
        Assert.IsType<BatchFetch.Failed>(Assert.Single(await RepairAsync(_ => throw new HttpRequestException("https://serve.example?key=secret"))).Outcome);
    }

    [Fact]
    public void AnyAnswer_IsABatchOrRefused()
    {
        var source = Source(_ => throw new InvalidOperationException());
        var good = System.Text.Encoding.UTF8.GetBytes($"{{\"signed\":true,\"attestation\":\"{Hex.Encode(AttestationCodec.Encode(Chain[1]))}\"}}");
        Assert.IsType<BatchFetch.Fetched>(source.Open(good, Shard, 1));
        var mutator = new Mutator(31);
        for (var i = 0; i < 5_000; i++)
        {
            if (source.Open(mutator.Next(good), Shard, 1) is BatchFetch.Fetched fetched) Assert.Equal(Batches.Domain.Digest(Chain[1].Header), fetched.Batch.Digest);
        }
    }

    private static List<Attestation> MakeChain(int count, int seed)
    {
        var chain = new List<Attestation>();
        for (var sequence = 0; sequence < count; sequence++)
        {
            chain.Add(Batches.Sign(Batches.Prices(1, seed), Batches.Solo, (ulong)sequence, sequence == 0 ? null : Batches.Domain.Digest(chain[^1].Header)));
        }

        return chain;
    }

    private static HttpResponseMessage Answer(Attestation attestation) => Json($"{{\"signed\":true,\"attestation\":\"{Hex.Encode(AttestationCodec.Encode(attestation))}\"}}");

    private static HttpResponseMessage Json(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text) };

    private void Track(params int[] sequences)
    {
        foreach (var sequence in sequences)
        {
            Assert.Null(_verifier.Verify(Chain[sequence], Batches.Start + 10_000, out var batch));
            Assert.IsType<TrackOutcome.Newest>(_tracker.Track(batch!));
        }
    }

    private async Task<List<RepairedBatch>> RepairAsync(Func<string, HttpResponseMessage> answer)
    {
        var repaired = new List<RepairedBatch>();
        await foreach (var one in new GapRepair(Source(answer), _tracker).RepairAsync(Shard)) repaired.Add(one);
        return repaired;
    }

    private BatchSource Source(Func<string, HttpResponseMessage> answer) =>
        new(new HttpClient(new Wire(answer)), new Uri("https://serve.example/"), _verifier, new ManualTime(DateTimeOffset.FromUnixTimeMilliseconds(Batches.Start + 10_000)));

    private sealed class Wire(Func<string, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request.RequestUri!.AbsolutePath));
    }
}
