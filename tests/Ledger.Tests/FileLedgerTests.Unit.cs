using CrossChainOracle.Storage;
using CrossChainOracle.Storage.Tests;
using static CrossChainOracle.Ledger.Tests.Ledgers;

namespace CrossChainOracle.Ledger.Tests;

public sealed class FileLedgerUnitTests
{
    [Fact]
    public async Task Reserve_OfTheNextSequence_IsReadBackAlsoAfterReopening()
    {
        var files = await FilledAsync();
        await using var ledger = Open(files);
        Assert.Equal(["a", "bé"], ledger.Shards);
        Assert.Equal(new LedgerHead(4, Digest(14), Signed: false), ledger.Head("a"));
        AssertEntries("a", [(10, true), (11, true), (12, true), (13, true), (14, false)], await ledger.EntriesAsync("a"));
        AssertEntries("bé", [(20, true), (21, true), (22, true), (23, true), (24, false)], await ledger.EntriesAsync("bé"));
        Assert.Equal([3UL, 4UL], (await ledger.EntriesAsync("a", from: 3)).Select(entry => entry.Reservation.Sequence));
        Assert.Null(await ledger.ReadAsync("a", 5));
        Assert.Null(ledger.Head("c"));
    }

    [Fact]
    public async Task Reserve_OfAnotherDigestForASequence_IsRejectedWithTheFirst()
    {
        await using var ledger = Open(await FilledAsync());
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(new ReserveOutcome.SequenceTaken(Digest(10 + i)), await ledger.ReserveAsync(Reservation("a", (ulong)i, 0, 99)));
        }
    }

    [Fact]
    public async Task Reserve_OfTheSameDigestAgain_IsIdempotentAndKeepsTheFirstBytes()
    {
        await using var ledger = Open(await FilledAsync());
        for (var i = 0; i < 5; i++)
        {
            var entry = await ledger.ReadAsync("a", (ulong)i);
            var other = Reservation("a", (ulong)i, 0, 10 + i) with { Batch = new byte[] { 1 } };
            Assert.Equal(new ReserveOutcome.AlreadyReserved(entry!.RecordNumber), await ledger.ReserveAsync(other));
            Assert.Equal(entry.Reservation.Batch.ToArray(), (await ledger.ReadAsync("a", (ulong)i))!.Reservation.Batch.ToArray());
        }
    }

    [Fact]
    public async Task Reserve_BeyondTheNextSequence_IsRejectedWithTheHead()
    {
        await using var ledger = Open(await FilledAsync());
        Assert.Equal(new ReserveOutcome.HeadMoved(5, Digest(14)), await ledger.ReserveAsync(Reservation("a", 6, 14, 15)));
        Assert.Equal(new ReserveOutcome.HeadMoved(0, default), await ledger.ReserveAsync(Reservation("new", 1, 0, 15)));
        Assert.Equal(new ReserveOutcome.HeadMoved(5, Digest(14)), await ledger.ReserveAsync(Reservation("a", ulong.MaxValue, 14, 15)));
    }

    [Fact]
    public async Task Reserve_NotBuildingOnTheHead_IsRejectedWithBothDigests()
    {
        await using var ledger = Open(await FilledAsync());
        Assert.Equal(new ReserveOutcome.PreviousDigestMismatch(Digest(14), Digest(13)), await ledger.ReserveAsync(Reservation("a", 5, 13, 15)));
        Assert.Equal(new ReserveOutcome.PreviousDigestMismatch(default, Digest(1)), await ledger.ReserveAsync(Reservation("new", 0, 1, 15)));
        Assert.DoesNotContain("new", ledger.Shards);
    }

    [Fact]
    public async Task Reserve_OfAFieldOutsideItsRange_IsRejectedNamingIt()
    {
        await using var ledger = Open(new MemoryFileSystem());
        Assert.Equal("digest", Assert.IsType<ReserveOutcome.Invalid>(await ledger.ReserveAsync(Reservation("a", 0, 0, 0))).Field);
        foreach (var shard in new[] { "", new string('x', 256), "\ud800" })
        {
            Assert.Equal("shard", Assert.IsType<ReserveOutcome.Invalid>(await ledger.ReserveAsync(Reservation(shard, 0, 0, 1))).Field);
        }

        Assert.IsType<ReserveOutcome.Reserved>(await ledger.ReserveAsync(Reservation(new string('x', 255), 0, 0, 1)));
        var huge = Reservation("a", 0, 0, 1) with { Batch = new byte[LogLimits.MaxRecordBytes] };
        Assert.Equal(LogLimits.MaxRecordBytes, Assert.IsType<ReserveOutcome.TooLarge>(await ledger.ReserveAsync(huge)).Limit);
    }

    [Fact]
    public async Task Attach_ThatIsNotTheFirstToTheReservedDigest_IsRefused()
    {
        await using var ledger = Open(await FilledAsync());
        Assert.Equal(new AttachOutcome.AlreadyAttached(), await ledger.AttachAsync("a", 1, Digest(11), new byte[] { 9 }));
        Assert.Equal(new AttachOutcome.DigestMismatch(Digest(14), Digest(15)), await ledger.AttachAsync("a", 4, Digest(15), new byte[] { 9 }));
        Assert.Equal(new AttachOutcome.DigestMismatch(Digest(11), Digest(15)), await ledger.AttachAsync("a", 1, Digest(15), new byte[] { 9 }));
        Assert.Equal(new AttachOutcome.NotReserved(5), await ledger.AttachAsync("a", 5, Digest(15), new byte[] { 9 }));
        Assert.Equal(new AttachOutcome.NotReserved(0), await ledger.AttachAsync("new", 0, Digest(15), new byte[] { 9 }));
        Assert.Equal(new AttachOutcome.Empty(), await ledger.AttachAsync("a", 4, Digest(14), default));
        Assert.IsType<AttachOutcome.TooLarge>(await ledger.AttachAsync("a", 4, Digest(14), new byte[LogLimits.MaxRecordBytes]));
        Assert.Equal(Signatures(11), (await ledger.ReadAsync("a", 1))!.Signatures.ToArray());
    }

    [Fact]
    public async Task Attach_ToAnEarlierSequence_IsAllowed()
    {
        await using var ledger = Open(await FilledAsync());
        await ledger.ReserveAsync(Reservation("a", 5, 14, 15));
        Assert.IsType<AttachOutcome.Attached>(await ledger.AttachAsync("a", 4, Digest(14), Signatures(14)));
        Assert.False(ledger.Head("a")!.Signed);
        Assert.True((await ledger.ReadAsync("a", 4))!.Signed);
    }

    [Fact]
    public async Task Open_OfAHeldFolder_IsRefusedAndReadOnlyIsNot()
    {
        var files = await FilledAsync();
        await using var ledger = Open(files);
        Assert.Equal(new OpenOutcome<FileLedger>.Locked("/ledger"), FileLedger.Open(Options(files)));
        using var archive = FileLedger.OpenReadOnly(Options(files)).OrThrow();
        Assert.Equal(ledger.Shards, archive.Shards);
        Assert.Equal(ledger.Head("a"), archive.Head("a"));
        AssertEntries("a", [(10, true), (11, true), (12, true), (13, true), (14, false)], await archive.EntriesAsync("a"));
        AssertEntries("bé", [(20, true)], [(await archive.ReadAsync("bé", 0))!]);
    }
}
