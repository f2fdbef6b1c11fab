using System.Globalization;
using CrossChainOracle.CrashNode;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Ledger;
using CrossChainOracle.Node.Archive;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.Storage;
using CrossChainOracle.Streams;
using Xunit.Abstractions;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>A whole node killed at random moments.</summary>
/// <remarks><c>CCO_KILLS</c> sets the number of kills (10), <c>CCO_KILL_SEED</c> repeats a run's moments.</remarks>
public sealed class NodeKillTests(ITestOutputHelper output) : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<Hash256> _reserved = [];
    private int _torn;
    private int _unsigned;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Kill_AtAnyMoment_LosesNoReservedBatch_SignsNoSecondDigest_AndSubscribersMissNothing()
    {
        var kills = Setting("CCO_KILLS") ?? 10;
        var seed = Setting("CCO_KILL_SEED") ?? Environment.TickCount;
        output.WriteLine($"{kills} kills, seed {seed}");
        var folder = new NodeFolder(_folder.Path);
        folder.MakeKeys();
        var set = SetOf(folder);
        var (node, random) = (new KilledNode(_folder.Path), new Random(seed));
        for (var kill = 0; kill < kills; kill++)
        {
            await node.RunAndKillAsync(random);
            await InspectAsync(Disk.Real(folder.Data), set, node);
        }

        await node.RunToEndAsync(batches: 3);
        var audit = await Audit.RunAsync(Disk.Real(folder.Data), new PriceRules(NodeFolder.Policy), set, new SigningDomain(NodeFolder.Deployment));
        Assert.Equal(_reserved, audit.Digests.Take(_reserved.Count));
        Assert.All(node.Published, said => Assert.Equal(said.Value, audit.Digests[(int)said.Key]));
        Assert.Equal(audit.Digests, node.Grouped);
        Assert.Equal(audit.Digests, node.Following);
        var report = await new FolderVerification(new DataFolder(folder.Data), null, null).RunAsync(default);
        Assert.True(report.Holds, string.Join(Environment.NewLine, report.Problems));
        output.WriteLine($"{audit.Digests.Count} batches, {node.Repeated} repeated to subscribers, {_torn} torn tails, {_unsigned} heads found without signatures");
        Assert.True(audit.Digests.Count > kills, "the node must have got somewhere between kills");
    }

    /// <summary>What a kill left: sound logs with nothing lost, and no attester bound to anything but the ledger's digests.</summary>
    private async Task InspectAsync(Disk disk, AttesterSet set, KilledNode node)
    {
        if (FileLedger.OpenReadOnly(disk.Ledger) is not OpenOutcome<LedgerArchive>.Opened ledger)
        {
            Assert.Empty(_reserved);
            return;
        }

        using (ledger.Value)
        {
            var shard = NodeFolder.Policy.Shard.ToString();
            var head = ledger.Value.Head(shard);
            Assert.True(_reserved.Count == 0 || head?.Sequence + 1 >= (ulong)_reserved.Count, $"{_reserved.Count} batches were reserved, the head is {head}");
            var from = Math.Max(0, _reserved.Count - 1);
            await foreach (var entry in ledger.Value.ReadFromAsync(shard, (ulong)from))
            {
                if (from == _reserved.Count) _reserved.Add(entry.Reservation.Digest);
                Assert.Equal(_reserved[from++], entry.Reservation.Digest);
            }

            if (head is { Signed: false }) _unsigned++;
        }

        Assert.True(node.Published.Count <= _reserved.Count, $"{node.Published.Count} batches were published, {_reserved.Count} are reserved");
        Count(ledger.TornTail);
        Count(FileEventStream.Verify(disk.Stream));
        foreach (var member in set.Members)
        {
            Count(AttesterLog.Verify(disk.Attester(member), member, entry => Assert.Equal(_reserved[(int)entry.Sequence], entry.Digest)));
        }
    }

    private void Count<T>(OpenOutcome<T> outcome) => Count(Assert.IsType<OpenOutcome<T>.Opened>(outcome).TornTail);

    private void Count(TornTail? tail) => _torn += tail is null ? 0 : 1;

    private static AttesterSet SetOf(NodeFolder folder)
    {
        using var signers = Signers.Load(folder.KeyFiles);
        return AttesterHouse.SetOf(folder.Config(new()).Attesters, signers.All);
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
