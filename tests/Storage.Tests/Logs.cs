using System.Text;

namespace CrossChainOracle.Storage.Tests;

/// <summary>Short words for opening, filling and reading logs.</summary>
internal static class Logs
{
    public const string Folder = "/log";

    public static LogOptions Options(IFileSystem files, int segmentBytes = 200, string folder = Folder) =>
        new(folder, "TEST") { FileSystem = files, SegmentBytes = segmentBytes };

    public static SegmentLog Open(IFileSystem files, int segmentBytes = 200) => SegmentLog.Open(Options(files, segmentBytes)).OrThrow();

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(LogRecord record) => Encoding.UTF8.GetString(record.Payload.Span);

    public static async Task<long> AppendAsync(this SegmentLog log, string text) =>
        Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync(Bytes(text))).First;

    public static async Task<List<string>> ReadAllAsync(this SegmentLog log)
    {
        var texts = new List<string>();
        await foreach (var record in log.ReadFromAsync(0, follow: false)) texts.Add(Text(record));
        return texts;
    }

    /// <summary>A log of several segments with payloads of different lengths, and what it holds.</summary>
    public static async Task<(MemoryFileSystem Files, List<string> Texts)> FilledAsync(int records = 12, int segmentBytes = 200)
    {
        var files = new MemoryFileSystem();
        await using var log = Open(files, segmentBytes);
        var texts = Enumerable.Range(0, records).Select(i => $"record {i} " + new string('x', i * 7 % 40)).ToList();
        foreach (var text in texts) await log.AppendAsync(text);
        return (files, texts);
    }

    /// <summary>Opens read-only and collects what was sound.</summary>
    public static (OpenOutcome<ReadOnlyLog> Outcome, List<string> Texts) Inspect(IFileSystem files)
    {
        var texts = new List<string>();
        var outcome = ReadOnlyLog.Open(Options(files), (in ScannedRecord record) =>
        {
            texts.Add(Encoding.UTF8.GetString(record.Payload.Span));
            return null;
        });
        return (outcome, texts);
    }
}
