using System.Globalization;
using System.Numerics;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using Spectre.Console;

namespace CrossChainOracle.Node.Commands;

/// <summary>An account's document for people.</summary>
internal static class AccountView
{
    /// <summary>Of 128 bits, with a sign.</summary>
    private const int MaximumDigits = 40;

    /// <param name="document">As /v1/accounts/{account} gives it.</param>
    /// <returns>Whether it is one.</returns>
    public static bool Show(Terminal terminal, byte[] document)
    {
        using var json = StrictJson.Parse(document, out var problem);
        if (json is null)
        {
            terminal.Error($"not an account: {problem}");
            return false;
        }

        var root = json.RootElement;
        terminal.Line($"account {Text(root, "account")}");
        if (Find(root, "snapshot") is { } snapshot) ShowSnapshot(terminal, snapshot);
        ShowPositions(terminal, Items(root, "positions"));
        foreach (var gap in Items(root, "gaps")) terminal.Line($"missing: {Text(gap, "chain")} since {Time(gap, "from")}: {Text(gap, "reason")}; {string.Join("; ", Items(gap, "problems").Select(item => item.ToString()))}");
        foreach (var chain in Items(root, "chains")) terminal.Line($"{Text(chain, "chain")}: {Text(chain, "state")}, head {Text(chain, "head")}, finalized {Text(chain, "finalized")} ({Text(chain, "finalizedLagMs")} ms ago), scanned to {Text(chain, "scannedTo")}{Note(chain)}");
        ShowHistory(terminal, Items(root, "history"));
        terminal.Line("Not verified.");
        return true;
    }

    /// <summary>Raw units with their decimals: 1500000 with 6 is 1.5. Exact. What is no such number is shown as it is.</summary>
    public static string Amount(string raw, int decimals)
    {
        if (raw.Length > MaximumDigits || decimals is < 0 or > Position.MaximumDecimals || !BigInteger.TryParse(raw, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var units)) return raw;
        var digits = BigInteger.Abs(units).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var sign = units.Sign < 0 ? "-" : string.Empty;
        var (whole, part) = (digits[..^decimals], digits[^decimals..].TrimEnd('0'));
        return part.Length == 0 ? sign + whole : $"{sign}{whole}.{part}";
    }

    private static void ShowSnapshot(Terminal terminal, JsonElement snapshot)
    {
        terminal.Line($"equity {Short(snapshot, "equity")} ± {Short(snapshot, "confidence")}, credited {Short(snapshot, "credited")}, at risk {Short(snapshot, "atRisk")}, debt {Short(snapshot, "debt")}, pending {Short(snapshot, "pending")}");
        terminal.Line($"weakest stage {Text(snapshot, "stage")}, skew {Text(snapshot, "skewMs")} ms, good for: {Verdict(snapshot)}; prices: {string.Join(", ", Items(snapshot, "prices").Select(price => $"{Text(price, "feed")} #{Text(price, "sequence")}"))}");
        foreach (var missing in Items(snapshot, "missing")) terminal.Line($"incomplete: {missing}");
    }

    private static void ShowPositions(Terminal terminal, IEnumerable<JsonElement> positions)
    {
        var table = Terminal.Table("chain", "source", "asset", "side", "seen", "finalized", "credited", "stage", "evidence", "rule");
        foreach (var position in positions)
        {
            var decimals = Find(position, "decimals") is { ValueKind: JsonValueKind.Number } given && given.TryGetInt32(out var number) ? number : 0;
            table.AddRow(new[]
            {
                Text(position, "chain"), Text(position, "source"), Asset(Text(position, "asset")), Text(position, "side"),
                Shares("seen"), Shares("finalized"), Shares("credited"), Text(position, "stage"), Text(position, "evidence"), Text(position, "rule"),
            }.Select(Markup.Escape).ToArray());

            string Shares(string name) => Amount(Text(position, name), decimals);
        }

        terminal.Console.Write(table);
    }

    private static void ShowHistory(Terminal terminal, IEnumerable<JsonElement> history)
    {
        foreach (var what in history)
        {
            var line = $"{Time(what, "observedAt")}  #{Text(what, "sequence"),-6} {Text(what, "event"),-10} {Text(what, "source")} {Asset(Text(what, "asset"))}";
            if (Find(what, "stage") is not null) line += $"  seen {Text(what, "seen")}, credited {Text(what, "credited")}, {Text(what, "stage")} at {Text(what, "height")}";
            if (Find(what, "lost") is not null) line += $"  block {Text(what, "height")} {Cut(Text(what, "lost"))}… lost to {Cut(Text(what, "won"))}…, nothing up to #{Text(what, "floor")} is read";
            terminal.Line(line);
        }
    }

    private static string Verdict(JsonElement snapshot) => string.Join(", ", Items(snapshot, "verdict").Select(item => item.ToString())) is { Length: > 0 } text ? text : "nothing";

    private static string Asset(string asset) => asset.Contains('/', StringComparison.Ordinal) ? asset[(asset.IndexOf('/', StringComparison.Ordinal) + 1)..] : asset;

    private static string Note(JsonElement chain) => Text(chain, "note") is { Length: > 0 } note ? $"; {note}" : string.Empty;

    private static string Short(JsonElement element, string name) => Price.TryParse(Text(element, name), out var price) ? RunView.Shorten(price) : Text(element, name);

    private static string Cut(string hash) => hash.Length > 10 ? hash[..10] : hash;

    private static string Time(JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.Number } given && given.TryGetInt64(out var time) ? UnixTime.ToText(time) : Text(element, name);

    private static string Text(JsonElement element, string name) => PrintableText.Clean(Find(element, name)?.ToString() ?? string.Empty);

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) => Find(element, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>The document comes from outside: what it lacks is left out.</summary>
    private static JsonElement? Find(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;
}
