using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Hosting.Http;
using CrossChainOracle.Node.Http;
using CrossChainOracle.Node.Sandbox.Relay;
using CrossChainOracle.Relay.Evm.Planning;
using Spectre.Console;

namespace CrossChainOracle.Node.Commands;

/// <summary>What the sandbox shows of its relayers.</summary>
internal static class RelayView
{
    /// <summary>Where everything stands.</summary>
    public static void Deployed(Terminal terminal, IReadOnlyList<RelayedChain> chains)
    {
        foreach (var chain in chains)
        {
            terminal.Line($"{chain.Anvil.Chain}, {FormOf(chain)}, JSON-RPC {chain.Anvil.Rpc}");
            terminal.Line($"  hub        {chain.Deployed.Hub}");
            foreach (var (feed, address) in chain.Deployed.Aggregators) terminal.Line($"  {feed.Feed,-10} {address}  latestRoundData()");
            terminal.Line($"  Pyth       {chain.Deployed.Pyth}  getPriceUnsafe(keccak256(feed))");
        }

        terminal.Line();
    }

    public static void Show(Terminal terminal, RelayReport report)
    {
        var table = Terminal.Table("chain", "slots", "posted", "gas (median)", "source to block, ms (median, 99 %)", "overtaken", "lost races", "eth_call");
        foreach (var (chain, view) in report.Chains)
        {
            var own = report.Checked.Where(price => price.Chain == chain.Anvil.Chain).ToList();
            var same = own.Count(static price => price.Problem is null);
            table.AddRow(
                Markup.Escape(chain.Anvil.Chain.ToString()), FormOf(chain), Text(view.Counts.Posted), Text(RelayDocument.Percentile(view.PriceGas, 50)),
                $"{Text(RelayDocument.Percentile(view.Latencies, 50))}, {Text(RelayDocument.Percentile(view.Latencies, 99))}", Text(view.Counts.Overtaken), Text(view.Counts.Reverted),
                same == own.Count ? $"[green]{same} of {own.Count} as the stream says[/]" : $"[red]{own.Count - same} of {own.Count} differ[/]");
        }

        terminal.Console.Write(table);
    }

    public static void Write(Utf8JsonWriter json, RelayReport report)
    {
        json.WriteStartObject("relay");
        json.WriteBoolean("same", report.IsSame);
        json.WriteStartArray("chains");
        foreach (var (chain, view) in report.Chains)
        {
            json.WriteStartObject();
            json.WriteString("chain", chain.Anvil.Chain.ToString());
            json.WriteString("form", chain.Form == StorageForm.Single ? "single" : "paired");
            json.WriteString("hub", chain.Deployed.Hub.ToString());
            json.WriteString("pyth", chain.Deployed.Pyth.ToString());
            json.WriteString("posted", Text(view.Counts.Posted));
            json.WriteStartObject("kinds");
            foreach (var (kind, count) in view.Counts.Kinds) json.WriteNumber(Documents.Name(kind), count);
            json.WriteEndObject();
            json.WriteString("overtaken", Text(view.Counts.Overtaken));
            json.WriteString("reverted", Text(view.Counts.Reverted));
            json.WriteString("deadLetters", Text(view.Counts.DeadLetters));
            json.WriteString("reorged", Text(view.Counts.Reorged));
            if (RelayDocument.Percentile(view.PriceGas, 50) is { } gas) json.WriteString("gasMedian", Text(gas));
            if (RelayDocument.Percentile(view.Latencies, 50) is { } median) json.WriteNumber("latencyMsP50", median);
            if (RelayDocument.Percentile(view.Latencies, 99) is { } worst) json.WriteNumber("latencyMsP99", worst);
            json.WriteStartArray("checked");
            foreach (var price in report.Checked.Where(price => price.Chain == chain.Anvil.Chain)) Write(json, price);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CheckedPrice price)
    {
        json.WriteStartObject();
        json.WriteString("feed", price.Feed.ToString());
        json.WriteString("call", price.Call);
        json.WriteString("block", Text(price.Block));
        if (price.Sequence is { } sequence) json.WriteString("sequence", Text(sequence));
        json.WriteBoolean("same", price.Problem is null);
        if (price.Problem is { } problem) json.WriteString("problem", problem);
        json.WriteEndObject();
    }

    private static string FormOf(RelayedChain chain) => chain.Form == StorageForm.Single ? "a slot per feed" : "two feeds per slot";

    private static string Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture) ?? "–";
}
