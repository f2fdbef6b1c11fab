using CrossChainOracle.Domain;
using CrossChainOracle.Node.Archive;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Node.Tests.Hosting;

/// <summary>Whoever follows the stream across a rotation, with nothing but the set that he began with.</summary>
public sealed class FollowedRotationTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    [Fact]
    public async Task Subscriber_AcrossTwoRotations_VerifiesEverythingByItsFirstAnchor()
    {
        await using var running = await RunningNode.StartAsync(_temporary.Path);
        var verifier = running.Verifier;
        var subscription = new AttestationSubscription(running.Http, running.Url("/v1/stream"), verifier, new AttestationTracker(), running.Time);
        using var enough = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var following = FollowAsync(subscription, 2, enough);
        await running.RoundsAsync(3);
        var second = await running.HandOverAsync();
        await running.RoundsAsync(running.Published.Count + 3);
        await AssertListsAsync(running, second.Epoch, second.Epoch - 1);
        var third = await running.HandOverAsync();
        var (epochs, refusals) = await following;
        Assert.Equal([], refusals);
        Assert.Equal([0u, 1u, 2u], epochs.Order());
        Assert.Equal(third, verifier.Sets.Current);
        await running.StopRoundsAsync();
        running.Time.Shift(TimeSpan.FromMilliseconds(AttesterSet.MaximumGraceMs));
        await AssertListsAsync(running, third.Epoch);

        var latest = (await running.AskAsync("/v1/feeds/ETH-USD/latest")).Body;
        var signer = latest.GetProperty("signatures")[0];
        Assert.Equal($"{third.Members[signer.GetProperty("signer").GetInt32()]}", signer.Text("address"));
        var report = await new FolderVerification(new(_temporary.Path), null, null).RunAsync(CancellationToken.None);
        Assert.Equal([], report.Problems);
        Assert.Equal(2ul, Assert.Single(report.Shards, shard => shard.Shard == "attesters").Batches);
    }

    public void Dispose() => _temporary.Dispose();

    /// <summary>Until a price of that epoch was verified.</summary>
    private static async Task<(HashSet<uint> Epochs, List<Refusal> Refusals)> FollowAsync(AttestationSubscription subscription, uint last, CancellationTokenSource enough)
    {
        var (epochs, refusals) = (new HashSet<uint>(), new List<Refusal>());
        try
        {
            await foreach (var received in subscription.FollowAsync("earliest", enough.Token))
            {
                if (received is SubscriptionEvent.Refused refused) refusals.Add(refused.Refusal);
                if (received is SubscriptionEvent.Received { Tracking: TrackOutcome.Refused { Refusal: not Refusal.Duplicate } tracking }) refusals.Add(tracking.Refusal);
                if (received is not SubscriptionEvent.Received { Batch: var batch } || !batch.Prices.Any()) continue;
                epochs.Add(batch.Header.Epoch);
                if (batch.Header.Epoch == last) await enough.CancelAsync();
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // It has seen enough, or waited long enough.
        }

        return (epochs, refusals);
    }

    private static async Task AssertListsAsync(RunningNode running, params uint[] epochs)
    {
        var (_, _, body) = await running.AskAsync("/v1/attesters");
        Assert.Equal(epochs, body.GetProperty("sets").EnumerateArray().Select(set => set.GetProperty("epoch").GetUInt32()));
    }
}
