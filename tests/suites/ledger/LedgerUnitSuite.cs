using CrossChainOracle.Storage;
using static CrossChainOracle.Ledger.Tests.Ledgers;

namespace CrossChainOracle.Ledger.Tests;

/// <summary>What every ledger answers, call by call.</summary>
public abstract class LedgerUnitSuite
{
    internal abstract ILedgerHouse NewHouse();

    [LedgerFact]
    public async Task Reserve_OfTheNextSequence_IsReadBackAlsoAfterReopening()
    {
        await using var house = NewHouse();
        await using var ledger = await house.ReopenAsync(await FilledAsync(house), Ending.InOrder);
        Assert.Equal(new LedgerHead(4, Digest(14), Signed: false), await ledger.HeadAsync("a"));
        AssertEntries("a", [(10, true), (11, true), (12, true), (13, true), (14, false)], await ledger.EntriesAsync("a"));
        AssertEntries("bé", [(20, true), (21, true), (22, true), (23, true), (24, false)], await ledger.EntriesAsync("bé"));
        Assert.Equal([3UL, 4UL], (await ledger.EntriesAsync("a", from: 3)).Select(entry => entry.Reservation.Sequence));
        Assert.Null(await ledger.ReadAsync("a", 5));
        Assert.Null(await ledger.HeadAsync("c"));
    }

    [LedgerFact]
    public async Task Reserve_OfAnotherDigestForASequence_IsRejectedWithTheFirst()
    {
        await using var house = NewHouse();
        await using var ledger = await FilledAsync(house);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(new ReserveOutcome.SequenceTaken(Digest(10 + i)), await ledger.ReserveAsync(Reservation("a", (ulong)i, 0, 99)));
            Assert.Equal(new ReserveOutcome.SequenceTaken(Digest(10 + i)), await ledger.ReserveAsync(Reservation("a", (ulong)i, i == 0 ? 0 : 9 + i, 99)));
        }
    }

    [LedgerFact]
    public async Task Reserve_OfTheSameDigestAgain_IsIdempotentAndKeepsTheFirstBytes()
    {
        await using var house = NewHouse();
        await using var ledger = await FilledAsync(house);
        for (var i = 0; i < 5; i++)
        {
            var entry = await ledger.ReadAsync("a", (ulong)i);
            var other = Reservation("a", (ulong)i, 0, 10 + i) with { Batch = new byte[] { 1 } };
            Assert.Equal(new ReserveOutcome.AlreadyReserved(entry!.RecordNumber), await ledger.ReserveAsync(other));
            Assert.Equal(entry.Reservation.Batch.ToArray(), (await ledger.ReadAsync("a", (ulong)i))!.Reservation.Batch.ToArray());
        }
    }

    [LedgerFact]
    public async Task Reserve_BeyondTheNextSequence_IsRejectedWithTheHead()
    {
        await using var house = NewHouse();
        await using var ledger = await FilledAsync(house);
        Assert.Equal(new ReserveOutcome.HeadMoved(5, Digest(14)), await ledger.ReserveAsync(Reservation("a", 6, 14, 15)));
        Assert.Equal(new ReserveOutcome.HeadMoved(0, default), await ledger.ReserveAsync(Reservation("new", 1, 0, 15)));
        Assert.Equal(new ReserveOutcome.HeadMoved(5, Digest(14)), await ledger.ReserveAsync(Reservation("a", ulong.MaxValue, 14, 15)));
    }

    [LedgerFact]
    public async Task Reserve_NotBuildingOnTheHead_IsRejectedWithBothDigests()
    {
        await using var house = NewHouse();
        await using var ledger = await FilledAsync(house);
        Assert.Equal(new ReserveOutcome.PreviousDigestMismatch(Digest(14), Digest(13)), await ledger.ReserveAsync(Reservation("a", 5, 13, 15)));
        Assert.Equal(new ReserveOutcome.PreviousDigestMismatch(default, Digest(1)), await ledger.ReserveAsync(Reservation("new", 0, 1, 15)));
        Assert.Null(await ledger.HeadAsync("new"));
    }

    [LedgerFact]
    public async Task Reserve_OfAFieldOutsideItsRange_IsRejectedNamingIt()
    {
        await using var house = NewHouse();
        await using var ledger = await house.OpenAsync();
        Assert.Equal("digest", Assert.IsType<ReserveOutcome.Invalid>(await ledger.ReserveAsync(Reservation("a", 0, 0, 0))).Field);
        foreach (var shard in new[] { "", new string('x', 256), "\ud800" })
        {
            Assert.Equal("shard", Assert.IsType<ReserveOutcome.Invalid>(await ledger.ReserveAsync(Reservation(shard, 0, 0, 1))).Field);
        }

        Assert.IsType<ReserveOutcome.Reserved>(await ledger.ReserveAsync(Reservation(new string('x', 255), 0, 0, 1)));
        var huge = Reservation("a", 0, 0, 1) with { Batch = new byte[LogLimits.MaxRecordBytes] };
        Assert.Equal(LogLimits.MaxRecordBytes, Assert.IsType<ReserveOutcome.TooLarge>(await ledger.ReserveAsync(huge)).Limit);
    }

    [LedgerFact]
    public async Task Attach_ThatIsNotTheFirstToTheReservedDigest_IsRefused()
    {
        await using var house = NewHouse();
        await using var ledger = await FilledAsync(house);
        Assert.Equal(new AttachOutcome.AlreadyAttached(), await ledger.AttachAsync("a", 1, Digest(11), new byte[] { 9 }));
        Assert.Equal(new AttachOutcome.AlreadyAttached(), await ledger.AttachAsync("a", 1, Digest(11), Signatures(11)));
        Assert.Equal(new AttachOutcome.DigestMismatch(Digest(14), Digest(15)), await ledger.AttachAsync("a", 4, Digest(15), new byte[] { 9 }));
        Assert.Equal(new AttachOutcome.DigestMismatch(Digest(11), Digest(15)), await ledger.AttachAsync("a", 1, Digest(15), new byte[] { 9 }));
        Assert.Equal(new AttachOutcome.NotReserved(5), await ledger.AttachAsync("a", 5, Digest(15), new byte[] { 9 }));
        Assert.Equal(new AttachOutcome.NotReserved(0), await ledger.AttachAsync("new", 0, Digest(15), new byte[] { 9 }));
        Assert.Equal(new AttachOutcome.Empty(), await ledger.AttachAsync("a", 4, Digest(14), default));
        Assert.IsType<AttachOutcome.TooLarge>(await ledger.AttachAsync("a", 4, Digest(14), new byte[LogLimits.MaxRecordBytes]));
        Assert.Equal(Signatures(11), (await ledger.ReadAsync("a", 1))!.Signatures.ToArray());
    }

    [LedgerFact]
    public async Task Attach_ToAnEarlierSequence_IsAllowed()
    {
        await using var house = NewHouse();
        await using var ledger = await FilledAsync(house);
        await ledger.ReserveAsync(Reservation("a", 5, 14, 15));
        Assert.IsType<AttachOutcome.Attached>(await ledger.AttachAsync("a", 4, Digest(14), Signatures(14)));
        Assert.False((await ledger.HeadAsync("a"))!.Signed);
        Assert.True((await ledger.ReadAsync("a", 4))!.Signed);
    }

    [LedgerFact]
    public async Task ACancelledCall_ThrowsAndWritesNothing()
    {
        await using var house = NewHouse();
        await using var ledger = await FilledAsync(house);
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await ledger.ReserveAsync(Reservation("a", 5, 14, 15), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await ledger.AttachAsync("a", 4, Digest(14), Signatures(14), cancelled));
        Assert.Equal(new LedgerHead(4, Digest(14), Signed: false), await ledger.HeadAsync("a"));
    }

    internal static async Task<ILedger> FilledAsync(ILedgerHouse house)
    {
        var ledger = await house.OpenAsync();
        await ledger.FillAsync();
        return ledger;
    }
}
