using System.Text.Encodings.Web;
using System.Text.Json;

namespace CrossChainOracle.Gas;

/// <summary>What a run found, in the form that docs/gas.md keeps.</summary>
internal sealed record GasTable(IReadOnlyList<Row> Rows, IReadOnlyList<ReadRow> Reads)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (Section Section, string Title)[] Titles =
    [
        (Section.One, "One price, x → y"),
        (Section.Two, "Two prices, x → y"),
        (Section.Ten, "Ten prices, x → y"),
        (Section.Fifty, "Fifty prices, x → y"),
        (Section.LargeQuorum, "Large quorums, x → y"),
        (Section.Pull, "Pull: a consumer verifies a price in its calldata and writes one slot, x → y"),
        (Section.Fact, "Facts and attester sets, x → y"),
    ];

    public IReadOnlyList<GasSplit> Splits { get; init; } = [];

    public IReadOnlyList<PublishedFigure> Published { get; init; } = [];

    public IEnumerable<Row> Missed => Rows.Where(row => row.IsMissed);

    public string ToMarkdown()
    {
        var text = new MarkdownTables();
        foreach (var (section, title) in Titles)
        {
            text.Table(title, ["whose", "what", ":gas", ":spread", ":first write", ":calldata, bytes", ":its gas", ":floor", "limit"], Rows.Where(row => row.Section == section).OrderBy(row => row.Median.Gas).Select(Line));
        }

        text.Table("Reads by a contract: gas of the call", ["whose", "what", ":cold", ":warm"], Reads.OrderBy(read => read.Cold).Select(read => (object[])[read.Who, read.What, read.Cold, read.Warm]));
        text.Table(
            "Where our gas goes, x → y",
            ["what", ":gas", ":every transaction", ":calldata", ":ecrecover", ":attester set", ":slots of prices", ":the rest"],
            Splits.Select(split => (object[])[split.What, split.Total, Receipt.Base, split.Calldata, split.Recover, split.Set, split.Storage, split.Rest]));
        text.Table("Not measured in this run: npm has no such contracts", ["whose", "what", ":gas", "source"], Published.Select(figure => (object[])[figure.Who, figure.What, figure.Gas, figure.Source]));
        return text.ToString();
    }

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Rows = Rows.Select(row => new
            {
                row.Section, row.Who, row.What, row.Median.Gas, row.Spread, FirstWrite = row.First.Gas, row.Median.Bytes, row.Median.CalldataGas, row.Median.Floor, row.Median.FloorBinds, row.Limit, Met = row.Limit is null ? (bool?)null : !row.IsMissed,
            }),
            Reads,
            Splits,
            Published,
        },
        Json);

    private static object[] Line(Row row)
    {
        var cost = row.Median;
        var limit = row.Limit is not { } most ? string.Empty : $"{MarkdownTables.Number(most)} {(row.IsMissed ? "**missed**" : "met")}";
        return [row.Who, row.What, cost.Gas, row.Spread, row.First.Gas, cost.Bytes, cost.CalldataGas, cost.FloorBinds ? $"**{MarkdownTables.Number(cost.Floor)}**" : cost.Floor, limit];
    }
}
