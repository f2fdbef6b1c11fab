using System.Text;
using CrossChainOracle.CrashWriter;
using CrossChainOracle.Ledger;
using CrossChainOracle.Streams;

// Usage: CrashWriter FOLDER SEED. Reserves, attaches and publishes as fast as it can until it is killed, and prints a line for each
// acknowledgement after it was given. A line that starts with "!" is a law broken in this process.
var (folder, seed) = (args[0], int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture));
var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
await using var ledger = FileLedger.Open(FileLedger.In(Path.Combine(folder, "ledger")) with { SegmentBytes = 32 * 1024 }).OrThrow();
await using var stream = FileEventStream.Open(
    FileEventStream.In(Path.Combine(folder, "stream")) with { SegmentBytes = 32 * 1024 }, ShardWriter.Shards, TimeProvider.System).OrThrow();
var writers = Enumerable.Range(0, ShardWriter.Shards).Select(shard => new ShardWriter(ledger, stream, Say, shard, new Random(seed + shard)).RunAsync());
Say("open");
await Task.WhenAll(writers);

void Say(string line)
{
    lock (output) output.WriteLine(line);
}
