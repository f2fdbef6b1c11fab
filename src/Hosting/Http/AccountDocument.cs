using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Hosting.Http;

/// <summary>What is attested about accounts as JSON. Amounts are decimal text in the asset's smallest unit, values decimal text in the quote currency.</summary>
internal static class AccountDocument
{
    /// <summary>All accounts, each with its snapshot, and the chains they stand on.</summary>
    public static byte[] Overview(AccountBoard board, long now) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("now", now);
        json.WriteStartArray("accounts");
        foreach (var entry in board.All)
        {
            json.WriteStartObject();
            json.WriteString("account", entry.Account.ToString());
            json.WriteNumber("positions", entry.Positions.Count);
            json.WriteNumber("gaps", entry.Gaps.Count);
            WriteSnapshot(json, entry.Snapshot);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteChains(json, board);
        json.WriteEndObject();
    });

    /// <summary>One account: positions, snapshot, what is missing, and its history.</summary>
    public static byte[] One(AccountBoard board, AccountEntry entry) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("account", entry.Account.ToString());
        WriteSnapshot(json, entry.Snapshot);
        json.WriteStartArray("positions");
        foreach (var position in entry.Positions) WritePosition(json, position);
        json.WriteEndArray();
        json.WriteStartArray("gaps");
        foreach (var (gap, context, sequence) in entry.Gaps) WriteGap(json, gap, context, sequence);
        json.WriteEndArray();
        WriteChains(json, board);
        json.WriteStartArray("history");
        foreach (var what in entry.Events) WriteEvent(json, what);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteSnapshot(Utf8JsonWriter json, StatedSnapshot? stated)
    {
        if (stated is null) return;
        var snapshot = stated.Statement;
        json.WriteStartObject("snapshot");
        WritePlace(json, stated.Sequence, stated.ObservedAt);
        json.WriteString("shard", stated.Shard.ToString());
        json.WriteString("digest", stated.Digest.ToString());
        json.WriteString("equity", Value(snapshot.Equity));
        json.WriteString("confidence", Value(snapshot.Confidence));
        json.WriteString("credited", Value(snapshot.Credited));
        json.WriteString("atRisk", Value(snapshot.AtRisk));
        json.WriteString("debt", Value(snapshot.Debt));
        json.WriteString("pending", Value(snapshot.Pending));
        json.WriteString("stage", Documents.Name(snapshot.Stage));
        json.WriteString("evidence", Documents.Name(snapshot.Evidence));
        json.WriteString("rule", Documents.Name(snapshot.Rule));
        Documents.WriteVerdict(json, snapshot.Verdict);
        json.WriteNumber("skewMs", snapshot.Skew);
        json.WriteNumber("validUntil", stated.ObservedAt + snapshot.ValidFor);
        json.WriteBoolean("incomplete", snapshot.IsIncomplete);
        json.WriteStartArray("missing");
        foreach (var missing in stated.Context.Missing) json.WriteStringValue(missing);
        json.WriteEndArray();
        json.WriteStartArray("prices");
        foreach (var price in stated.Context.Prices)
        {
            json.WriteStartObject();
            json.WriteString("feed", price.Feed.ToString());
            json.WriteString("shard", price.Shard.ToString());
            json.WriteString("sequence", price.Sequence.ToString(CultureInfo.InvariantCulture));
            json.WriteString("digest", price.Digest.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePosition(Utf8JsonWriter json, StatedPosition stated)
    {
        json.WriteStartObject();
        WriteKey(json, stated.Context.Key);
        WritePlace(json, stated.Sequence, stated.ObservedAt);
        WriteFigures(json, stated.Statement);
        json.WriteString("factId", Subjects.Fact(StatementKind.Collateral, stated.Statement.Position, stated.Context.Key.Chain, stated.Statement.At.Hash).ToString());
        json.WriteNumber("validUntil", stated.ObservedAt + stated.Statement.ValidFor);
        json.WriteStartArray("unfinalized");
        foreach (var change in stated.Context.Changes)
        {
            json.WriteStartObject();
            json.WriteNumber("height", change.Height);
            json.WriteString("unit", change.Unit.ToString());
            json.WriteString("shares", change.Delta.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFigures(Utf8JsonWriter json, CollateralStatement statement)
    {
        json.WriteString("stage", Documents.Name(statement.Stage));
        json.WriteString("evidence", Documents.Name(statement.Evidence));
        json.WriteString("pin", Documents.Name(statement.Pin));
        json.WriteString("rule", Documents.Name(statement.Rule));
        json.WriteString("link", statement.IsLinkProven ? "proven" : "declared");
        json.WriteNumber("height", statement.At.Height);
        json.WriteString("block", statement.At.Hash.ToString());
        json.WriteNumber("decimals", statement.Decimals);
        json.WriteString("finalized", statement.Finalized.ToString(CultureInfo.InvariantCulture));
        json.WriteString("seen", statement.Seen.ToString(CultureInfo.InvariantCulture));
        json.WriteString("credited", statement.Credited.ToString(CultureInfo.InvariantCulture));
        json.WriteString("amount", statement.Amount.ToString(CultureInfo.InvariantCulture));
        if (statement.IsWindowUnknown) json.WriteBoolean("windowUnknown", true);
        if (statement.IsAbsent) json.WriteBoolean("absent", true);
    }

    private static void WriteGap(Utf8JsonWriter json, CollateralGapStatement gap, CollateralGapContext context, ulong sequence)
    {
        json.WriteStartObject();
        json.WriteString("chain", context.Chain.ToString());
        json.WriteString("sequence", sequence.ToString(CultureInfo.InvariantCulture));
        json.WriteString("reason", Documents.Name(gap.Reason));
        json.WriteNumber("from", gap.From);
        json.WriteNumber("to", gap.To);
        json.WriteStartArray("problems");
        foreach (var problem in context.Problems) json.WriteStringValue($"{problem.Source} {problem.Market} {problem.Code}: {problem.Detail}".Trim());
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEvent(Utf8JsonWriter json, AccountEvent what)
    {
        json.WriteStartObject();
        json.WriteString("event", Documents.Name(what.Kind));
        WritePlace(json, what.Sequence, what.ObservedAt);
        if (what.Key is { } key) WriteKey(json, key);
        if (what.Statement is { } statement) WriteFigures(json, statement);
        if (what.Retraction is { } retraction)
        {
            json.WriteString("factId", retraction.Fact.ToString());
            json.WriteString("floor", retraction.Sequence.ToString(CultureInfo.InvariantCulture));
            json.WriteNumber("height", retraction.Height);
            json.WriteString("lost", retraction.Lost.ToString());
            json.WriteString("won", retraction.Won.ToString());
        }

        if (what.Gap is { } gap) json.WriteString("reason", Documents.Name(gap.Reason));
        json.WriteEndObject();
    }

    private static void WriteChains(Utf8JsonWriter json, AccountBoard board)
    {
        json.WriteStartArray("chains");
        foreach (var (status, context, observedAt) in board.Chains)
        {
            json.WriteStartObject();
            json.WriteString("chain", context.Chain.ToString());
            json.WriteNumber("observedAt", observedAt);
            json.WriteNumber("head", status.Head.Height);
            json.WriteNumber("safe", status.Safe.Height);
            json.WriteNumber("finalized", status.Finalized.Height);
            json.WriteNumber("scannedTo", status.ScannedTo);
            json.WriteNumber("headAgeMs", observedAt - status.Head.Time);
            json.WriteNumber("safeLagMs", observedAt - status.Safe.Time);
            json.WriteNumber("finalizedLagMs", observedAt - status.Finalized.Time);
            json.WriteNumber("reorgDepth", status.ReorgDepth);
            json.WriteString("state", status.Flags == ChainFlags.None ? "followed" : status.Flags.ToString());
            if (context.Note.Length > 0) json.WriteString("note", context.Note);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteKey(Utf8JsonWriter json, PositionKey key)
    {
        json.WriteString("chain", key.Chain.ToString());
        json.WriteString("owner", key.Owner.Address);
        json.WriteString("source", key.Source);
        if (key.Market.Length > 0) json.WriteString("market", key.Market);
        json.WriteString("asset", key.Asset.ToString());
        json.WriteString("side", Documents.Name(key.Side));
    }

    private static void WritePlace(Utf8JsonWriter json, ulong sequence, long observedAt)
    {
        json.WriteString("sequence", sequence.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("observedAt", observedAt);
    }

    private static string Value(Int128 scaled) => Price.FromScaled(scaled).ToString();
}
