using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding.Json;

/// <summary>Reads one JSON object of a configuration and notes everything wrong with it, so that all problems are shown at once.</summary>
/// <remarks>A getter that finds a problem returns a default value; the configuration is only used when there was no problem at all.</remarks>
public sealed class JsonSection
{
    private static readonly Uri Nowhere = new("http://127.0.0.1");

    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly Func<string, string?> _settings;

    /// <param name="element">What is read.</param>
    /// <param name="path">Where it is, as problems name it.</param>
    /// <param name="problems">Gets everything that is wrong.</param>
    /// <param name="settings">Reads an environment variable by its name, for endpoints; null: none is set.</param>
    public JsonSection(JsonElement element, string path, List<string> problems, Func<string, string?>? settings = null)
    {
        (Path, Problems, _settings) = (path, problems, settings ?? (static _ => null));
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{path}: must be an object, not {Describe(element)}");
            return;
        }

        foreach (var property in element.EnumerateObject())
        {
            if (!_values.TryAdd(property.Name, property.Value)) problems.Add($"{path}.{Shown(property.Name)}: is there twice");
        }
    }

    public string Path { get; }

    public List<string> Problems { get; }

    public bool Has(string name) => _values.ContainsKey(name);

    public string Text(string name, string? fallback = null) => Read(name, fallback, "text", static (JsonElement value, out string? text) =>
    {
        text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return !string.IsNullOrEmpty(text);
    }) ?? string.Empty;

    public int Integer(string name, int? fallback = null) => Read(name, fallback, "a whole number", static (JsonElement value, out int? number) =>
    {
        var read = value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var integer) ? integer : (int?)null;
        number = read;
        return read is not null;
    }) ?? 0;

    public uint Natural(string name, uint? fallback = null) => Read(name, fallback, $"a whole number from 0 to {uint.MaxValue}", static (JsonElement value, out uint? number) =>
    {
        number = value.ValueKind == JsonValueKind.Number && value.TryGetUInt32(out var integer) ? integer : null;
        return number is not null;
    }) ?? 0;

    /// <summary>A whole number that may exceed what JavaScript's numbers hold; as text then.</summary>
    public ulong Counter(string name, ulong? fallback = null) => Read(name, fallback, $"a whole number from 0 to {ulong.MaxValue}, as text if above 2^53", static (JsonElement value, out ulong? number) =>
    {
        number = value.ValueKind is JsonValueKind.Number or JsonValueKind.String && ulong.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var counter) ? counter : null;
        return number is not null;
    }) ?? 0;

    public bool Flag(string name, bool? fallback = null) => Read(name, fallback, "true or false", static (JsonElement value, out bool? flag) =>
    {
        flag = value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;
        return flag is not null;
    }) ?? false;

    /// <summary>Milliseconds, from text such as <c>500ms</c>, <c>20s</c>, <c>5m</c>, <c>24h</c>, <c>30d</c>.</summary>
    public long Duration(string name, long? fallback = null) =>
        Read(name, fallback, "a duration such as 500ms, 20s, 5m, 24h or 30d", static (JsonElement value, out long? ms) => TryDuration(value.ToString(), out ms)) ?? 0;

    /// <summary>Parts per million, from text such as <c>0.5%</c>.</summary>
    public uint Percent(string name, uint? fallback = null) => Read(name, fallback, "a percentage such as \"0.5%\" with at most 4 places", static (JsonElement value, out uint? ppm) =>
    {
        ppm = null;
        if (!value.ToString().EndsWith('%') || !TryScaled(value.ToString()[..^1], 4, out var scaled)) return false;
        ppm = scaled;
        return true;
    }) ?? 0;

    /// <summary>Thousandths, from a number such as <c>2.33</c>.</summary>
    public uint Milli(string name, uint? fallback = null) =>
        Read(name, fallback, "a number with at most 3 places", static (JsonElement value, out uint? milli) =>
        {
            milli = TryScaled(value.ToString(), 3, out var scaled) ? scaled : null;
            return milli is not null;
        }) ?? 0;

    public Price PriceText(string name, Price? fallback = null) =>
        Read(name, fallback, "a decimal number as text", static (JsonElement value, out Price? price) =>
        {
            price = Price.TryParse(value.ToString(), out var parsed) ? parsed : null;
            return price is not null;
        }) ?? default;

    /// <summary>Times 10^18, from text or a number that is not negative.</summary>
    public UInt128 Scaled(string name, UInt128? fallback = null) =>
        Read(name, fallback, "a decimal number that is not negative", static (JsonElement value, out UInt128? scaled) =>
        {
            scaled = Price.TryParse(value.ToString(), out var parsed) && parsed >= Price.Zero ? (UInt128)parsed.Scaled : null;
            return scaled is not null;
        }) ?? 0;

    /// <summary>Unix milliseconds, from ISO 8601 text such as <c>2027-01-01T00:00:00Z</c>.</summary>
    public long Time(string name, long? fallback = null) =>
        Read(name, fallback, "a time such as 2027-01-01T00:00:00Z", static (JsonElement value, out long? ms) =>
        {
            ms = TimeText.TryParse(value.ToString(), out var time) ? time : null;
            return ms is not null;
        }) ?? 0;

    /// <summary>An address that anybody may see, such as the process's own.</summary>
    public Uri Address(string name, Uri? fallback = null) =>
        Read(name, fallback, "an http or https address", static (JsonElement value, out Uri? uri) => TryHttp(value, out uri)) ?? Nowhere;

    /// <summary>Where somebody else is asked; may be secret, and may be in the environment (<see cref="EndpointAddress"/>).</summary>
    public Uri Endpoint(string name)
    {
        _read.Add(name);
        if (_values.TryGetValue(name, out var value)) return EndpointOf(value, name) ?? Nowhere;
        Problem(name, $"is missing; must be {EndpointAddress.Form}");
        return Nowhere;
    }

    public T Choice<T>(string name, T? fallback = null)
        where T : struct, Enum =>
        Read(name, fallback, $"one of {string.Join(", ", Enum.GetNames<T>().Select(item => item.ToLowerInvariant()))}", static (JsonElement value, out T? choice) =>
        {
            var parsed = value.ValueKind == JsonValueKind.String && Enum.TryParse<T>(value.GetString(), ignoreCase: true, out var found) && !int.TryParse(value.GetString(), out _) ? found : (T?)null;
            choice = parsed;
            return parsed is not null;
        }) ?? default;

    /// <summary>A value that a type of the domain parses itself.</summary>
    public T Parsed<T>(string name, string form, Func<string, (bool Ok, T Value)> parse, T? fallback = null)
        where T : struct =>
        Read(name, fallback, form, (JsonElement value, out T? result) =>
        {
            var (ok, parsed) = value.ValueKind == JsonValueKind.String ? parse(value.GetString()!) : default;
            result = ok ? parsed : null;
            return ok;
        }) ?? default;

    public JsonSection? Section(string name, bool required = true)
    {
        _read.Add(name);
        if (_values.TryGetValue(name, out var value)) return new(value, $"{Path}.{name}", Problems, _settings);
        if (required) Problems.Add($"{Path}.{name}: is missing");
        return null;
    }

    public IReadOnlyList<JsonSection> Sections(string name, bool required = true) =>
        [.. Items(name, required).Select((item, index) => new JsonSection(item, $"{Path}.{name}[{index}]", Problems, _settings))];

    /// <summary>As <see cref="Endpoint"/>, several.</summary>
    public IReadOnlyList<Uri> Endpoints(string name, bool required = true) =>
        [.. Items(name, required).Select((item, index) => EndpointOf(item, $"{name}[{index}]")).OfType<Uri>()];

    public IReadOnlyList<string> Texts(string name, bool required = true)
    {
        var texts = new List<string>();
        foreach (var (item, index) in Items(name, required).Select((item, index) => (item, index)))
        {
            if (item.ValueKind == JsonValueKind.String) texts.Add(item.GetString()!);
            else Problems.Add($"{Path}.{name}[{index}]: must be text, not {Describe(item)}");
        }

        return texts;
    }

    /// <summary>Notes every member that nobody asked for: a misspelt option must not be ignored.</summary>
    public void Done()
    {
        foreach (var unknown in _values.Keys.Where(name => !_read.Contains(name) && name != "$schema"))
        {
            Problems.Add($"{Path}.{Shown(unknown)}: is not known here; known are {string.Join(", ", _read.Order(StringComparer.Ordinal))}");
        }
    }

    public void Problem(string name, string problem) => Problems.Add($"{Path}.{name}: {problem}");

    /// <summary>Notes a member that is known but has no place here.</summary>
    public void Refuse(string name, string reason)
    {
        _read.Add(name);
        if (Has(name)) Problem(name, reason);
    }

    private Uri? EndpointOf(JsonElement value, string place)
    {
        var address = EndpointAddress.Read(value, _settings, out var problem);
        if (problem is not null) Problem(place, problem);
        return address;
    }

    private delegate bool Getter<T>(JsonElement value, out T? result);

    private T? Read<T>(string name, T? fallback, string form, Getter<T> getter)
    {
        _read.Add(name);
        if (!_values.TryGetValue(name, out var value))
        {
            if (fallback is null) Problems.Add($"{Path}.{name}: is missing; must be {form}");
            return fallback;
        }

        if (getter(value, out var result)) return result;
        Problems.Add($"{Path}.{name}: must be {form}, not {Describe(value)}");
        return fallback;
    }

    private List<JsonElement> Items(string name, bool required)
    {
        _read.Add(name);
        if (!_values.TryGetValue(name, out var value))
        {
            if (required) Problems.Add($"{Path}.{name}: is missing; must be a list");
            return [];
        }

        if (value.ValueKind == JsonValueKind.Array) return [.. value.EnumerateArray()];
        Problems.Add($"{Path}.{name}: must be a list, not {Describe(value)}");
        return [];
    }

    private static bool TryDuration(string text, out long? milliseconds)
    {
        milliseconds = null;
        (string Suffix, long Factor)[] units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
        foreach (var (suffix, factor) in units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal) || !long.TryParse(text[..^suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var count)) continue;
            if (count > PolicyRules.MaximumDurationMs / factor) return false;
            milliseconds = count * factor;
            return true;
        }

        return false;
    }

    private static bool TryScaled(string text, int places, out uint scaled)
    {
        scaled = 0;
        if (!Price.TryParse(text, out var price) || price < Price.Zero) return false;
        var unit = FixedPoint.PowerOfTen(Price.Decimals - places);
        if (price.Scaled % unit != 0 || price.Scaled / unit > uint.MaxValue) return false;
        scaled = (uint)(price.Scaled / unit);
        return true;
    }

    private static bool TryHttp(JsonElement value, out Uri? uri)
    {
        uri = null;
        return value.ValueKind == JsonValueKind.String && Uri.TryCreate(value.GetString(), UriKind.Absolute, out uri) && uri.Scheme is "http" or "https";
    }

    /// <summary>What stands there, shortened and printable; addresses may hold credentials and are never repeated.</summary>
    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"\"{Shown(value.GetString()!)}\"",
        _ => Shown(value.GetRawText()),
    };

    private static string Shown(string text) => text.Contains("//", StringComparison.Ordinal) ? "(an address)" : PlainText.Clean(text, 60);
}
