using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Json;

namespace CrossChainOracle.Node.Sandbox.Recordings;

/// <summary>Reads one series: a header, then a row a line, each line ended by a line feed.</summary>
/// <param name="file">Scenario and file, for the problems.</param>
/// <param name="from">No row is earlier, Unix seconds.</param>
/// <param name="to">No row is later.</param>
/// <param name="decimals">Places in which the price must be exact.</param>
/// <param name="rounds">Whether there is a third column with round ids.</param>
/// <param name="problems">Told what is wrong.</param>
internal sealed class SeriesReader(string file, long from, long to, int decimals, bool rounds, ProblemList problems)
{
    private const int LongestLine = 128;
    private static readonly UInt128 LargestRound = Observation.MaxSequence;

    private readonly string _header = rounds ? "time,price,round" : "time,price";

    public IReadOnlyList<RecordedPrice> Read(ScenarioFile opened)
    {
        if (opened is not ScenarioFile.Content content)
        {
            var refused = (ScenarioFile.Refused)opened;
            problems.Add(refused.Code, file, 0, refused.Detail);
            return [];
        }

        var rows = new List<RecordedPrice>();
        var rest = content.Bytes.Span;
        for (var line = 1; !rest.IsEmpty && !problems.IsFull; line++)
        {
            var end = rest.IndexOf((byte)'\n');
            var bytes = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            var text = bytes.Length > LongestLine ? null : System.Text.Encoding.Latin1.GetString(bytes);
            if (end < 0) problems.Add(ScenarioProblemCode.BadRow, file, line, "the last line is not ended: the file may be cut short");
            else if (text is null) problems.Add(ScenarioProblemCode.BadRow, file, line, $"{bytes.Length} characters, at most {LongestLine} are read");
            else if (line == 1) CheckHeader(text);
            else if (TryRow(text, line, out var row) && Follows(rows, row, line)) rows.Add(row);
        }

        if (rows.Count == 0 && !problems.IsFull) problems.Add(ScenarioProblemCode.BadRow, file, 0, "has no rows");
        return rows;
    }

    private void CheckHeader(string text)
    {
        if (text != _header) problems.Add(ScenarioProblemCode.BadRow, file, 1, $"the header is '{Printable.Clean(text)}', not '{_header}'");
    }

    private bool TryRow(string text, int line, out RecordedPrice row)
    {
        row = default;
        var columns = text.Split(',');
        if (columns.Length != (rounds ? 3 : 2)) return problems.Add(ScenarioProblemCode.BadRow, file, line, $"'{Printable.Clean(text)}' is not {_header}");
        if (!long.TryParse(columns[0], NumberStyles.None, CultureInfo.InvariantCulture, out var time))
        {
            return problems.Add(ScenarioProblemCode.BadRow, file, line, $"time '{Printable.Clean(columns[0])}' is no Unix second");
        }

        if (!Price.TryParse(columns[1], out var price) || !price.IsPositive)
        {
            return problems.Add(ScenarioProblemCode.BadRow, file, line, $"price '{Printable.Clean(columns[1])}' is no positive decimal");
        }

        UInt128 round = 0;
        if (rounds && (!UInt128.TryParse(columns[2], NumberStyles.None, CultureInfo.InvariantCulture, out round) || round == 0 || round > LargestRound))
        {
            return problems.Add(ScenarioProblemCode.BadRow, file, line, $"round '{Printable.Clean(columns[2])}' is not 1 to {LargestRound}");
        }

        if (!Wire.TryMantissa(price, decimals, out _))
        {
            return problems.Add(ScenarioProblemCode.Unrepresentable, file, line, $"price {price} cannot be stated exactly with {decimals} places");
        }

        row = new(time, price, round);
        return true;
    }

    private bool Follows(List<RecordedPrice> rows, RecordedPrice row, int line)
    {
        if (row.Time < from || row.Time > to) return problems.Add(ScenarioProblemCode.OutsideWindow, file, line, $"time {row.Time} is not within {from} to {to}");
        if (rows.Count == 0) return true;
        var last = rows[^1];
        if (row.Time <= last.Time) return problems.Add(ScenarioProblemCode.NotAscending, file, line, $"time {row.Time} follows {last.Time}");
        return !rounds || row.Round > last.Round || problems.Add(ScenarioProblemCode.NotAscending, file, line, $"round {row.Round} follows {last.Round}");
    }
}
