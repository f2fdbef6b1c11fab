using System.Text.Json;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>The decoded parts of a <see cref="PriceDocument"/>: prices and ratios as decimal text, times as Unix milliseconds, enumerations by name.</summary>
internal static class PriceDocumentParts
{
    private static readonly Verdict[] Actions = [Verdict.Open, Verdict.Borrow, Verdict.Withdraw, Verdict.Liquidate, Verdict.Relay];

    public static void WriteStatement(Utf8JsonWriter json, Statement? statement, long observedAt)
    {
        json.WriteStartObject();
        switch (statement)
        {
            case PriceStatement price: WritePrice(json, price, observedAt); break;
            case GapStatement gap: WriteGap(json, gap); break;
            default: throw new ArgumentException("Only prices and gaps have a document.", nameof(statement));
        }

        json.WriteEndObject();
    }

    public static void WriteContext(Utf8JsonWriter json, Statement? statement, ReadOnlySpan<byte> bytes)
    {
        json.WriteStartObject();
        Refusal? refusal;
        if (statement is PriceStatement)
        {
            refusal = ContextCodec.Decode(bytes, out PriceContext? context);
            if (context is not null) WritePriceContext(json, context);
        }
        else
        {
            refusal = ContextCodec.Decode(bytes, out GapContext? context);
            if (context is not null) WriteGapContext(json, context);
        }

        if (refusal is not null) throw new ArgumentException($"Not the context of the statement: {refusal}.", nameof(bytes));
        json.WriteEndObject();
    }

    private static void WritePrice(Utf8JsonWriter json, PriceStatement price, long observedAt)
    {
        json.WriteString("kind", "price");
        json.WriteString("feed", price.Feed.ToString());
        json.WriteString("value", price.Value.ToString());
        json.WriteString("confidence", price.Confidence.ToString());
        json.WriteString("sigma", Ratio((UInt128)price.Sigma * 1_000_000_000));
        json.WriteStartArray("verdict");
        foreach (var action in Actions.Where(action => price.Verdict.HasFlag(action))) json.WriteStringValue(NameOf(action));
        json.WriteEndArray();
        json.WriteString("breaker", NameOf(price.Breaker));
        json.WriteNumber("publishedAt", price.PublishedAt);
        json.WriteNumber("validFor", price.ValidFor);
        json.WriteNumber("validUntil", observedAt + price.ValidFor);
        json.WriteString("context", $"{price.Context}");
    }

    private static void WriteGap(Utf8JsonWriter json, GapStatement gap)
    {
        json.WriteString("kind", "gap");
        json.WriteString("feed", gap.Feed.ToString());
        json.WriteString("reason", NameOf(gap.Reason));
        json.WriteString("breaker", NameOf(gap.Breaker));
        json.WriteNumber("quorum", gap.Quorum);
        json.WriteNumber("from", gap.From);
        json.WriteNumber("to", gap.To);
        json.WriteString("context", $"{gap.Context}");
    }

    private static void WritePriceContext(Utf8JsonWriter json, PriceContext context)
    {
        json.WriteNumber("oldestPublishedAt", context.OldestPublishedAt);
        json.WriteString("dispersion", context.Dispersion.ToString());
        json.WriteString("absence", Ratio(context.Absence));
        json.WriteString("sigma", Ratio(context.Sigma));
        json.WriteString("z", Ratio((UInt128)context.ZMilli * 1_000_000_000_000_000));
        json.WriteNumber("configured", context.ConfiguredProviders);
        WriteVotes(json, "votes", context.Votes);
        WriteVotes(json, "outliers", context.Outliers);
        WriteVotes(json, "dissents", context.Dissents);
    }

    private static void WriteVotes(Utf8JsonWriter json, string name, IReadOnlyList<Vote> votes)
    {
        json.WriteStartArray(name);
        foreach (var vote in votes)
        {
            json.WriteStartObject();
            json.WriteString("provider", NameOf(vote.Provider));
            json.WriteString("route", vote.Route.ToString());
            json.WriteString("value", vote.Value.ToString());
            json.WriteString("halfWidth", vote.HalfWidth.ToString());
            json.WriteNumber("publishedAt", vote.PublishedAt);
            json.WriteString("authenticity", NameOf(vote.Authenticity));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteGapContext(Utf8JsonWriter json, GapContext context)
    {
        json.WriteNumber("usable", context.Usable);
        json.WriteStartArray("causes");
        foreach (var cause in context.Causes)
        {
            json.WriteStartObject();
            json.WriteString("provider", NameOf(cause.Provider));
            json.WriteString("route", cause.Route.ToString());
            json.WriteString("cause", NameOf(cause.Code));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A number scaled by 10^18 as plain decimal text.</summary>
    private static string Ratio(UInt128 scaled) => Price.FromScaled((Int128)scaled).ToString();

    /// <summary>The member's name in camel case.</summary>
    private static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
