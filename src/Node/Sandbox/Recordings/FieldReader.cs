using System.Globalization;
using CrossChainOracle.Node.Sandbox.Json;

namespace CrossChainOracle.Node.Sandbox.Recordings;

/// <summary>Takes the fields of one JSON object one by one; what is missing, wrong or left over becomes a problem.</summary>
internal sealed class FieldReader(LocatedJson.Members members, string file, string path, ProblemList problems)
{
    private readonly HashSet<string> _asked = [];

    public int Line => members.Line;

    /// <summary>Null when there is no such field, or none of that kind, which is then told.</summary>
    public T? Find<T>(string name, string kind, bool required = true)
        where T : LocatedJson
    {
        _asked.Add(name);
        var value = members.Find(name);
        if (value is null && required) problems.Add(ScenarioProblemCode.MissingField, file, members.Line, $"{path}{name}: is missing");
        if (value is not null and not T) Bad(value, name, $"must be {kind}");
        return value as T;
    }

    public bool Has(string name) => members.Find(name) is not null;

    /// <summary>A text of at least one character.</summary>
    public string? Text(string name, bool required = true)
    {
        var text = Find<LocatedJson.Text>(name, "text", required);
        if (text is not { Value: "" }) return text?.Value;
        Bad(text, name, "must not be empty");
        return null;
    }

    /// <summary>A whole number within the range, both ends included.</summary>
    public long? Integer(string name, long least, long most, bool required = true)
    {
        var number = Find<LocatedJson.Number>(name, "a number", required);
        if (number is null) return null;
        if (long.TryParse(number.Raw, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
        Bad(number, name, $"must be a whole number from {least} to {most}, not {Printable.Clean(number.Raw)}");
        return null;
    }

    public void Bad(LocatedJson at, string name, string rule) => problems.Add(ScenarioProblemCode.BadValue, file, at.Line, $"{path}{name}: {rule}");

    public void Contradiction(string rule) => problems.Add(ScenarioProblemCode.Contradiction, file, members.Line, $"{path.TrimEnd('.')}: {rule}");

    /// <summary>Tells every field that nobody asked for.</summary>
    public void Finish()
    {
        foreach (var (name, value) in members.Values)
        {
            if (!_asked.Contains(name)) problems.Add(ScenarioProblemCode.UnknownField, file, value.Line, $"{path}{Printable.Clean(name)}: is not known");
        }
    }
}
