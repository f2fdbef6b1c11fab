using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Hosting;
using Spectre.Console;

namespace CrossChainOracle.Node.Commands;

/// <summary>What a run attested about accounts.</summary>
internal static class AccountsView
{
    public static void Show(Terminal terminal, long batches, AccountBoard board)
    {
        terminal.Line();
        terminal.Line($"Attested {batches} batches about {board.All.Count} accounts, all verified by the same subscriber.");
        var table = Terminal.Table("account", "chain", "source", "asset", "side", "seen", "credited", "stage", "evidence");
        foreach (var entry in board.All)
        {
            foreach (var (_, _, statement, context) in entry.Positions.Where(static position => !position.Statement.IsAbsent))
            {
                table.AddRow(new[]
                {
                    entry.Account.ToString(), context.Key.Chain.ToString(), context.Key.Source, Name(context.Key.Asset), statement.Side.ToString(), Amount(statement.Seen, statement),
                    Amount(statement.Credited, statement), statement.Stage.ToString(), statement.Evidence.ToString(),
                }.Select(Markup.Escape).ToArray());
            }
        }

        terminal.Console.Write(table);
        var values = Terminal.Table("account", "equity", "± band", "credited", "at risk", "debt", "pending", "weakest stage", "good for");
        foreach (var entry in board.All.Where(static entry => entry.Snapshot is not null))
        {
            var snapshot = entry.Snapshot!.Statement;
            values.AddRow(new[]
            {
                entry.Account.ToString(), Value(snapshot.Equity), Value(snapshot.Confidence), Value(snapshot.Credited), Value(snapshot.AtRisk), Value(snapshot.Debt), Value(snapshot.Pending),
                snapshot.Stage.ToString(), snapshot.Verdict.ToString() + (snapshot.IsIncomplete ? " (incomplete)" : string.Empty),
            }.Select(Markup.Escape).ToArray());
        }

        terminal.Console.Write(values);
        var events = board.All.SelectMany(static entry => entry.Events).GroupBy(static what => what.Kind).OrderBy(static group => group.Key);
        terminal.Line($"{string.Join(", ", events.Select(static group => $"{group.Key.ToString().ToLowerInvariant()} {group.Count()}"))}. Each in order:  inspect account {board.All[0].Account} --json");
    }

    public static void Write(Utf8JsonWriter json, long batches, AccountBoard board)
    {
        json.WriteNumber("accountBatches", batches);
        json.WriteStartArray("accounts");
        foreach (var entry in board.All)
        {
            json.WriteStartObject();
            json.WriteString("account", entry.Account.ToString());
            json.WriteNumber("positions", entry.Positions.Count);
            json.WriteStartArray("chains");
            foreach (var chain in entry.Positions.Select(static position => position.Context.Key.Chain).Distinct()) json.WriteStringValue(chain.ToString());
            json.WriteEndArray();
            if (entry.Snapshot is { Statement: var snapshot })
            {
                json.WriteString("equity", Price.FromScaled(snapshot.Equity).ToString());
                json.WriteString("credited", Price.FromScaled(snapshot.Credited).ToString());
                json.WriteString("atRisk", Price.FromScaled(snapshot.AtRisk).ToString());
                json.WriteString("stage", snapshot.Stage.ToString());
            }

            foreach (var kind in Enum.GetValues<AccountEventKind>()) json.WriteNumber(JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()), entry.Events.Count(what => what.Kind == kind));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Amount(UInt128 shares, CollateralStatement statement) => AccountView.Amount(shares.ToString(CultureInfo.InvariantCulture), statement.Decimals);

    private static string Value(Int128 scaled) => RunView.Shorten(Price.FromScaled(scaled));

    private static string Name(AssetId asset) => $"{asset.Namespace}:{asset.Reference}";
}
