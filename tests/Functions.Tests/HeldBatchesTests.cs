using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Azure.Blobs.Tests.Local;
using CrossChainOracle.Azure.Relay;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Functions.Tests.Kit;
using CrossChainOracle.Pipeline;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Functions.Tests;

/// <summary>What one process of Relay knows of a shelf that is more than it looks at, on a real Blob service.</summary>
public sealed class HeldBatchesTests
{
    private const int Most = 2;

    [AzuriteFact]
    public async Task AListThatIsNotWhole_IsTakenAsFarAsItGoes_AndNothingBeyondItIsForgotten()
    {
        await using var cloud = new Cloud();
        using var azurite = await Azurite.StartAsync();
        var container = new BlobContainer(await azurite.CreateContainerAsync("inbox"), new TestCredential(TimeProvider.System), azurite.Http, TimeProvider.System);
        var shelf = new BatchShelf(container, Most);
        var held = new HeldBatches(shelf, cloud.Time);
        await cloud.AttestAsync(4);
        var batches = await cloud.LedgerAsync();

        // The newer two first: what comes before them on the shelf pushes them out of what is looked at.
        foreach (var batch in batches.Skip(2)) Assert.Null(await PutAsync(shelf, batch));
        Assert.Null(await held.LookAsync(static _ => { }, default));
        Assert.Equal([2UL, 3], Sequences(held));
        foreach (var batch in batches.Take(2)) Assert.Null(await PutAsync(shelf, batch));
        Assert.Equal("more than 2 batches are kept, and only so many looked at", await held.LookAsync(static _ => { }, default));
        Assert.Equal([2UL, 3, 0, 1], Sequences(held));

        // A process that starts now has the first two, and the others when those are gone.
        var next = new HeldBatches(shelf, cloud.Time);
        Assert.NotNull(await next.LookAsync(static _ => { }, default));
        Assert.Equal([0UL, 1], Sequences(next));
        cloud.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await next.TidyAsync(new HashSet<(ShardId, ulong)> { (Cloud.Shard, 1) }, default));
        Assert.Equal([1UL], Sequences(next));
        Assert.NotNull(await next.LookAsync(static _ => { }, default));
        Assert.Equal([1UL, 2], Sequences(next));

        // The other process is told of what went within what it is shown.
        Assert.NotNull(await held.LookAsync(static _ => { }, default));
        Assert.Equal([2UL, 3, 1], Sequences(held));
    }

    private static IEnumerable<ulong> Sequences(HeldBatches held) => held.After(0).Select(static one => one.Batch.Header.Sequence);

    private static ValueTask<string?> PutAsync(BatchShelf shelf, StoredBatch batch) =>
        shelf.PutAsync(new(batch.Header, new(null, batch.Header.ObservedAt), AttestationCodec.Encode(batch.ToAttestation())), batch.Digest, default);
}
