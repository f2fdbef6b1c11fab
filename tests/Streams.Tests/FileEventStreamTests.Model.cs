using CrossChainOracle.Storage.Tests;
using FsCheck;
using FsCheck.Fluent;
using static CrossChainOracle.Streams.Tests.Streams;

namespace CrossChainOracle.Streams.Tests;

/// <summary>Random operations against lists that do the same, with reopening, kills and power cuts in between.</summary>
public sealed class FileEventStreamModelTests
{
    [Fact]
    public void AnyOperations_GiveWhatTheModelGives()
    {
        var operations = Gen.Choose(0, int.MaxValue - 1).ListOf().Resize(60).ToArbitrary();
        Prop.ForAll(operations, codes => RunAsync(codes).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public async Task FollowingReaders_UnderConcurrentPublishers_SeeEveryEventOnceAndInOrder()
    {
        const int Publications = 40;
        await using var stream = Open(new MemoryFileSystem());
        var everything = stream.Read(null, StreamPosition.Earliest).OrThrow().FollowAsync(Partitions * Publications * 2);
        var each = Enumerable.Range(0, Partitions)
            .Select(partition => stream.Read(partition, StreamPosition.Earliest).OrThrow().FollowAsync(Publications * 2)).ToList();
        await Task.WhenAll(Enumerable.Range(0, Partitions * 2).Select(publisher => Task.Run(async () =>
        {
            for (var i = 0; i < Publications / 2; i++) await stream.PublishAsync(publisher % Partitions, $"{publisher} {i} a", $"{publisher} {i} b");
        })));

        var all = await everything;
        Assert.Equal(all.Select(stored => stored.Offset).Order(StringComparer.Ordinal), all.Select(stored => stored.Offset));
        for (var partition = 0; partition < Partitions; partition++)
        {
            var seen = await each[partition];
            Assert.Equal(Enumerable.Range(0, Publications * 2).Select(i => (long)i), seen.Select(stored => stored.SequenceNumber));
            Assert.Equal(all.Where(stored => stored.Partition == partition).Select(Body), seen.Select(Body));
            // A publication stays together: its second event follows its first.
            for (var i = 0; i < seen.Count; i += 2) Assert.Equal(Body(seen[i])[..^1] + "b", Body(seen[i + 1]));
        }
    }

    private static async Task RunAsync(IEnumerable<int> codes)
    {
        var files = new MemoryFileSystem();
        var stream = Open(files);
        var model = new List<(int Partition, string Body, string Offset)>();
        var checkpoints = new Dictionary<(string, int?), string>();
        var bodies = 0;
        foreach (var code in codes)
        {
            var partition = code % Partitions;
            switch (code / 3 % 8)
            {
                case 0 or 1 or 2:
                    var texts = Enumerable.Range(0, code / 24 % 4).Select(_ => $"{bodies++}").ToArray();
                    var published = await stream.PublishAsync(partition, texts);
                    Assert.Equal(model.Count(stored => stored.Partition == partition), published.FirstSequenceNumber);
                    model.AddRange(texts.Zip(published.Offsets, (text, offset) => (partition, text, offset)));
                    break;
                case 3 or 4 when model.Count > 0:
                    var (group, of, at) = ($"group {code / 24 % 2}", code / 48 % 2 == 0 ? (int?)null : partition, model[code / 96 % model.Count].Offset);
                    Assert.IsType<CheckpointOutcome.Stored>(await stream.CheckpointAsync(group, of, at));
                    checkpoints[(group, of)] = at;
                    break;
                case 5 when model.Count > 0:
                    var from = code / 24 % model.Count;
                    var rest = await stream.EventsAsync(partition, StreamPosition.After(model[from].Offset));
                    Assert.Equal(model.Skip(from + 1).Where(stored => stored.Partition == partition).Select(stored => stored.Body), rest.Select(Body));
                    break;
                default:
                    if (code / 24 % 3 == 1) files = files.AfterKill();
                    if (code / 24 % 3 == 2) files = files.AfterPowerCut();
                    await stream.DisposeAsync();
                    stream = Open(files);
                    break;
            }
        }

        Assert.Equal(model, (await stream.EventsAsync()).Select(stored => (stored.Partition, Body(stored), stored.Offset)));
        foreach (var ((group, of), at) in checkpoints) Assert.Equal(at, stream.Checkpoint(group, of));
        await stream.DisposeAsync();
    }
}
