using System.Diagnostics;
using System.Globalization;
using System.Text;
using CrossChainOracle.CrashWriter;
using CrossChainOracle.Domain;
using CrossChainOracle.Storage;
using CrossChainOracle.Streams;
using Xunit.Abstractions;

namespace CrossChainOracle.Ledger.Tests;

/// <summary>A writing process killed at random moments: what it acknowledged is there, in order, and no sequence ever had two digests.</summary>
/// <remarks><c>CCO_KILLS</c> sets the number of kills (25), <c>CCO_KILL_SEED</c> repeats a run's seeds.</remarks>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int MostLines = 200;

    /// <summary>For one life of the writer.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("kill-").FullName;
    private readonly Acknowledged _acknowledged = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Kill_AtAnyMoment_LosesNothingAcknowledgedAndNeverChangesADigest()
    {
        var kills = Setting("CCO_KILLS") ?? 25;
        var seed = Setting("CCO_KILL_SEED") ?? Environment.TickCount;
        output.WriteLine($"{kills} kills, seed {seed}");
        var random = new Random(seed);
        var torn = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            await RunAndKillAsync(random, kill);
            torn += await VerifyAsync($"kill {kill} of seed {seed}");
        }

        output.WriteLine($"{_acknowledged.Digests.Count} batches reserved, {_acknowledged.Offsets.Count} events, {torn} torn tails");
        Assert.True(_acknowledged.Signed.Count > kills, "the writer must have got somewhere between kills");
    }

    private async Task RunAndKillAsync(Random random, int kill)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(host, [typeof(ShardWriter).Assembly.Location, _folder, $"{random.Next(1 << 30)}"])
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        using var writer = Process.Start(start)!;
        // One in five dies while it starts, scans or cuts; the others in the middle of their work, which is told by what they have done: a busy machine
        // does little in a time.
        var killed = random.Next(5) == 0 ? KillAfterAsync(writer, random.Next(150)) : null;
        var left = random.Next(MostLines);
        using var limit = new CancellationTokenSource(Limit);
        await using var silent = limit.Token.Register(writer.Kill);
        while (await writer.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line != "open") _acknowledged.Note(line);
            else if (kill == 0 && killed is null) AssertLocked();
            if (left-- == 0) killed ??= KillAfterAsync(writer, random.Next(10));
        }

        Assert.False(limit.IsCancellationRequested, $"the writer had {left} lines to go after {Limit}");
        if (killed is not null) await killed;
        await writer.WaitForExitAsync();
        Assert.True(killed is not null, $"the writer ended by itself with {writer.ExitCode}");
    }

    private static async Task KillAfterAsync(Process process, int milliseconds)
    {
        await Task.Delay(milliseconds);
        process.Kill();
    }

    private void AssertLocked()
    {
        var options = FileLedger.In(Path.Combine(_folder, "ledger"));
        Assert.Equal(new OpenOutcome<FileLedger>.Locked(options.Folder), FileLedger.Open(options));
        using var reading = FileLedger.OpenReadOnly(options).OrThrow();
    }

    private async Task<int> VerifyAsync(string when)
    {
        var options = FileLedger.In(Path.Combine(_folder, "ledger"));
        var outcome = FileLedger.Open(options);
        Assert.True(outcome is OpenOutcome<FileLedger>.Opened, $"{when}: {outcome}");
        await using (var ledger = outcome.OrThrow())
        {
            foreach (var ((shard, sequence), digest) in _acknowledged.Digests)
            {
                var entry = await ledger.ReadAsync(shard, sequence);
                Assert.True(entry?.Reservation.Digest == digest, $"{when}: {shard} {sequence} was {digest}, is {entry?.Reservation.Digest}");
                if (_acknowledged.Signed.Contains((shard, sequence))) Assert.Equal(ShardWriter.SignaturesOver(digest), entry!.Signatures.ToArray());
            }
        }

        await VerifyStreamAsync(when);
        return ((OpenOutcome<FileLedger>.Opened)outcome).TornTail is null ? 0 : 1;
    }

    private async Task VerifyStreamAsync(string when)
    {
        var outcome = FileEventStream.Open(FileEventStream.In(Path.Combine(_folder, "stream")), ShardWriter.Shards, TimeProvider.System);
        Assert.True(outcome is OpenOutcome<FileEventStream>.Opened, $"{when}: {outcome}");
        await using var stream = outcome.OrThrow();
        var bodies = new Dictionary<string, string>();
        var last = new Dictionary<string, ulong>();
        await foreach (var stored in stream.Read(null, StreamPosition.Earliest, follow: false).OrThrow())
        {
            var body = System.Text.Encoding.UTF8.GetString(stored.Body.Span);
            bodies.Add(stored.Offset, body);
            var (shard, sequence) = (stored.PartitionKey, ulong.Parse(body.Split(' ')[1], CultureInfo.InvariantCulture));
            // At least once and in order: a batch may be repeated after a crash, never skipped, never overtaken.
            Assert.True(last.TryGetValue(shard, out var before) ? sequence - before <= 1 : sequence == 0, $"{when}: {shard} {sequence} after {before}");
            last[shard] = sequence;
        }

        foreach (var (offset, body) in _acknowledged.Offsets) Assert.Equal(body, bodies.GetValueOrDefault(offset));
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>Everything that any of the killed processes acknowledged.</summary>
    private sealed class Acknowledged
    {
        public Dictionary<(string Shard, ulong Sequence), Hash256> Digests { get; } = [];

        public HashSet<(string Shard, ulong Sequence)> Signed { get; } = [];

        public Dictionary<string, string> Offsets { get; } = [];

        public void Note(string line)
        {
            Assert.False(line.StartsWith('!'), line);
            var words = line.Split(' ');
            if (words[0] == "P")
            {
                if (words is [_, _, var offset, .. var body] && body is [_, _, { Length: 66 }]) Offsets.Add(offset, string.Join(' ', body));
                return;
            }

            // The last line may be cut by the kill: then nothing was said.
            if (words is not [var kind, var shard, var number, { Length: 66 } digest]) return;
            var key = (shard, ulong.Parse(number, CultureInfo.InvariantCulture));
            if (Digests.TryGetValue(key, out var known)) Assert.Equal(known, Hash256.Parse(digest));
            Digests[key] = Hash256.Parse(digest);
            if (kind == "A") Signed.Add(key);
        }
    }
}
