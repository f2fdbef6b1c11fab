using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm.Sending;
using CrossChainOracle.Relay.Evm.Transactions;
using CrossChainOracle.Storage;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Relay.Tests.Evm;

public sealed class SendJournalTests
{
    private const string Folder = "/journal";

    private static readonly Lazy<SentTransaction[]> Made = new(() => [.. Enumerable.Range(0, 12).Select(i => Make((ulong)i / 2, i))]);

    private static readonly JournalOwner Owner = new(31337, Postings.Key(0).Address);

    [Fact]
    public async Task Open_AfterARestart_KnowsWhatIsAliveInItsOrder()
    {
        var files = new MemoryFileSystem();
        await using (var journal = await OpenAsync(files))
        {
            foreach (var sent in Made.Value) Assert.IsType<AppendOutcome.Appended>(await journal.SentAsync(sent));
            Assert.IsType<AppendOutcome.Appended>(await journal.OverAsync(1));
            Assert.Equal(Made.Value.Skip(4).Select(sent => sent.Hash), journal.Alive.Select(sent => sent.Hash));
        }

        await using var again = await OpenAsync(files.AfterPowerCut());
        Assert.Equal(Made.Value.Skip(4).Select(Show), again.Alive.Select(Show));
    }

    [Fact]
    public async Task Size_IsBounded_WhateverPassesThrough()
    {
        var files = new MemoryFileSystem();
        var journal = await OpenAsync(files, rewriteBytes: 2_000);
        var largest = 0L;
        for (var i = 0; i < 400; i++)
        {
            Assert.IsType<AppendOutcome.Appended>(await journal.SentAsync(Make((ulong)i, i)));
            if (i >= 3) Assert.IsType<AppendOutcome.Appended>(await journal.OverAsync((ulong)i - 3));
            largest = Math.Max(largest, files.Content().Sum(file => file.Value.Length));
            if (i % 50 != 0) continue;
            await journal.DisposeAsync();
            journal = await OpenAsync(files, rewriteBytes: 2_000);
            Assert.Equal(Enumerable.Range(Math.Max(0, i - 2), Math.Min(i + 1, 3)).Select(n => (ulong)n), journal.Alive.Select(sent => sent.Nonce));
        }

        await journal.DisposeAsync();
        Assert.True(largest < 8_000, $"{largest} bytes");
    }

    [Fact]
    public async Task Open_OfAnotherAccountsOrChainsJournal_IsAMismatch()
    {
        var files = new MemoryFileSystem();
        await (await OpenAsync(files)).DisposeAsync();
        Assert.IsType<OpenOutcome<SendJournal>.Mismatch>(await SendJournal.OpenAsync(Folder, Owner with { ChainId = 1 }, files));
        Assert.IsType<OpenOutcome<SendJournal>.Mismatch>(await SendJournal.OpenAsync(Folder, Owner with { Account = Postings.Key(1).Address }, files));
        await using var own = await OpenAsync(files);
    }

    [Fact]
    public async Task Open_Twice_IsLocked()
    {
        var files = new MemoryFileSystem();
        await using var journal = await OpenAsync(files, rewriteBytes: 500);
        Assert.IsType<OpenOutcome<SendJournal>.Locked>(await SendJournal.OpenAsync(Folder, Owner, files));
        foreach (var sent in Made.Value[..4]) await journal.SentAsync(sent);
        Assert.IsType<OpenOutcome<SendJournal>.Locked>(await SendJournal.OpenAsync(Folder, Owner, files));
    }

    [Fact]
    public async Task Open_OfDamagedFiles_IsRefused()
    {
        var files = new MemoryFileSystem();
        await using (var journal = await OpenAsync(files))
        {
            foreach (var sent in Made.Value) await journal.SentAsync(sent);
        }

        var content = files.Content();
        var log = content.Single(file => file.Key.EndsWith(".seg", StringComparison.Ordinal)).Key;
        content[log][content[log].Length / 2] ^= 1;
        Assert.IsType<OpenOutcome<SendJournal>.Damaged>(await SendJournal.OpenAsync(Folder, Owner, MemoryFileSystem.Of(content)));
    }

    [Fact]
    public async Task EveryStep_FailingInEveryWay_LosesNothingThatMayHaveLeft()
    {
        var calm = await RunAsync(new MemoryFileSystem());
        Assert.Equal(Made.Value.Length, calm.Acknowledged.Count);
        Assert.True(calm.Files.Count(StepKind.Delete) >= 2, "the scenario must begin logs anew");
        var (failed, unknown) = (0, 0);
        foreach (var row in FaultTable.Rows(calm.Files.Steps.Count))
        {
            var run = await RunAsync(new MemoryFileSystem { Plan = row.Plan });
            failed += run.Failed;
            unknown += run.Unknown;
            foreach (var left in FaultTable.Aftermaths(run.Files, row.Step))
            {
                await using var journal = await OpenAsync(left);
                var alive = journal.Alive.Select(sent => sent.Hash).ToHashSet();
                var lost = run.Acknowledged.Where(sent => (run.MayBeOver is not { } over || sent.Nonce > over) && !alive.Contains(sent.Hash));
                Assert.True(!lost.Any(), $"{row}: lost nonce {lost.FirstOrDefault()?.Nonce}");
                Assert.True(journal.Alive.All(sent => run.Over is not { } over || sent.Nonce > over), $"{row}: forgotten ones are back");
                Assert.Equal(journal.Alive.Count, alive.Count);
            }
        }

        Assert.True(failed > 10 && unknown > 10, $"{failed} failed, {unknown} unknown: the table must reach both");
    }

    [Fact]
    public void Record_Damaged_NeverThrows()
    {
        var beginning = new JournalRecord.Beginning(7, 31337, Owner.Account, [.. Made.Value.Take(3)]);
        foreach (var record in new JournalRecord[] { beginning, new JournalRecord.Sent(Made.Value[1]), new JournalRecord.Over(3) })
        {
            var original = record.Encode();
            Assert.Null(JournalRecord.Decode(original, out var read));
            Assert.True(read!.Encode().AsSpan().SequenceEqual(original));
            var mutator = new Mutator(11);
            for (var i = 0; i < 4_000; i++)
            {
                var refusal = JournalRecord.Decode(mutator.Next(original), out var damaged);
                Assert.True(refusal is null != damaged is null, mutator.Describe(i));
            }
        }
    }

    /// <summary>Sends, forgets, begins anew; after an unknown outcome opens again as a restarted process would.</summary>
    private static async Task<Run> RunAsync(MemoryFileSystem files)
    {
        var run = new Run(files);
        var journal = await TryOpenAsync(files);
        foreach (var sent in Made.Value)
        {
            for (var attempt = 0; attempt < 4; attempt++)
            {
                journal ??= await TryOpenAsync(files);
                if (journal is null) continue;
                var outcome = await journal.SentAsync(sent);
                if (outcome is AppendOutcome.Appended) run.Acknowledged.Add(sent);
                if (outcome is AppendOutcome.Appended) break;
                journal = await AfterAsync(run, journal, outcome);
            }

            if (sent.Nonce % 2 == 0 || journal is null) continue;
            run.MayBeOver = sent.Nonce - 1;
            var over = await journal.OverAsync(sent.Nonce - 1);
            if (over is AppendOutcome.Appended) run.Over = sent.Nonce - 1;
            else journal = await AfterAsync(run, journal, over);
        }

        if (journal is not null) await journal.DisposeAsync();
        return run;
    }

    private static async Task<SendJournal?> AfterAsync(Run run, SendJournal journal, AppendOutcome outcome)
    {
        if (outcome is AppendOutcome.Failed) run.Failed++;
        if (outcome is AppendOutcome.Failed) return journal;
        run.Unknown++;
        await journal.DisposeAsync();
        return null;
    }

    private static async Task<SendJournal?> TryOpenAsync(MemoryFileSystem files) =>
        await SendJournal.OpenAsync(Folder, Owner, files, 700) is OpenOutcome<SendJournal>.Opened opened ? opened.Value : null;

    private static async Task<SendJournal> OpenAsync(MemoryFileSystem files, long rewriteBytes = SendJournal.DefaultRewriteBytes) =>
        (await SendJournal.OpenAsync(Folder, Owner, files, rewriteBytes)).OrThrow();

    internal static SentTransaction Make(ulong nonce, int i)
    {
        var transaction = new DynamicFeeTransaction(31337, nonce, 1, (UInt128)(100 + i), 50_000, EvmAddress.Parse(new('a', 40)), 0, new byte[] { 1, 2, 3 });
        var posting = i % 5 == 4 ? null : PostingRef.Of(Postings.Of("majors", (ulong)i, (ulong)i));
        return new(posting, 1_000 + i, 2_000 + i, (ulong)(10 + i), transaction.Sign(Postings.Key(0)));
    }

    private static string Show(SentTransaction sent) => $"{sent.Posting} {sent.SubmittedAt} {sent.SentAt} {sent.Head} {sent.Hash} {sent.Fees}";

    private sealed record Run(MemoryFileSystem Files)
    {
        public List<SentTransaction> Acknowledged { get; } = [];

        public int Failed { get; set; }

        public int Unknown { get; set; }

        public ulong? Over { get; set; }

        public ulong? MayBeOver { get; set; }
    }
}
