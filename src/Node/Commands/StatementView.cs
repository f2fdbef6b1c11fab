using CrossChainOracle.Domain;
using Spectre.Console;

namespace CrossChainOracle.Node.Commands;

/// <summary>Statements as a table.</summary>
internal static class StatementView
{
    public static void Show(Terminal terminal, IReadOnlyList<Statement?> statements, long observedAt)
    {
        var table = Terminal.Table("kind", "subject", "value", "± band", "breaker", "good for", "until");
        foreach (var statement in statements)
        {
            string[] row = statement switch
            {
                PriceStatement price =>
                [
                    "price", price.Feed.ToString(), RunView.Shorten(price.Value), RunView.Shorten(price.Confidence), price.Breaker.ToString(), price.Verdict.ToString(),
                    UnixTime.ToText(observedAt + price.ValidFor),
                ],
                GapStatement gap => ["gap", gap.Feed.ToString(), gap.Reason.ToString(), string.Empty, gap.Breaker.ToString(), "nothing", $"since {UnixTime.ToText(gap.From)}"],
                AttesterSetStatement { Set: var set } =>
                    ["attesters", $"epoch {set.Epoch}", $"{set.Threshold} of {set.Members.Count}", string.Empty, string.Empty, string.Empty, UnixTime.ToText(set.ExpiresAt)],
                _ => ["unknown", string.Empty, string.Empty, string.Empty, string.Empty, string.Empty, string.Empty],
            };
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        terminal.Console.Write(table);
    }
}
