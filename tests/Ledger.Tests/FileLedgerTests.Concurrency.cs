using CrossChainOracle.Storage.Tests;
using static CrossChainOracle.Ledger.Tests.FileLedgers;
using static CrossChainOracle.Ledger.Tests.Ledgers;

namespace CrossChainOracle.Ledger.Tests;

public sealed class FileLedgerConcurrencyTests
{
    [Fact]
    public async Task Reserve_ThatLostToAReservationWhoseGroupFailed_FailsToo()
    {
        var files = new MemoryFileSystem();
        await using var ledger = Open(files);
        await ledger.ReserveAsync(Reservation("a", 0, 0, 1));
        var (first, second, third) = await QueueBehindAFlushAsync(
            files,
            () => ledger.ReserveAsync(Reservation("b", 0, 0, 2)).AsTask(),
            () => ledger.ReserveAsync(Reservation("a", 1, 1, 3)).AsTask(),
            () => ledger.ReserveAsync(Reservation("a", 1, 1, 4)).AsTask(),
            Fault.Half);
        Assert.IsType<ReserveOutcome.Reserved>(first);
        Assert.IsType<ReserveOutcome.Failed>(second);
        Assert.IsType<ReserveOutcome.Failed>(third);
        Assert.IsType<ReserveOutcome.Reserved>(await ledger.ReserveAsync(Reservation("a", 1, 1, 4)));
    }

    [Fact]
    public async Task Reserve_InOneGroup_BuildsOnEarlierOnesOfTheGroup()
    {
        var files = new MemoryFileSystem();
        await using var ledger = Open(files);
        var (first, second, third) = await QueueBehindAFlushAsync(
            files,
            () => ledger.ReserveAsync(Reservation("a", 0, 0, 1)).AsTask(),
            () => ledger.ReserveAsync(Reservation("a", 1, 1, 2)).AsTask(),
            () => ledger.ReserveAsync(Reservation("a", 1, 1, 2)).AsTask(),
            Fault.None);
        Assert.Equal(new ReserveOutcome.Reserved(0), first);
        Assert.Equal(new ReserveOutcome.Reserved(1), second);
        Assert.Equal(new ReserveOutcome.AlreadyReserved(1), third);
    }

    [Fact]
    public async Task Reserve_OvertakenByTwoInItsQueue_IsAnsweredFromWhatIsDurable()
    {
        var files = new MemoryFileSystem();
        await using var ledger = Open(files);
        Task<ReserveOutcome>? last = null;
        var (_, second, third) = await QueueBehindAFlushAsync(
            files,
            () => ledger.ReserveAsync(Reservation("a", 0, 0, 1)).AsTask(),
            () => ledger.ReserveAsync(Reservation("a", 1, 1, 2)).AsTask(),
            () =>
            {
                var next = ledger.ReserveAsync(Reservation("a", 2, 2, 3)).AsTask();
                last = ledger.ReserveAsync(Reservation("a", 1, 1, 9)).AsTask();
                return next;
            },
            Fault.None);
        Assert.Equal([new ReserveOutcome.Reserved(1), new ReserveOutcome.Reserved(2)], new[] { second, third });
        Assert.Equal(new ReserveOutcome.SequenceTaken(Digest(2)), await last!);
    }

    [Fact]
    public async Task Attach_TwiceInOneGroup_KeepsTheFirst()
    {
        var files = new MemoryFileSystem();
        await using (var ledger = Open(files))
        {
            await ledger.ReserveAsync(Reservation("a", 0, 0, 1));
            await ledger.ReserveAsync(Reservation("b", 0, 0, 2));
            var (_, second, third) = await QueueBehindAFlushAsync(
                files,
                () => ledger.AttachAsync("b", 0, Digest(2), Signatures(2)).AsTask(),
                () => ledger.AttachAsync("a", 0, Digest(1), Signatures(1)).AsTask(),
                () => ledger.AttachAsync("a", 0, Digest(1), Signatures(9)).AsTask(),
                Fault.None);
            Assert.IsType<AttachOutcome.Attached>(second);
            Assert.IsType<AttachOutcome.AlreadyAttached>(third);
        }

        await using var again = Open(files);
        AssertEntries("a", [(1, true)], await again.EntriesAsync("a"));
    }

    /// <summary>Holds the first call's flush until the other calls are queued, so that they make up one group, whose write then meets the fault.</summary>
    private static async Task<(T First, T Second, T Third)> QueueBehindAFlushAsync<T>(
        MemoryFileSystem files, Func<Task<T>> first, Func<Task<T>> second, Func<Task<T>> third, Fault fault)
    {
        using var reached = new SemaphoreSlim(0);
        using var release = new SemaphoreSlim(0);
        var (held, armed) = (true, false);
        files.Plan = step =>
        {
            if (step.Kind == StepKind.Flush && held)
            {
                held = false;
                reached.Release();
                release.Wait();
                armed = true;
            }
            else if (step.Kind == StepKind.Write && armed)
            {
                armed = false;
                return fault;
            }

            return Fault.None;
        };

        var one = first();
        await reached.WaitAsync();
        var (two, three) = (second(), third());
        release.Release();
        return (await one, await two, await three);
    }
}
