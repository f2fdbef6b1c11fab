using CrossChainOracle.Storage;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.TestKit;
using static CrossChainOracle.Streams.Tests.Streams;

namespace CrossChainOracle.Streams.Tests;

public sealed class FileEventStreamDamageTests
{
    [Fact]
    public async Task Verify_AfterAnyFlippedByte_IsRefusedNamingTheFile()
    {
        var files = new MemoryFileSystem();
        await using (var stream = Open(files))
        {
            for (var i = 0; i < 6; i++) await stream.CheckpointAsync("group", i % 2, (await stream.PublishAsync(i % Partitions, $"{i}", "x")).Offsets[0]);
        }

        var content = files.Content();
        Assert.True(content.Count > 1);
        foreach (var (path, bytes) in content)
        {
            for (var at = 0; at < bytes.Length; at++)
            {
                bytes[at] ^= 0xff;
                var outcome = FileEventStream.Verify(Options(MemoryFileSystem.Of(content)));
                Assert.Equal(Path.GetFileName(path), Assert.IsType<OpenOutcome<StreamSummary>.Damaged>(outcome).Damage.File);
                bytes[at] ^= 0xff;
            }
        }
    }

    [Fact]
    public async Task Open_OfRecordsThatBreakARule_IsRefusedAlthoughTheirChecksumsAreRight()
    {
        var first = Encoded(0, 0, 50);
        var cases = new (string Law, byte[][] Records)[]
        {
            ("sequence number twice", [first, first]),
            ("sequence number skipped", [first, Encoded(0, 2, 50)]),
            ("time before the last", [first, Encoded(1, 0, 49)]),
            ("negative time", [Encoded(0, 0, -1)]),
            ("checkpoint of a record to come", [first, StreamRecord.Encode(new StreamRecord.Checkpoint("group", 0, 1))]),
            ("trailing byte", [first, [.. Encoded(0, 1, 50), 0]]),
            ("unknown kind", [first, [3, .. first[1..]]]),
        };
        foreach (var (law, records) in cases)
        {
            var files = new MemoryFileSystem();
            await using (var log = SegmentLog.Open(Options(files)).OrThrow())
            {
                foreach (var record in records) await log.AppendAsync(record);
            }

            var outcome = FileEventStream.Open(Options(files), Partitions, new ManualTime(Start));
            var damage = Assert.IsType<OpenOutcome<FileEventStream>.Damaged>(outcome).Damage;
            Assert.True(damage.Kind == DamageKind.Content && damage.RecordNumber == records.Length - 1, $"{law}: {damage}");
        }
    }

    [Theory]
    [InlineData(0x51_06_03)]
    public void Parse_OfMutatedRecords_RefusesOrReadsTheCanonicalForm(int seed)
    {
        var originals = new[] { Encoded(2, 7, 1_700_000_000_000), StreamRecord.Encode(new StreamRecord.Checkpoint("group é", 2, 900)) };
        var mutator = new Mutator(seed);
        var refused = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var bytes = mutator.Next(originals[i % originals.Length]);
            var record = StreamRecord.Parse(1000, bytes, out var fault);
            Assert.True(record is null == fault is not null, mutator.Describe(i));
            if (record is null) refused++;
            else Assert.True(Encode(record).AsSpan().SequenceEqual(bytes), mutator.Describe(i));
        }

        Assert.InRange(refused, 20_000, 99_000);
    }

    private static byte[] Encoded(int partition, long sequence, long time)
    {
        var bytes = StreamRecord.Encode(partition, Event("body"));
        StreamRecord.Stamp(bytes, sequence, time);
        return bytes;
    }

    private static byte[] Encode(StreamRecord record)
    {
        if (record is StreamRecord.Checkpoint checkpoint) return StreamRecord.Encode(checkpoint);
        var stored = ((StreamRecord.Event)record).Stored;
        var bytes = StreamRecord.Encode(stored.Partition, new(stored.PartitionKey, stored.ContentType, stored.Body, stored.Properties));
        StreamRecord.Stamp(bytes, stored.SequenceNumber, stored.EnqueuedTime);
        return bytes;
    }
}
