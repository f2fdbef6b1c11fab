using System.Globalization;
using System.Text;

namespace CrossChainOracle.Gas;

/// <summary>Tables in Markdown, one after the other.</summary>
internal sealed class MarkdownTables
{
    private readonly StringBuilder _text = new();

    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <param name="columns">Those that begin with a colon hold numbers.</param>
    /// <param name="lines">Without any, nothing is written.</param>
    public void Table(string title, string[] columns, IEnumerable<object[]> lines)
    {
        var cells = lines.ToList();
        if (cells.Count == 0) return;
        if (_text.Length > 0) _text.AppendLine();
        _text.Append("### ").AppendLine(title).AppendLine();
        Line(columns.Select(column => column.TrimStart(':')));
        Line(columns.Select(column => column.StartsWith(':') ? "---:" : "---"));
        foreach (var line in cells) Line(line.Select(cell => cell is string text ? text : Number(Convert.ToInt64(cell, CultureInfo.InvariantCulture))));
    }

    public override string ToString() => _text.ToString();

    private void Line(IEnumerable<string> cells) => _text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");
}
