using System.Globalization;
using CrossChainOracle.Domain;
using Spectre.Console;

namespace CrossChainOracle.Node.Commands;

/// <summary>One look at every source, as a table or JSON.</summary>
internal static class SightingView
{
    public static void Show(Terminal terminal, IReadOnlyList<Sighting> sightings, bool json)
    {
        if (json) WriteJson(terminal, sightings);
        else WriteTable(terminal, sightings);
    }

    private static void WriteTable(Terminal terminal, IReadOnlyList<Sighting> sightings)
    {
        var table = Terminal.Table("feed", "route", "value", "± stated", "age", "backed by", "usable");
        foreach (var sighting in sightings)
        {
            var observation = sighting.Observation;
            table.AddRow(
                Markup.Escape(sighting.Feed.ToString()),
                Markup.Escape(sighting.Route.Route.ToString()),
                observation is null ? "-" : RunView.Shorten(observation.Value),
                observation is null ? "-" : sighting.Route.Cadence == Cadence.Threshold ? $"{sighting.Route.ThresholdPpm / 10_000}.{sighting.Route.ThresholdPpm % 10_000:D4} %" : RunView.Shorten(observation.HalfWidth),
                sighting.AgeMs is { } age ? string.Create(CultureInfo.InvariantCulture, $"{age / 1_000}.{Math.Abs(age % 1_000) / 100} s") : "-",
                observation?.Authenticity.ToString() ?? "-",
                sighting.Problem is null ? "[green]yes[/]" : $"[red]{Markup.Escape(sighting.Problem)}[/]");
        }

        terminal.Console.Write(table);
    }

    private static void WriteJson(Terminal terminal, IReadOnlyList<Sighting> sightings) => terminal.Json(writer =>
    {
        writer.WriteStartArray();
        foreach (var sighting in sightings)
        {
            writer.WriteStartObject();
            writer.WriteString("feed", sighting.Feed.ToString());
            writer.WriteString("provider", sighting.Route.Provider.ToString());
            writer.WriteString("route", sighting.Route.Route.ToString());
            writer.WriteBoolean("usable", sighting.Problem is null);
            if (sighting.Problem is not null) writer.WriteString("problem", sighting.Problem);
            if (sighting.Observation is { } observation)
            {
                writer.WriteString("value", observation.Value.ToString());
                writer.WriteString("halfWidth", observation.HalfWidth.ToString());
                writer.WriteNumber("publishedAt", observation.PublishedAt);
                writer.WriteNumber("ageMs", sighting.AgeMs!.Value);
                writer.WriteString("authenticity", observation.Authenticity.ToString());
                writer.WriteString("stage", observation.Stage.ToString());
                writer.WriteNumber("height", observation.Height);
                writer.WriteString("anchor", observation.Anchor.ToString());
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
