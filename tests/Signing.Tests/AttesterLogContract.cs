using CrossChainOracle.Domain;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Signing.Tests;

/// <summary>What every attester's log does, wherever it keeps its records. Each scenario is given a function that opens the log, and again what is left of the one before.</summary>
internal static class AttesterLogContract
{
    private static readonly ShardId Other = ShardId.Parse("a/b~%");

    private static readonly Dictionary<string, Func<Func<Task<IAttesterLog>>, Task>> Scenarios = new()
    {
        ["one digest for a sequence, and only above the head"] = async open =>
        {
            var log = await open();
            Assert.Null(await log.FindAsync(Samples.Shard, 3));
            Assert.IsType<RecordOutcome.Recorded>(await RecordAsync(log, 3, "a"));
            Assert.IsType<RecordOutcome.AlreadySame>(await RecordAsync(log, 3, "a"));
            Assert.Equal(new RecordOutcome.SecondDigest(Keys.Digest("a")), await RecordAsync(log, 3, "b"));
            Assert.Equal(new RecordOutcome.BelowHead(2, 3), await RecordAsync(log, 2, "a"));
            Assert.IsType<RecordOutcome.Recorded>(await RecordAsync(log, 9, "c"));
            Assert.Equal(new RecordOutcome.BelowHead(5, 9), await RecordAsync(log, 5, "never signed"));
            Assert.IsType<RecordOutcome.AlreadySame>(await RecordAsync(log, 3, "a"));
            Assert.Equal(Entry(Samples.Shard, 3, "a"), await log.FindAsync(Samples.Shard, 3));
            Assert.Null(await log.FindAsync(Samples.Shard, 5));
        },
        ["shards are independent, whatever they are called"] = async open =>
        {
            var log = await open();
            await RecordAsync(log, 9, "a");
            Assert.IsType<RecordOutcome.Recorded>(await log.RecordAsync(Other, 0, Keys.Digest("b"), Keys.Digest("state")));
            Assert.Equal(Entry(Other, 0, "b"), await log.FindAsync(Other, 0));
            Assert.Null(await log.FindAsync(Other, 9));
        },
        ["what no batch has"] = async open =>
        {
            var log = await open();
            await Assert.ThrowsAsync<ArgumentException>(async () => await log.RecordAsync(default, 0, Keys.Digest("a"), Keys.Digest("b")));
            await Assert.ThrowsAsync<ArgumentException>(async () => await log.RecordAsync(Other, 0, default, Keys.Digest("b")));
            await Assert.ThrowsAsync<ArgumentException>(async () => await log.RecordAsync(Other, 0, Keys.Digest("a"), default));
        },
        ["opened again it knows what it is bound to"] = async open =>
        {
            for (var run = 0; run < 3; run++)
            {
                var log = await open();
                for (ulong sequence = 0; sequence < 4; sequence++)
                {
                    Assert.IsType(run == 0 ? typeof(RecordOutcome.Recorded) : typeof(RecordOutcome.AlreadySame), await RecordAsync(log, sequence, $"{sequence}"));
                    Assert.Equal(new RecordOutcome.SecondDigest(Keys.Digest($"{sequence}")), await RecordAsync(log, sequence, "another"));
                    Assert.Equal(Entry(Samples.Shard, sequence, $"{sequence}"), await log.FindAsync(Samples.Shard, sequence));
                }
            }
        },
        ["two digests from many callers at once"] = async open =>
        {
            var log = await open();
            for (ulong sequence = 0; sequence < 10; sequence++)
            {
                var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(async () => (Digest: $"{i % 2}", Outcome: await RecordAsync(log, sequence, $"{i % 2}")))));
                var bound = (await log.FindAsync(Samples.Shard, sequence))!.Digest;
                Assert.Single(outcomes, outcome => outcome.Outcome is RecordOutcome.Recorded);
                Assert.All(outcomes, outcome => Assert.Equal(Keys.Digest(outcome.Digest) != bound, outcome.Outcome is RecordOutcome.SecondDigest));
            }
        },
        ["cancelled before its turn"] = async open =>
        {
            var log = await open();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await log.RecordAsync(Samples.Shard, 0, Keys.Digest("a"), Keys.Digest("state"), new(canceled: true)));
            Assert.Null(await log.FindAsync(Samples.Shard, 0));
            Assert.IsType<RecordOutcome.Recorded>(await RecordAsync(log, 0, "b"));
        },
    };

    public static TheoryData<string> Names => [.. Scenarios.Keys];

    public static Task RunAsync(string name, Func<Task<IAttesterLog>> open) => Scenarios[name](open);

    private static AttesterLogEntry Entry(ShardId shard, ulong sequence, string digest) => new(shard, sequence, Keys.Digest(digest), Keys.Digest("state"));

    private static ValueTask<RecordOutcome> RecordAsync(IAttesterLog log, ulong sequence, string digest) => log.RecordAsync(Samples.Shard, sequence, Keys.Digest(digest), Keys.Digest("state"));
}
