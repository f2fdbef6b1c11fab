using CrossChainOracle.Relay.Evm.Sending;
using CrossChainOracle.Storage;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Relay.Tests.Evm;

/// <summary>The journal of an account as one file that several processes may write.</summary>
public sealed class OneFileJournalTests
{
    private static readonly JournalOwner Owner = new(31337, Postings.Key(0).Address);
    private static readonly Lazy<SentTransaction[]> Made = new(() => [.. Enumerable.Range(0, 6).Select(i => SendJournalTests.Make((ulong)i, i))]);

    [Fact]
    public async Task Open_AfterARestart_KnowsWhatIsAliveInItsOrder()
    {
        var file = new MemoryVersionedFile();
        var journal = await OpenAsync(file);
        foreach (var sent in Made.Value) Assert.IsType<AppendOutcome.Appended>(await journal.SentAsync(sent));
        Assert.IsType<AppendOutcome.Appended>(await journal.OverAsync(1));
        Assert.Equal([2, 3, 4, 5], Nonces(journal));
        Assert.Equal([2, 3, 4, 5], Nonces(await OpenAsync(file)));
    }

    [Fact]
    public async Task OfTwoProcesses_TheSecondIsTold_BeforeWhatItWroteOfLeaves()
    {
        var file = new MemoryVersionedFile();
        var (first, second) = (await OpenAsync(file), await OpenAsync(file));
        Assert.IsType<AppendOutcome.Appended>(await first.SentAsync(Made.Value[0]));
        Assert.IsType<AppendOutcome.Unknown>(await second.SentAsync(Made.Value[1]));
        Assert.NotNull(second.Problem);
        Assert.IsType<AppendOutcome.Unknown>(await second.SentAsync(Made.Value[2]));
        Assert.Empty(second.Alive);
        Assert.Equal([0], Nonces(await OpenAsync(file)));
        Assert.Equal(2, file.Writes);
    }

    [Fact]
    public async Task Check_SaysThatAnotherHasWritten_AndNothingWhereNobodyHasOrNobodyAnswers()
    {
        var file = new MemoryVersionedFile();
        var (first, second) = (await OpenAsync(file), await OpenAsync(file));
        Assert.Null(await second.CheckAsync(default));
        await first.SentAsync(Made.Value[0]);
        Assert.Null(await first.CheckAsync(default));
        file.IsUnreadable = true;
        Assert.Null(await second.CheckAsync(default));
        file.IsUnreadable = false;
        Assert.NotNull(await second.CheckAsync(default));
        Assert.Equal(second.Problem, await second.CheckAsync(default));
        file.Content = null;
        Assert.NotNull(await first.CheckAsync(default));
    }

    /// <summary>At every write every trouble: what was said to be written is there, in its order, and of what nobody knows at most that one.</summary>
    [Theory]
    [InlineData(ReplaceTrouble.Failed)]
    [InlineData(ReplaceTrouble.LostBefore)]
    [InlineData(ReplaceTrouble.LostAfter)]
    public async Task WhereverAWriteGoesWrong_NothingThatWasWrittenIsLost(ReplaceTrouble trouble)
    {
        for (var at = 0; at < Made.Value.Length; at++)
        {
            var file = new MemoryVersionedFile { Troubles = { [at] = trouble } };
            var journal = await OpenAsync(file);
            for (var i = 0; i < Made.Value.Length; i++)
            {
                var outcome = await journal.SentAsync(Made.Value[i]);
                if (outcome is AppendOutcome.Appended) continue;
                Assert.Equal((at, trouble == ReplaceTrouble.Failed), (i, outcome is AppendOutcome.Failed));
                Assert.Equal(i, journal.Alive.Count);
                if (outcome is AppendOutcome.Unknown) journal = await OpenAsync(file);
                Assert.Equal(trouble == ReplaceTrouble.LostAfter ? i + 1 : i, journal.Alive.Count);

                // Written again it changes nothing.
                Assert.IsType<AppendOutcome.Appended>(await journal.SentAsync(Made.Value[i]));
            }

            Assert.Equal([0, 1, 2, 3, 4, 5], Nonces(await OpenAsync(file)));
        }
    }

    [Fact]
    public async Task Open_OfAnotherAccountsOrChainsJournal_IsAMismatch()
    {
        var file = new MemoryVersionedFile();
        await (await OpenAsync(file)).SentAsync(Made.Value[0]);
        Assert.IsType<OpenOutcome<SendJournal>.Mismatch>(await SendJournal.OpenAsync(file, Owner with { ChainId = 1 }, default));
        Assert.IsType<OpenOutcome<SendJournal>.Mismatch>(await SendJournal.OpenAsync(file, Owner with { Account = Postings.Key(1).Address }, default));
    }

    [Fact]
    public async Task Open_OfDamagedBytes_IsRefusedOrAJournal_AndNeverThrows()
    {
        var file = new MemoryVersionedFile();
        var journal = await OpenAsync(file);
        foreach (var sent in Made.Value[..3]) await journal.SentAsync(sent);
        var (sound, mutator) = (file.Content!, new Mutator(20_261_121));
        for (var i = 0; i < 5_000; i++)
        {
            file.Content = mutator.Next(sound);
            Assert.NotNull(await SendJournal.OpenAsync(file, Owner, default));
        }
    }

    [Fact]
    public async Task AnUnreadableFile_IsNotTakenForAnEmptyOne() =>
        Assert.IsType<OpenOutcome<SendJournal>.Failed>(await SendJournal.OpenAsync(new MemoryVersionedFile { IsUnreadable = true }, Owner, default));

    private static async Task<SendJournal> OpenAsync(IVersionedFile file) => (await SendJournal.OpenAsync(file, Owner, default)).OrThrow();

    private static IEnumerable<int> Nonces(SendJournal journal) => journal.Alive.Select(static sent => (int)sent.Nonce);
}
