using CrossChainOracle.Storage;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.TestKit;
using static CrossChainOracle.Ledger.Tests.FileLedgers;
using static CrossChainOracle.Ledger.Tests.Ledgers;

namespace CrossChainOracle.Ledger.Tests;

public sealed class FileLedgerDamageTests
{
    [Fact]
    public async Task Open_AfterAnyFlippedByte_IsRefusedNamingTheFile()
    {
        var content = (await FilledAsync()).Content();
        foreach (var (path, bytes) in content)
        {
            for (var at = 0; at < bytes.Length; at++)
            {
                bytes[at] ^= 0xff;
                var outcome = FileLedger.OpenReadOnly(Options(MemoryFileSystem.Of(content)));
                Assert.Equal(Path.GetFileName(path), Assert.IsType<OpenOutcome<LedgerArchive>.Damaged>(outcome).Damage.File);
                bytes[at] ^= 0xff;
            }
        }
    }

    [Fact]
    public async Task Open_OfTheLastSegmentCutAnywhere_KeepsAPrefixThatCanBeExtended()
    {
        var content = (await FilledAsync()).Content();
        var (path, bytes) = content.Last();
        for (var length = 0; length < bytes.Length; length++)
        {
            content[path] = bytes[..length];
            await using var ledger = Open(MemoryFileSystem.Of(content));
            foreach (var (shard, offset) in new[] { ("a", 10), ("bé", 20) })
            {
                var entries = await ledger.EntriesAsync(shard);
                AssertEntries(shard, [.. entries.Select((entry, i) => (offset + i, entry.Signed))], entries);
                var next = Reservation(shard, (ulong)entries.Count, entries.Count == 0 ? 0 : offset + entries.Count - 1, offset + entries.Count);
                Assert.IsType<ReserveOutcome.Reserved>(await ledger.ReserveAsync(next));
            }
        }
    }

    [Fact]
    public async Task Open_OfRecordsThatBreakARule_IsRefusedAlthoughTheirChecksumsAreRight()
    {
        var first = LedgerRecord.Encode(Reservation("a", 0, 0, 1));
        var signed = LedgerRecord.Encode(new LedgerRecord.Attach("a", 0, Digest(1), Signatures(1)));
        var cases = new (string Law, byte[][] Records)[]
        {
            ("second digest for a sequence", [first, LedgerRecord.Encode(Reservation("a", 0, 0, 2))]),
            ("same digest twice", [first, first]),
            ("gap", [first, LedgerRecord.Encode(Reservation("a", 2, 1, 2))]),
            ("not on the head", [first, LedgerRecord.Encode(Reservation("a", 1, 3, 2))]),
            ("first with a previous digest", [LedgerRecord.Encode(Reservation("a", 0, 3, 2))]),
            ("signatures without reservation", [signed]),
            ("signatures over another digest", [first, LedgerRecord.Encode(new LedgerRecord.Attach("a", 0, Digest(2), Signatures(1)))]),
            ("signatures twice", [first, signed, signed]),
            ("unknown kind", [first, [3, .. first[1..]]]),
            ("trailing byte", [first, [.. signed, 0]]),
            ("missing byte", [first, signed[..^1]]),
        };
        foreach (var (law, records) in cases)
        {
            var files = new MemoryFileSystem();
            await using (var log = SegmentLog.Open(Options(files)).OrThrow())
            {
                foreach (var record in records) await log.AppendAsync(record);
            }

            var damage = Assert.IsType<OpenOutcome<FileLedger>.Damaged>(FileLedger.Open(Options(files))).Damage;
            Assert.True(damage.Kind == DamageKind.Content && damage.RecordNumber == records.Length - 1, $"{law}: {damage}");
        }
    }

    [Theory]
    [InlineData(0x51_06_02)]
    public void Parse_OfMutatedRecords_RefusesOrReadsTheCanonicalForm(int seed)
    {
        var originals = new[]
        {
            LedgerRecord.Encode(Reservation("shard-é", 7, 6, 7)),
            LedgerRecord.Encode(new LedgerRecord.Attach("shard-é", 7, Digest(7), Signatures(7))),
        };
        var mutator = new Mutator(seed);
        var refused = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var bytes = mutator.Next(originals[i % originals.Length]);
            var record = LedgerRecord.Parse(bytes, out var fault);
            Assert.True(record is null == fault is not null, mutator.Describe(i));
            if (record is null) refused++;
            else Assert.True(Encode(record).AsSpan().SequenceEqual(bytes), mutator.Describe(i));
        }

        Assert.InRange(refused, 20_000, 99_000);
    }

    private static byte[] Encode(LedgerRecord record) => record switch
    {
        LedgerRecord.Reserve reserve => LedgerRecord.Encode(reserve.Reservation),
        LedgerRecord.Attach attach => LedgerRecord.Encode(attach),
        _ => throw new InvalidOperationException(),
    };
}
