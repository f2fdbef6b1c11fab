using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Ledger;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>Where a shard stands, read from what its last life left.</summary>
public sealed class ShardLoadingTests
{
    private static readonly PriceRules Rules = new(Samples.Policy());

    private readonly World _world = new();
    private readonly Disk _disk = Disk.InMemory();

    [Fact]
    public async Task OfAnEmptyLedger_IsTheInitialState_AndCoversFromTheStart()
    {
        await using var ledger = FileLedger.Open(_disk.Ledger).OrThrow();
        var head = await ShardLoading.LoadAsync(ledger, Samples.Domain, Rules, 1_234, default);
        Assert.Equal((null, Hash256.Zero, false), (head.Last, head.Digest, head.IsPending));
        Assert.Equal((0UL, 1_234L, Samples.Shard), (head.Cursor.NextSequence, head.Cursor.ObservedAt, head.Cursor.Shard));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task OfASignedHead_IsWhereTheLastLifeStood_AndItIsPublishedOnceMore(int batches)
    {
        ShardHead before;
        await using (var process = await ShardProcess.StartAsync(_world, _disk))
        {
            for (var i = 0; i < batches; i++) Assert.IsType<RoundOutcome.Published>(await process.TurnAsync());
            await process.SettleAsync();
            before = process.Round.Head!;
        }

        await using (var process = await ShardProcess.StartAsync(_world, _disk))
        {
            AssertSame(before, process.Round.Head!);
            Assert.False(process.Round.Head!.IsPending);
            var again = Assert.IsType<RoundOutcome.Published>(await process.TurnAsync());
            Assert.Equal((before.Digest, 0), (again.Digest, again.Feeds.Count));
            Assert.Equal((ulong)batches, Assert.IsType<RoundOutcome.Published>(await process.TurnAsync()).Attestation.Header.Sequence);
            await process.SettleAsync();
            await process.CheckpointAsync();
        }

        await Audit.RunAsync(_disk, _world);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task OfAnUnsignedHead_IsPending_AndThatBatchIsSignedBeforeAnyOther(int signed)
    {
        ShardHead before;
        await using (var process = await ShardProcess.StartAsync(_world, _disk))
        {
            for (var i = 0; i < signed; i++) Assert.IsType<RoundOutcome.Published>(await process.TurnAsync());
            foreach (var wire in process.Wires) wire.Instead = static (_, _) => new(new CosignOutcome.Failed("down"));
            Assert.IsType<RoundOutcome.Waiting>(await process.TurnAsync());
            await process.SettleAsync();
            before = process.Round.Head!;
        }

        await using (var process = await ShardProcess.StartAsync(_world, _disk))
        {
            AssertSame(before, process.Round.Head!);
            Assert.True(process.Round.Head!.IsPending);
            Assert.Equal(before.Digest, Assert.IsType<RoundOutcome.Published>(await process.TurnAsync()).Digest);
            Assert.Equal((ulong)signed + 1, Assert.IsType<RoundOutcome.Published>(await process.TurnAsync()).Attestation.Header.Sequence);
            await process.SettleAsync();
            await process.CheckpointAsync();
        }

        await Audit.RunAsync(_disk, _world);
    }

    [Fact]
    public async Task OfAnotherDeploymentsLedger_IsRefused()
    {
        await PublishTwoAsync();
        await using var ledger = FileLedger.Open(_disk.Ledger).OrThrow();
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() =>
            ShardLoading.LoadAsync(ledger, new SigningDomain("crosschainoracle:other"), Rules, 0, default));
        Assert.Contains("digest", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OfABatchOfAnotherShard_OrWithAStateThatItDoesNotCommitTo_IsRefused()
    {
        await PublishTwoAsync();
        await using var ledger = FileLedger.Open(_disk.Ledger).OrThrow();
        var first = (await ledger.ReadAsync(Samples.Shard.ToString(), 0))!.Reservation;
        var second = (await ledger.ReadAsync(Samples.Shard.ToString(), 1))!.Reservation;
        Assert.Equal("shard", await RefusedAsync(first with { Shard = "others" }));
        Assert.Equal("state digest", await RefusedAsync(first with { State = second.State }));
        Assert.Equal("sequence", await RefusedAsync(second with { Sequence = 0 }));
        Assert.Equal("digest", await RefusedAsync(first with { Digest = second.Digest }));
        Assert.IsType<Refusal.Truncated>(Open(first with { Batch = first.Batch[..^1] }));
    }

    private static async Task<string> RefusedAsync(Reservation reservation)
    {
        var refusal = Assert.IsType<Refusal.Recomputation>(Open(reservation));
        var options = Disk.InMemory().Ledger;
        await using var ledger = FileLedger.Open(options).OrThrow();
        Assert.IsType<ReserveOutcome.Reserved>(await ledger.ReserveAsync(reservation with { Sequence = 0, PreviousDigest = default }));
        var rules = new PriceRules(Samples.Policy() with { Shard = ShardId.Parse(reservation.Shard) });
        await Assert.ThrowsAsync<InvalidDataException>(() => ShardLoading.LoadAsync(ledger, Samples.Domain, rules, 0, default));
        return refusal.What;
    }

    private static Refusal? Open(Reservation reservation) => StoredBatch.Open(new(reservation, default, 0), Samples.Domain, out _);

    private async Task PublishTwoAsync()
    {
        await using var process = await ShardProcess.StartAsync(_world, _disk);
        for (var turn = 0; turn < 2; turn++) Assert.IsType<RoundOutcome.Published>(await process.TurnAsync());
        await process.SettleAsync();
    }

    private static void AssertSame(ShardHead expected, ShardHead actual)
    {
        Assert.Equal((expected.Digest, expected.Last!.Header, expected.Cursor.NextSequence), (actual.Digest, actual.Last!.Header, actual.Cursor.NextSequence));
        Assert.True(expected.StateBytes.Span.SequenceEqual(actual.StateBytes.Span));
        Assert.True(expected.Last.Batch.Span.SequenceEqual(actual.Last.Batch.Span) && expected.Last.Round.Span.SequenceEqual(actual.Last.Round.Span));
        var (left, right) = (expected.Last.ToRequest(), actual.Last.ToRequest());
        Assert.True(left.PreviousState.Span.SequenceEqual(right.PreviousState.Span) && left.PreviousHeader.Span.SequenceEqual(right.PreviousHeader.Span));
        Assert.True(left.PreviousSignatures.Span.SequenceEqual(right.PreviousSignatures.Span));
    }
}
