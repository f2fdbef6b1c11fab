using System.Diagnostics;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Ledger;

namespace CrossChainOracle.Bench.Ledger;

/// <summary>Durable batches per second through the ledger, beside what the disk does with the same bytes: appended and flushed one by one.</summary>
/// <remarks>All figures of one size are taken in turn, several times over, on one folder; medians of the turns are printed.</remarks>
internal static class LedgerBench
{
    private static readonly int[] Concurrencies = [1, 16, 64];

    public static async Task RunAsync(bool quick)
    {
        var (turns, span) = quick ? (3, TimeSpan.FromMilliseconds(200)) : (7, TimeSpan.FromSeconds(1));
        using var scratch = Scratch.Under(Directory.GetCurrentDirectory());
        foreach (var feeds in (int[])[8, 64]) await MeasureAsync(scratch, feeds, turns, span);
    }

    private static async Task MeasureAsync(Scratch scratch, int feeds, int turns, TimeSpan span)
    {
        var world = new World(feeds);
        var round = world.NextRound();
        var batch = world.Compute(round);
        var parts = new LedgerParts(batch.EncodeUnsigned(), RoundCodec.Encode(round), batch.StateBytes);
        var rates = new Dictionary<string, List<double>>();
        for (var turn = 0; turn < turns; turn++)
        {
            Add("append + flush", RawRate(scratch.Folder($"raw-{feeds}-{turn}"), parts.Bytes, span));
            foreach (var concurrency in Concurrencies)
            {
                Add($"reserve, {concurrency} at a time", await LedgerRateAsync(scratch.Folder($"reserve-{feeds}-{turn}-{concurrency}"), parts, concurrency, attach: false, span));
                Add($"reserve + attach, {concurrency} at a time", await LedgerRateAsync(scratch.Folder($"attach-{feeds}-{turn}-{concurrency}"), parts, concurrency, attach: true, span));
            }
        }

        var raw = Figures.Median(rates["append + flush"]);
        Console.WriteLine($"\nBatches of {feeds} feeds, {parts.Bytes} bytes each; {turns} turns of {span.TotalSeconds} s");
        Console.WriteLine($"| {"what",-32} | {"durable batches/s",17} | {"worst",7} | {"best",7} | {"to raw",6} |\n|---|---:|---:|---:|---:|");
        foreach (var (what, values) in rates)
        {
            var median = Figures.Median(values);
            Console.WriteLine($"| {what,-32} | {median,17:N0} | {values.Min(),7:N0} | {values.Max(),7:N0} | {median / raw,6:N2} |");
        }

        void Add(string what, double rate)
        {
            if (!rates.TryGetValue(what, out var values)) rates[what] = values = [];
            values.Add(rate);
        }
    }

    private static double RawRate(string path, int bytes, TimeSpan span)
    {
        var block = new byte[bytes];
        Random.Shared.NextBytes(block);
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        var (count, startedAt) = (0L, Stopwatch.GetTimestamp());
        for (; Stopwatch.GetElapsedTime(startedAt) < span; count++)
        {
            RandomAccess.Write(file, block, count * bytes);
            RandomAccess.FlushToDisk(file);
        }

        return count / Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
    }

    /// <summary>That many shards, each of which waits for its batch before it goes on to the next, as shards do.</summary>
    private static async Task<double> LedgerRateAsync(string folder, LedgerParts parts, int concurrency, bool attach, TimeSpan span)
    {
        await using var ledger = FileLedger.Open(FileLedger.In(folder)).OrThrow();
        var startedAt = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(shard => Task.Run(() => AppendAsync(ledger, $"shard-{shard}", parts, attach, startedAt, span))));
        return counts.Sum() / Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
    }

    private static async Task<long> AppendAsync(FileLedger ledger, string shard, LedgerParts parts, bool attach, long startedAt, TimeSpan span)
    {
        var (digest, signatures) = (Hash256.Zero, new byte[1 + (3 * (1 + AttesterSignature.Size))]);
        var sequence = 0UL;
        for (; Stopwatch.GetElapsedTime(startedAt) < span; sequence++)
        {
            var (previous, word) = (digest, new byte[Hash256.Size]);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(word, sequence + 1);
            digest = Hash256.From(word);
            var reserved = await ledger.ReserveAsync(new(shard, sequence, previous, digest, parts.Batch, parts.Round, parts.State));
            if (reserved is not ReserveOutcome.Reserved) throw new InvalidOperationException($"{reserved}");
            if (!attach) continue;
            var attached = await ledger.AttachAsync(shard, sequence, digest, signatures);
            if (attached is not AttachOutcome.Attached) throw new InvalidOperationException($"{attached}");
        }

        return (long)sequence;
    }

    /// <summary>What a reservation holds.</summary>
    private sealed record LedgerParts(ReadOnlyMemory<byte> Batch, ReadOnlyMemory<byte> Round, ReadOnlyMemory<byte> State)
    {
        public int Bytes => Batch.Length + Round.Length + State.Length;
    }
}
