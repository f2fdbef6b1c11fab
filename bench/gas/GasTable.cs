using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CrossChainOracle.Gas;

/// <summary>What a run found, in the form that docs/gas.md keeps.</summary>
internal sealed record GasTable(IReadOnlyList<Row> Rows, IReadOnlyList<ReadRow> Reads, IReadOnlyList<GasSplit> Splits)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static readonly (Section Section, string Title)[] Titles =
    [
        (Section.One, "One price, x → y"),
        (Section.Two, "Two prices, x → y"),
        (Section.Ten, "Ten prices, x → y"),
        (Section.Fifty, "Fifty prices, x → y"),
        (Section.LargeQuorum, "Large quorums, x → y"),
        (Section.Pull, "Pull: a consumer verifies what is in its calldata and writes one slot per price, x → y"),
        (Section.Fact, "Facts and attester sets"),
    ];

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        foreach (var (section, title) in Titles)
        {
            var rows = Rows.Where(row => row.Section == section).OrderBy(row => row.Median.Gas).ToList();
            if (rows.Count == 0) continue;
            text.AppendLine(CultureInfo.InvariantCulture, $"### {title}\n").AppendLine("| whose | what | gas | spread | first write | calldata, bytes | its gas | floor | limit |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
            foreach (var row in rows) text.AppendLine(Line(row));
            text.AppendLine();
        }

        text.AppendLine("### Reads by a contract: gas of the call\n").AppendLine("| whose | what | cold | warm |\n| --- | --- | ---: | ---: |");
        foreach (var read in Reads.OrderBy(read => read.Cold)) text.AppendLine(CultureInfo.InvariantCulture, $"| {read.Who} | {read.What} | {read.Cold:N0} | {read.Warm:N0} |");
        text.AppendLine("\n### Where our gas goes, x → y\n").AppendLine("| what | gas | every transaction | calldata | ecrecover | attester set | slots of prices | the rest |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var split in Splits)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {split.What} | {split.Total:N0} | {Receipt.Base:N0} | {split.Calldata:N0} | {split.Recover:N0} | {split.Set:N0} | {split.Storage:N0} | {split.Rest:N0} |");
        }

        return text.ToString();
    }

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Rows = Rows.Select(row => new
            {
                Section = row.Section.ToString(), row.Who, row.What, row.Median.Gas, row.Spread, FirstWrite = row.First.Gas, row.Median.Bytes, row.Median.CalldataGas, row.Median.Floor, row.Median.FloorBinds, row.Limit, Met = row.Limit is null ? (bool?)null : !row.IsMissed,
            }),
            Reads,
            Splits,
        },
        Indented);

    private static string Line(Row row)
    {
        var cost = row.Median;
        var floor = cost.FloorBinds ? $"**{cost.Floor:N0}**" : $"{cost.Floor:N0}";
        var limit = row.Limit is not { } most ? string.Empty : row.IsMissed ? $"{most:N0} **missed**" : $"{most:N0} met";
        return string.Create(CultureInfo.InvariantCulture, $"| {row.Who} | {row.What} | {cost.Gas:N0} | {row.Spread:N0} | {row.First.Gas:N0} | {cost.Bytes:N0} | {cost.CalldataGas:N0} | {floor} | {limit} |");
    }
}
