using FsCheck;
using FsCheck.Fluent;
using static CrossChainOracle.Ledger.Tests.Ledgers;

namespace CrossChainOracle.Ledger.Tests;

/// <summary>Random operations against a dictionary that does the same, with reopening, kills and power cuts in between.</summary>
public abstract class LedgerModelSuite
{
    private static readonly string[] Shards = ["a", "b", "c"];

    internal abstract ILedgerHouse NewHouse();

    /// <summary>How many sequences of how many operations.</summary>
    protected abstract (int Runs, int Operations) Extent { get; }

    [LedgerFact]
    public void AnyOperations_GiveWhatTheModelGives()
    {
        var operations = Gen.Choose(0, int.MaxValue - 1).ListOf().Resize(Extent.Operations).ToArbitrary();
        Prop.ForAll(operations, codes => RunAsync(codes).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(Extent.Runs));
    }

    private async Task RunAsync(IEnumerable<int> codes)
    {
        await using var house = NewHouse();
        var ledger = await house.OpenAsync();
        var model = Shards.ToDictionary(shard => shard, _ => new List<(int Digest, bool Signed)>());
        var digests = 1;
        foreach (var code in codes)
        {
            var shard = Shards[code % 3];
            var entries = model[shard];
            // Sequences around the head, and now and then an older one.
            var sequence = Math.Max(0, entries.Count - 2 + code / 3 % 4);
            switch (code / 12 % 8)
            {
                case 0 or 1 or 2:
                    var previous = code / 96 % 5 == 0 || sequence == 0 ? 0 : Find(entries, sequence - 1);
                    var digest = code / 480 % 3 == 0 && sequence < entries.Count ? entries[sequence].Digest : digests++;
                    Assert.Equal(Reserve(entries, sequence, previous, digest), Shape(await ledger.ReserveAsync(Reservation(shard, (ulong)sequence, previous, digest))));
                    break;
                case 3 or 4:
                    var over = code / 96 % 4 == 0 ? 0 : Find(entries, sequence);
                    Assert.Equal(
                        Attach(entries, sequence, over), Shape(await ledger.AttachAsync(shard, (ulong)sequence, Digest(over), Signatures(over))));
                    break;
                case 5:
                    ledger = await house.ReopenAsync(ledger, Ending.InOrder);
                    break;
                default:
                    ledger = await house.ReopenAsync(ledger, code / 96 % 2 == 0 ? Ending.Killed : Ending.PowerCut);
                    break;
            }
        }

        foreach (var (shard, entries) in model) AssertEntries(shard, entries, await ledger.EntriesAsync(shard));
        await ledger.DisposeAsync();
    }

    private static int Find(List<(int Digest, bool Signed)> entries, int sequence) => sequence < entries.Count ? entries[sequence].Digest : 0;

    private static object Reserve(List<(int Digest, bool Signed)> entries, int sequence, int previous, int digest)
    {
        var head = entries.Count == 0 ? 0 : entries[^1].Digest;
        if (sequence < entries.Count)
        {
            return entries[sequence].Digest == digest ? typeof(ReserveOutcome.AlreadyReserved) : new ReserveOutcome.SequenceTaken(Digest(entries[sequence].Digest));
        }

        if (sequence > entries.Count) return new ReserveOutcome.HeadMoved((ulong)entries.Count, Digest(head));
        if (previous != head) return new ReserveOutcome.PreviousDigestMismatch(Digest(head), Digest(previous));
        entries.Add((digest, false));
        return typeof(ReserveOutcome.Reserved);
    }

    private static object Attach(List<(int Digest, bool Signed)> entries, int sequence, int over)
    {
        if (sequence >= entries.Count) return new AttachOutcome.NotReserved((ulong)entries.Count);
        if (entries[sequence].Digest != over) return new AttachOutcome.DigestMismatch(Digest(entries[sequence].Digest), Digest(over));
        if (entries[sequence].Signed) return new AttachOutcome.AlreadyAttached();
        entries[sequence] = (over, true);
        return typeof(AttachOutcome.Attached);
    }

    /// <summary>The model does not number records: outcomes that carry a record number compare by their case.</summary>
    private static object Shape(object outcome) =>
        outcome is ReserveOutcome.Reserved or ReserveOutcome.AlreadyReserved or AttachOutcome.Attached ? outcome.GetType() : outcome;
}
