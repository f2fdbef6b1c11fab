using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Json;

namespace CrossChainOracle.Node.Sandbox.Recordings;

/// <summary>Reads scenario.json and the series that it names, from untrusted bytes; never throws for them and tells every problem at once.</summary>
public sealed class ScenarioReader
{
    public const string FileName = "scenario.json";

    private const int MostFeeds = 64;

    private readonly Func<string, ScenarioFile> _open;
    private readonly ProblemList _problems = new();
    private readonly string _name;
    private readonly string _file;

    private ScenarioReader(string name, Func<string, ScenarioFile> open) => (_name, _file, _open) = (name, $"{name}/{FileName}", open);

    /// <param name="name">The folder's name.</param>
    /// <param name="open">Gives a file of the folder.</param>
    /// <param name="scenario">Null when there is any problem.</param>
    /// <param name="problems">Empty when the scenario is loaded.</param>
    public static bool TryRead(string name, Func<string, ScenarioFile> open, [NotNullWhen(true)] out Scenario? scenario, out IReadOnlyList<ScenarioProblem> problems)
    {
        var reader = new ScenarioReader(name, open);
        scenario = reader.Read();
        problems = reader._problems.Problems;
        if (problems.Count > 0) scenario = null;
        if (scenario is null && problems.Count == 0) throw new InvalidOperationException($"Scenario {name} was refused for no reason.");
        return scenario is not null;
    }

    private Scenario? Read()
    {
        var opened = _open(FileName);
        if (opened is not ScenarioFile.Content content)
        {
            var refused = (ScenarioFile.Refused)opened;
            _problems.Add(refused.Code, _file, 0, refused.Detail);
            return null;
        }

        if (!LocatedJsonParser.TryParse(content.Bytes.Span, out var json, out var fault))
        {
            _problems.Add(ScenarioProblemCode.BadJson, _file, fault.Line, fault.Detail);
            return null;
        }

        if (json is LocatedJson.Members members) return ReadScenario(new(members, _file, string.Empty, _problems));
        _problems.Add(ScenarioProblemCode.BadValue, _file, json.Line, "must be an object");
        return null;
    }

    private Scenario? ReadScenario(FieldReader fields)
    {
        var name = fields.Text("name");
        if (name is not null && name != _name) fields.Contradiction($"name '{Printable.Clean(name)}' is not the folder's, '{_name}'");
        var (title, description) = (fields.Text("title"), fields.Text("description"));
        var window = ReadWindow(fields);
        var speed = fields.Integer("speed", 1, ScenarioClock.MaximumSpeed);
        var feeds = ReadFeeds(fields, window);
        fields.Finish();
        if (name is null || title is null || description is null || window is null || speed is null) return null;
        return new() { Name = name, Title = title, Description = description, From = window.Value.From, To = window.Value.To, Speed = (int)speed, Feeds = feeds };
    }

    private static (long From, long To)? ReadWindow(FieldReader fields)
    {
        var from = fields.Integer("from", 1, ScenarioClock.LatestTime);
        var to = fields.Integer("to", 1, ScenarioClock.LatestTime);
        if (from is null || to is null) return null;
        if (to <= from) fields.Contradiction($"to {to} is not later than from {from}");
        return (from.Value, to.Value);
    }

    private List<ScenarioFeed> ReadFeeds(FieldReader fields, (long From, long To)? window)
    {
        var feeds = new List<ScenarioFeed>();
        var list = fields.Find<LocatedJson.List>("feeds", "a list");
        if (list is not null && list.Items.Count is 0 or > MostFeeds) fields.Bad(list, "feeds", $"must be 1 to {MostFeeds}, not {list.Items.Count}");
        foreach (var (index, item) in (list?.Items ?? []).Take(MostFeeds).Index())
        {
            var path = $"feeds[{index}]";
            if (item is not LocatedJson.Members members) fields.Bad(item, path, "must be an object");
            else if (new ScenarioFeedReader(_name, path, _open, _problems).Read(members, window) is { } feed) feeds.Add(feed);
        }

        foreach (var twice in feeds.GroupBy(feed => feed.Feed).Where(group => group.Count() > 1)) fields.Contradiction($"feed {twice.Key} is there twice");
        var series = feeds.SelectMany(feed => feed.Series).ToList();
        foreach (var twice in series.GroupBy(one => one.File).Where(group => group.Count() > 1)) fields.Contradiction($"series {twice.Key} is there twice");
        foreach (var twice in series.Where(one => one.Rounds is not null).GroupBy(one => one.Rounds!.Proxy).Where(group => group.Count() > 1))
        {
            fields.Contradiction($"proxy {twice.Key} is there twice");
        }

        return feeds;
    }
}
