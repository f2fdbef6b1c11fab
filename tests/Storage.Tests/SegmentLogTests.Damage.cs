using CrossChainOracle.TestKit;
using static CrossChainOracle.Storage.Tests.Logs;

namespace CrossChainOracle.Storage.Tests;

/// <summary>Whatever happens to the files: refused, or a prefix of what was written. Never a throw, never something else.</summary>
public sealed class SegmentLogDamageTests
{
    [Fact]
    public async Task Open_AfterAnyFlippedByte_IsRefusedNamingTheFile()
    {
        var (files, _) = await FilledAsync();
        var content = files.Content();
        foreach (var (path, bytes) in content)
        {
            for (var at = 0; at < bytes.Length; at++)
            {
                foreach (var mask in new byte[] { 0x01, 0x80, 0xff })
                {
                    var flipped = bytes.ToArray();
                    flipped[at] ^= mask;
                    var (outcome, _) = Inspect(MemoryFileSystem.Of(Replace(content, path, flipped)));
                    var damage = Assert.IsType<OpenOutcome<ReadOnlyLog>.Damaged>(outcome).Damage;
                    Assert.Equal(Path.GetFileName(path), damage.File);
                    Assert.InRange(at, damage.Offset, bytes.Length);
                }
            }
        }
    }

    [Fact]
    public async Task Open_OfTheLastSegmentCutAnywhere_KeepsEveryCompleteRecordAndReportsTheRest()
    {
        var (files, texts) = await FilledAsync();
        var content = files.Content();
        var (path, bytes) = content.Last();
        var sawTorn = false;
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = MemoryFileSystem.Of(Replace(content, path, bytes[..length]));
            var opened = Assert.IsType<OpenOutcome<SegmentLog>.Opened>(SegmentLog.Open(Options(cut)));
            await using var log = opened.Value;
            var kept = await log.ReadAllAsync();
            Assert.Equal(texts[..kept.Count], kept);
            Assert.True(kept.Count < texts.Count);
            var left = cut.Content().TryGetValue(path, out var now) ? now.Length : 0;
            Assert.Equal(length - left, opened.TornTail?.Bytes ?? 0);
            Assert.Equal(kept.Count, opened.TornTail?.RecordNumber ?? kept.Count);
            Assert.Equal(kept.Count, await log.AppendAsync("again"));
            sawTorn |= opened.TornTail is { Offset: > 0 };
        }

        Assert.True(sawTorn);
    }

    [Fact]
    public async Task Open_OfAnEarlierSegmentCutAnywhere_IsRefused()
    {
        var (files, _) = await FilledAsync();
        var content = files.Content();
        foreach (var (path, bytes) in content.SkipLast(1))
        {
            for (var length = 0; length < bytes.Length; length++)
            {
                var (outcome, _) = Inspect(MemoryFileSystem.Of(Replace(content, path, bytes[..length])));
                Assert.IsType<OpenOutcome<ReadOnlyLog>.Damaged>(outcome);
            }
        }
    }

    [Fact]
    public async Task Open_AfterAnyFlipBeforeOrInATornTail_IsRefusedOrKeepsThePrefix()
    {
        var (files, texts) = await FilledAsync();
        var content = files.Content();
        var (path, bytes) = content.Last();
        for (var cut = 1; cut <= 30; cut++)
        {
            var torn = bytes[..^cut];
            for (var at = 0; at < torn.Length; at++)
            {
                var flipped = torn.ToArray();
                flipped[at] ^= 0xff;
                var (outcome, kept) = Inspect(MemoryFileSystem.Of(Replace(content, path, flipped)));
                Assert.False(outcome is OpenOutcome<ReadOnlyLog>.Failed);
                Assert.Equal(texts[..kept.Count], kept);
            }
        }
    }

    [Fact]
    public async Task Open_WithoutASegment_IsRefusedUnlessItIsTheLast()
    {
        var (files, texts) = await FilledAsync();
        var content = files.Content();
        foreach (var path in content.Keys)
        {
            var (outcome, kept) = Inspect(MemoryFileSystem.Of(content.Where(file => file.Key != path)));
            // A log that ends earlier at a record's end is a log that ended earlier: no local check can tell.
            if (path == content.Keys.Last()) Assert.Equal(texts[..kept.Count], kept);
            else Assert.Equal(DamageKind.MissingSegment, Assert.IsType<OpenOutcome<ReadOnlyLog>.Damaged>(outcome).Damage.Kind);
        }
    }

    [Fact]
    public async Task Open_WithSegmentsSwappedOrOfAnotherLog_IsRefused()
    {
        var (files, _) = await FilledAsync();
        var content = files.Content();
        var names = content.Keys.ToList();
        var swapped = Replace(Replace(content, names[0], content[names[1]]), names[1], content[names[0]]);
        Assert.IsType<OpenOutcome<ReadOnlyLog>.Damaged>(Inspect(MemoryFileSystem.Of(swapped)).Outcome);

        // The other log differs in one earlier record: same numbers, same lengths, another chain.
        var foreign = await ForeignAsync();
        var mixed = Replace(content, names[1], foreign[names[1]]);
        var damage = Assert.IsType<OpenOutcome<ReadOnlyLog>.Damaged>(Inspect(MemoryFileSystem.Of(mixed)).Outcome).Damage;
        Assert.Equal(DamageKind.SegmentHeader, damage.Kind);
    }

    [Fact]
    public async Task Open_WithTwoRecordsOfOneLengthExchanged_IsRefused()
    {
        var files = new MemoryFileSystem();
        await using (var log = Open(files, 4096))
        {
            foreach (var text in new[] { "aaaa", "bbbb", "cccc" }) await log.AppendAsync(text);
        }

        var (path, bytes) = files.Content().Single();
        const int Record = 16 + 4 + 4;
        const int Header = 28;
        byte[] exchanged = [.. bytes[..Header], .. bytes[(Header + Record)..(Header + 2 * Record)], .. bytes[Header..(Header + Record)], .. bytes[(Header + 2 * Record)..]];
        Assert.IsType<OpenOutcome<ReadOnlyLog>.Damaged>(Inspect(MemoryFileSystem.Of([new(path, exchanged)])).Outcome);
        byte[] removed = [.. bytes[..(Header + Record)], .. bytes[(Header + 2 * Record)..]];
        Assert.IsType<OpenOutcome<ReadOnlyLog>.Damaged>(Inspect(MemoryFileSystem.Of([new(path, removed)])).Outcome);
        byte[] repeated = [.. bytes, .. bytes[(Header + 2 * Record)..]];
        Assert.IsType<OpenOutcome<ReadOnlyLog>.Damaged>(Inspect(MemoryFileSystem.Of([new(path, repeated)])).Outcome);
    }

    [Fact]
    public async Task Open_OfASegmentFileWithAnotherName_IsRefused()
    {
        var (files, _) = await FilledAsync();
        var content = files.Content();
        content["/log/copy of 3.seg"] = [];
        var damage = Assert.IsType<OpenOutcome<ReadOnlyLog>.Damaged>(Inspect(MemoryFileSystem.Of(content)).Outcome).Damage;
        Assert.Equal(DamageKind.FileName, damage.Kind);
    }

    [Fact]
    public async Task Open_OfDamage_ChangesNothing()
    {
        var (files, _) = await FilledAsync();
        var content = files.Content();
        var (path, bytes) = content.First();
        bytes[40] ^= 1;
        var damaged = MemoryFileSystem.Of(Replace(content, path, bytes));
        Assert.IsType<OpenOutcome<SegmentLog>.Damaged>(SegmentLog.Open(Options(damaged)));
        Assert.DoesNotContain(damaged.Steps, step => step.Kind is not StepKind.CreateFolder);
        Assert.IsType<OpenOutcome<SegmentLog>.Damaged>(SegmentLog.Open(Options(damaged)));
    }

    [Theory]
    [InlineData(0x51_06_01)]
    public async Task Open_OfAMutatedLog_IsRefusedOrAPrefix(int seed)
    {
        var (files, texts) = await FilledAsync();
        var content = files.Content();
        var paths = content.Keys.ToList();
        var mutator = new Mutator(seed);
        var refused = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var path = paths[i % paths.Count];
            var (outcome, kept) = Inspect(MemoryFileSystem.Of(Replace(content, path, mutator.Next(content[path]))));
            Assert.False(outcome is OpenOutcome<ReadOnlyLog>.Failed, mutator.Describe(i));
            Assert.True(kept.SequenceEqual(texts[..Math.Min(kept.Count, texts.Count)]), mutator.Describe(i));
            if (outcome is OpenOutcome<ReadOnlyLog>.Damaged) refused++;
        }

        Assert.InRange(refused, 50_000, 100_000);
    }

    private static async Task<SortedDictionary<string, byte[]>> ForeignAsync()
    {
        var files = new MemoryFileSystem();
        await using var log = Open(files);
        for (var i = 0; i < 12; i++) await log.AppendAsync($"{(i == 0 ? "RECORD" : "record")} {i} " + new string('x', i * 7 % 40));
        return files.Content();
    }

    private static SortedDictionary<string, byte[]> Replace(SortedDictionary<string, byte[]> content, string path, byte[] bytes) =>
        new(content, StringComparer.Ordinal) { [path] = bytes };
}
