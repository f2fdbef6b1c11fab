using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Solana;
using CrossChainOracle.Relay.Solana.Sending;
using CrossChainOracle.Storage;
using CrossChainOracle.Storage.Tests;

namespace CrossChainOracle.Relay.Tests.Solana;

public sealed class SolanaJournalTests
{
    private const string Folder = "/journal";

    private static readonly SolanaKit.Payer Payer = new(5);
    private static readonly SolanaJournalOwner Owner = new(FakeCluster.Chain, Payer.Address);
    private static readonly Lazy<SentPosting[]> Made = new(() => [.. Enumerable.Range(0, 12).Select(Make)]);

    [Fact]
    public async Task Open_AfterARestart_KnowsWhatIsUnderWayAndWhatStands()
    {
        var files = new MemoryFileSystem();
        await using (var journal = await OpenAsync(files))
        {
            foreach (var sent in Made.Value) Assert.IsType<AppendOutcome.Appended>(await journal.SentAsync(sent));
            Assert.IsType<AppendOutcome.Appended>(await journal.OverAsync(Made.Value[3].Signature, stands: true));
            Assert.IsType<AppendOutcome.Appended>(await journal.OverAsync(Made.Value[1].Signature, stands: true));
            Assert.IsType<AppendOutcome.Appended>(await journal.OverAsync(Made.Value[5].Signature, stands: false));
        }

        await using var again = await OpenAsync(files.AfterPowerCut());
        Assert.Equal(Made.Value.Where((_, i) => i is not (1 or 3 or 5)).Select(Show), again.InFlight.Select(Show));
        Assert.Equal(3ul, Assert.Single(again.Standing).Value.Sequence);
    }

    /// <summary>Hundreds of postings, each ended after three more: what is read when the journal is opened never grows.</summary>
    [Fact]
    public async Task Size_IsBounded_WhateverPassesThrough()
    {
        var files = new MemoryFileSystem();
        var journal = await OpenAsync(files, rewriteBytes: 8_000);
        var largest = 0L;
        for (var i = 0; i < 400; i++)
        {
            var made = Copy(i);
            Assert.IsType<AppendOutcome.Appended>(await journal.SentAsync(made));
            if (i >= 3) Assert.IsType<AppendOutcome.Appended>(await journal.OverAsync(Copy(i - 3).Signature, stands: true));
            largest = Math.Max(largest, files.Content().Sum(file => file.Value.Length));
            if (i % 50 != 49) continue;
            await journal.DisposeAsync();
            journal = await OpenAsync(files, rewriteBytes: 8_000);
            Assert.Equal([(ulong)i - 2, (ulong)i - 1, (ulong)i], journal.InFlight.Select(sent => sent.Sequence));
            Assert.Equal((ulong)i - 3, journal.Standing[(SolanaKit.Shard, FeedId.Parse("ETH/USD"))].Sequence);
        }

        await journal.DisposeAsync();
        Assert.True(largest < 20_000, $"{largest} bytes");
    }

    [Fact]
    public async Task Open_OfAnotherAccountsOrClustersJournal_IsAMismatch()
    {
        var files = new MemoryFileSystem();
        await (await OpenAsync(files)).DisposeAsync();
        Assert.IsType<OpenOutcome<SolanaJournal>.Mismatch>(await SolanaJournal.OpenAsync(Folder, Owner with { Chain = ChainId.Parse("solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1") }, files));
        Assert.IsType<OpenOutcome<SolanaJournal>.Mismatch>(await SolanaJournal.OpenAsync(Folder, Owner with { Payer = new SolanaKit.Payer(6).Address }, files));
        await using var own = await OpenAsync(files);
    }

    [Fact]
    public async Task Open_TwiceOrOfDamagedFiles_IsRefused()
    {
        var files = new MemoryFileSystem();
        await using (var journal = await OpenAsync(files))
        {
            Assert.IsType<OpenOutcome<SolanaJournal>.Locked>(await SolanaJournal.OpenAsync(Folder, Owner, files));
            foreach (var sent in Made.Value) await journal.SentAsync(sent);
        }

        var content = files.Content();
        var log = content.Single(file => file.Key.EndsWith(".seg", StringComparison.Ordinal)).Key;
        content[log][content[log].Length / 2] ^= 1;
        Assert.IsType<OpenOutcome<SolanaJournal>.Damaged>(await SolanaJournal.OpenAsync(Folder, Owner, MemoryFileSystem.Of(content)));
    }

    /// <summary>Every step of the disk fails in every way, then the process is killed or the power is cut: what may have left is known, and what was over stays over.</summary>
    [Fact]
    public async Task EveryStep_FailingInEveryWay_LosesNothingThatMayHaveLeft_AndForgetsNothingThatStands()
    {
        var calm = await RunAsync(new MemoryFileSystem());
        Assert.Equal(Made.Value.Length, calm.Sent.Count);
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
                var alive = journal.InFlight.Select(sent => sent.Sequence).ToList();
                Assert.Equal(alive.Count, alive.Distinct().Count());
                Assert.True(run.Sent.Except(run.MayBeOver).All(alive.Contains), $"{row}: of {string.Join(' ', run.Sent)} only {string.Join(' ', alive)}");
                Assert.True(!run.Over.Any(alive.Contains), $"{row}: what was over is back");
                var standing = journal.Standing.Values.Select(static price => (ulong?)price.Sequence).SingleOrDefault();
                Assert.True(run.Over.Count == 0 || standing >= run.Over.Max(), $"{row}: {standing} stands, {run.Over.Max()} was final");
            }
        }

        Assert.True(failed > 10 && unknown > 10, $"{failed} failed, {unknown} unknown: the table must reach both");
    }

    /// <summary>Sends, ends, begins anew; after an unknown outcome opens again as a restarted process would.</summary>
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
                if (outcome is AppendOutcome.Appended) run.Sent.Add(sent.Sequence);
                if (outcome is AppendOutcome.Appended) break;
                journal = await AfterAsync(run, journal, outcome);
            }

            if (sent.Sequence < 2 || journal is null) continue;
            var old = Made.Value[sent.Sequence - 2];
            run.MayBeOver.Add(old.Sequence);
            var wasUnderWay = journal.InFlight.Any(one => one.Signature == old.Signature);
            var over = await journal.OverAsync(old.Signature, stands: true);
            if (over is not AppendOutcome.Appended) journal = await AfterAsync(run, journal, over);
            else if (wasUnderWay) run.Over.Add(old.Sequence);
        }

        if (journal is not null) await journal.DisposeAsync();
        return run;
    }

    private static async Task<SolanaJournal?> AfterAsync(Run run, SolanaJournal journal, AppendOutcome outcome)
    {
        if (outcome is AppendOutcome.Failed) run.Failed++;
        if (outcome is AppendOutcome.Failed) return journal;
        run.Unknown++;
        await journal.DisposeAsync();
        return null;
    }

    private static async Task<SolanaJournal?> TryOpenAsync(MemoryFileSystem files) =>
        await SolanaJournal.OpenAsync(Folder, Owner, files, 5_000) is OpenOutcome<SolanaJournal>.Opened opened ? opened.Value : null;

    private static async Task<SolanaJournal> OpenAsync(MemoryFileSystem files, long rewriteBytes = SolanaJournal.DefaultRewriteBytes) =>
        (await SolanaJournal.OpenAsync(Folder, Owner, files, rewriteBytes)).OrThrow();

    /// <summary>A transaction of the posting of that sequence.</summary>
    private static SentPosting Make(int sequence)
    {
        var set = SolanaKit.Set(3);
        var posting = SolanaKit.Posting(SolanaKit.Attest(set, [SolanaKit.Price()], (ulong)sequence), set);
        var ready = (SolanaEncoding.Ready)new SolanaEncoder(SolanaKit.Domain, new()).Encode(posting.Attestation, set, Keccak256.Hash([(byte)sequence]), 1, Payer);
        return new(posting.Posting.Id, SolanaKit.Shard, (ulong)sequence, SolanaKit.Start, posting.Attestation.Leaf.Bytes, ready.Transaction, 777, SolanaKit.Start + 5, ready.Fee.Total);
    }

    /// <summary>The journal does not look at what is signed.</summary>
    private static SentPosting Copy(int sequence)
    {
        var first = Made.Value[0];
        byte[] bytes = first.Transaction.Bytes.ToArray();
        (bytes[1], bytes[2]) = ((byte)(sequence >> 8), (byte)(sequence & 0xff));
        return first with { Sequence = (ulong)sequence, Transaction = SolanaMessage.OfSigned(bytes) };
    }

    private static string Show(SentPosting sent) => $"{sent.PostingId} {sent.Sequence} {sent.Signature} {sent.Fee} {sent.LastValidBlockHeight} {sent.SubmittedAt}";

    private sealed record Run(MemoryFileSystem Files)
    {
        public List<ulong> Sent { get; } = [];

        public List<ulong> Over { get; } = [];

        public List<ulong> MayBeOver { get; } = [];

        public int Failed { get; set; }

        public int Unknown { get; set; }
    }
}
