using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Archive;

namespace CrossChainOracle.Node.Commands;

/// <summary>What the verification of a data folder found, as text or JSON.</summary>
internal static class FolderView
{
    public static void Show(Terminal terminal, string folder, FolderReport report, bool anchored, bool json)
    {
        if (json) WriteJson(terminal, report);
        else WriteText(terminal, folder, report, anchored);
        foreach (var problem in report.Problems) terminal.Error($"refused: {problem}");
    }

    private static void WriteText(Terminal terminal, string folder, FolderReport report, bool anchored)
    {
        foreach (var note in report.Notes) terminal.Line($"note: {note}");
        foreach (var shard in report.Shards)
        {
            terminal.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"shard {shard.Shard}: {shard.Batches} batches verified, {shard.Recomputed} recomputed to the same bytes, {shard.Prices} prices, {shard.Gaps} gaps, {UnixTime.ToText(shard.From)} to {UnixTime.ToText(shard.To)}"));
        }

        if (!report.Holds) return;
        var seal = report.SealHolds == true ? "the seal holds" : "there is no seal";
        terminal.Line($"{folder}: {report.Deployment}: everything holds ({seal}, {report.StreamEvents} stream events).");
        if (!anchored) terminal.Line("The attester set is the one the folder names; --attesters names the one you trust.");
    }

    private static void WriteJson(Terminal terminal, FolderReport report) => terminal.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteBoolean("holds", report.Holds);
        writer.WriteString("deployment", report.Deployment);
        if (report.SealHolds is { } seal) writer.WriteBoolean("sealHolds", seal);
        writer.WriteNumber("streamEvents", report.StreamEvents);
        writer.WriteStartArray("shards");
        foreach (var shard in report.Shards)
        {
            writer.WriteStartObject();
            writer.WriteString("shard", shard.Shard);
            writer.WriteNumber("batches", shard.Batches);
            writer.WriteNumber("recomputed", shard.Recomputed);
            writer.WriteNumber("pending", shard.Pending);
            writer.WriteNumber("prices", shard.Prices);
            writer.WriteNumber("gaps", shard.Gaps);
            writer.WriteNumber("from", shard.From);
            writer.WriteNumber("to", shard.To);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        foreach (var (name, lines) in (ReadOnlySpan<(string, IReadOnlyList<string>)>)[("problems", report.Problems), ("notes", report.Notes)])
        {
            writer.WriteStartArray(name);
            foreach (var line in lines) writer.WriteStringValue(line);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    });
}
