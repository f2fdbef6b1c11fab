using System.Globalization;
using System.Text.RegularExpressions;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Json;

namespace CrossChainOracle.Node.Sandbox.Recordings;

/// <summary>Reads one feed of scenario.json with its series.</summary>
internal sealed partial class ScenarioFeedReader(string scenario, string path, Func<string, ScenarioFile> open, ProblemList problems)
{
    private const int MostProviders = 3;
    private readonly string _file = $"{scenario}/{ScenarioReader.FileName}";

    public ScenarioFeed? Read(LocatedJson.Members members, (long From, long To)? window)
    {
        var fields = new FieldReader(members, _file, path + ".", problems);
        var text = fields.Find<LocatedJson.Text>("feed", "text");
        FeedId feed = default;
        if (text is not null && !FeedId.TryParse(text.Value, out feed)) fields.Bad(text, "feed", "must be 1 to 16 printable ASCII characters without spaces");
        var own = ReadOwnWindow(fields, window);
        var list = fields.Find<LocatedJson.List>("providers", "a list");
        var count = list?.Items.Count ?? 0;
        if (list is not null && count is 0 or > MostProviders) fields.Bad(list, "providers", $"must be 1 to {MostProviders}, not {count}");
        var quorum = fields.Integer("quorum", 1, MostProviders);
        if (quorum > count && count > 0) fields.Contradiction($"quorum {quorum} of {count} providers");
        var note = fields.Text("quorumNote", required: false);
        fields.Finish();

        var series = new List<ScenarioSeries>();
        foreach (var (index, item) in (list?.Items ?? []).Take(MostProviders).Index())
        {
            var name = $"providers[{index}]";
            if (item is not LocatedJson.Members provider) fields.Bad(item, name, "must be an object");
            else if (ReadSeries(new(provider, _file, $"{path}.{name}.", problems), own) is { } read) series.Add(read);
        }

        foreach (var twice in series.GroupBy(one => one.Provider).Where(group => group.Count() > 1)) fields.Contradiction($"provider {twice.Key} is there twice");
        return feed.IsEmpty || own is null || quorum is null ? null : new(feed, (int)quorum, note, own.Value.From, own.Value.To, series);
    }

    private static (long From, long To)? ReadOwnWindow(FieldReader fields, (long From, long To)? window)
    {
        if (!fields.Has("from") && !fields.Has("to")) return window;
        var from = fields.Integer("from", 1, ScenarioClock.LatestTime);
        var to = fields.Integer("to", 1, ScenarioClock.LatestTime);
        if (from is null || to is null) return null;
        var (length, whole) = (to - from, window?.To - window?.From);
        if (whole is not null && length != whole) fields.Contradiction($"is {length} s long, the scenario {whole} s");
        return (from.Value, to.Value);
    }

    private ScenarioSeries? ReadSeries(FieldReader fields, (long From, long To)? window)
    {
        var role = fields.Find<LocatedJson.Text>("provider", "text");
        Provider? provider = role?.Value switch { "pyth" => Provider.Pyth, "chainlink" => Provider.Chainlink, "api3" => Provider.Api3, _ => null };
        if (role is not null && provider is null) fields.Bad(role, "provider", $"must be pyth, chainlink or api3, not '{Printable.Clean(role.Value)}'");
        var file = fields.Find<LocatedJson.Text>("series", "text");
        var named = file is not null && FileName().IsMatch(file.Value);
        if (file is not null && !named) fields.Bad(file, "series", $"'{Printable.Clean(file.Value)}' is no name such as eth-usd.kraken.csv");
        var (venue, source, quote) = (fields.Text("venue"), fields.Text("source"), fields.Text("quoteNote", required: false));
        var bar = fields.Integer("barSeconds", 1, int.MaxValue, required: false);
        var held = fields.Find<LocatedJson.Members>("rounds", "an object", required: false);
        var rounds = held is null ? null : ReadRounds(held);
        if (fields.Has("barSeconds") == fields.Has("rounds")) fields.Contradiction("has either barSeconds or rounds");
        if (fields.Has("rounds") && provider is not null and not Provider.Chainlink) fields.Contradiction("only chainlink has rounds");
        fields.Finish();
        if (provider is null || !named || venue is null || source is null || window is not { } span || (bar is null && rounds is null)) return null;

        var decimals = ScenarioSeries.DecimalsOf(provider.Value, rounds);
        var reader = new SeriesReader($"{scenario}/{file!.Value}", span.From, span.To, decimals, rounds is not null, problems);
        return new()
        {
            Provider = provider.Value,
            File = file.Value,
            Venue = venue,
            Source = source,
            QuoteNote = quote,
            BarSeconds = (int?)bar,
            Rounds = rounds,
            Rows = reader.Read(open(file.Value)),
        };
    }

    private RecordedRounds? ReadRounds(LocatedJson.Members members)
    {
        var fields = new FieldReader(members, _file, $"{path}.rounds.", problems);
        var proxy = fields.Find<LocatedJson.Text>("proxy", "text");
        var hex = proxy?.Value.StartsWith("0x", StringComparison.Ordinal) == true ? proxy.Value : null;
        var addressed = EvmAddress.TryParse(hex, out var address) && !address.IsZero;
        if (proxy is not null && !addressed) fields.Bad(proxy, "proxy", "must be an address: 0x and 40 hex digits");
        var decimals = fields.Integer("decimals", 0, Price.Decimals);
        var heartbeat = fields.Integer("heartbeatSeconds", 1, int.MaxValue);
        var deviation = fields.Find<LocatedJson.Text>("deviationPercent", "text");
        uint ppm = 0;
        if (deviation is not null && !TryPpm(deviation.Value, out ppm))
        {
            fields.Bad(deviation, "deviationPercent", "must be a decimal number above 0 and at most 100 with at most 4 places");
        }

        fields.Finish();
        return addressed && decimals is not null && heartbeat is not null && ppm > 0 ? new(address, (int)decimals, (int)heartbeat, ppm) : null;
    }

    private static bool TryPpm(string percent, out uint ppm)
    {
        ppm = 0;
        if (!Price.TryParse(percent, out var value) || !value.IsPositive || value > Price.Parse("100")) return false;
        var (whole, rest) = Int128.DivRem(value.Scaled, FixedPoint.PowerOfTen(Price.Decimals - 4));
        if (rest != 0) return false;
        ppm = (uint)whole;
        return true;
    }

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+\.csv\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex FileName();
}
